-- The relay's tables. The one idea: an accept writes three rows and nothing that grows dearer with history.
--
-- What is kept for good is inserted once and never changed (envelope, acknowledgement), in partitions of one week that
-- retention drops whole. What changes lives in a table that empties itself (outbox). Days are UTC days since 1970-01-01,
-- weeks are day / 7. Sealed bytes do not compress: they are stored out of line, as they are (STORAGE EXTERNAL).

CREATE TABLE envelope (
    day            integer     NOT NULL,
    pharmacy       bytea       NOT NULL CHECK (octet_length(pharmacy) = 16),
    id             bytea       NOT NULL CHECK (octet_length(id) = 16),
    header_hash    bytea       NOT NULL CHECK (octet_length(header_hash) = 32),
    commit         bytea       NOT NULL CHECK (octet_length(commit) = 32),
    header         bytea       NOT NULL,
    signature      bytea       NOT NULL CHECK (octet_length(signature) = 64),
    pharmacy_copy  bytea       NOT NULL,
    patient_copy   bytea,
    notifier_copy  bytea,
    lookup         bytea       CHECK (octet_length(lookup) = 16),
    accepted_at    timestamptz NOT NULL,
    PRIMARY KEY (day, pharmacy, id)
) PARTITION BY RANGE (day);
ALTER TABLE envelope ALTER COLUMN pharmacy_copy SET STORAGE EXTERNAL;
ALTER TABLE envelope ALTER COLUMN patient_copy SET STORAGE EXTERNAL;
ALTER TABLE envelope ALTER COLUMN notifier_copy SET STORAGE EXTERNAL;
ALTER TABLE envelope ALTER COLUMN header SET STORAGE MAIN;
COMMENT ON TABLE envelope IS 'One row an accepted envelope; inserted once, only patient_copy is ever taken away (reissue).';
COMMENT ON COLUMN envelope.day IS 'Of the header: UTC days since 1970-01-01. First in the key, so that partitions prune.';
COMMENT ON COLUMN envelope.pharmacy IS 'Of the header: whose result it is, the tenant.';
COMMENT ON COLUMN envelope.id IS 'Of the header: 16 random bytes made where the record was sealed.';
COMMENT ON COLUMN envelope.header_hash IS 'SHA-256 of header: the object that leaves and acknowledgements name.';
COMMENT ON COLUMN envelope.commit IS 'Of the header: the same id with the same commit is the same envelope, with another a conflict.';
COMMENT ON COLUMN envelope.header IS 'The signed bytes, as received.';
COMMENT ON COLUMN envelope.signature IS 'Ed25519, by the sender that the header names.';
COMMENT ON COLUMN envelope.pharmacy_copy IS 'Sealed to the pharmacy''s epoch: 4,096 or 8,192 bytes.';
COMMENT ON COLUMN envelope.patient_copy IS 'Sealed to the ticket, when there is one; taken away when a reissue has replaced it.';
COMMENT ON COLUMN envelope.notifier_copy IS 'Slip sealed to the notifier, when the person asked to be told.';
COMMENT ON COLUMN envelope.lookup IS 'The ticket it arrived with; the ticket of now is found by following ticket.replaced_by.';
COMMENT ON COLUMN envelope.accepted_at IS 'When the relay accepted it.';

CREATE TABLE correction (
    pharmacy   bytea   NOT NULL,
    target_day integer NOT NULL,
    target_id  bytea   NOT NULL,
    day        integer NOT NULL,
    id         bytea   NOT NULL,
    PRIMARY KEY (pharmacy, target_day, target_id)
);
COMMENT ON TABLE correction IS 'Which envelope replaces which: a target has one successor, so a second one is stale-correction.';
COMMENT ON COLUMN correction.pharmacy IS 'Of both envelopes.';
COMMENT ON COLUMN correction.target_day IS 'Day of the envelope replaced, which may not have arrived yet.';
COMMENT ON COLUMN correction.target_id IS 'Its id.';
COMMENT ON COLUMN correction.day IS 'Day of the envelope that replaces it.';
COMMENT ON COLUMN correction.id IS 'Its id.';

CREATE TABLE outbox (
    day           integer     NOT NULL,
    pharmacy      bytea       NOT NULL,
    id            bytea       NOT NULL,
    kid           bytea       NOT NULL CHECK (octet_length(kid) = 16),
    register_copy bytea       NOT NULL,
    state         text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'registered', 'dead')),
    due_at        timestamptz NOT NULL,
    attempts      smallint    NOT NULL DEFAULT 0,
    faults        smallint    NOT NULL DEFAULT 0,
    lease_token   uuid,
    lease_until   timestamptz,
    last_code     text,
    delete_after  timestamptz,
    PRIMARY KEY (day, pharmacy, id)
);
ALTER TABLE outbox ALTER COLUMN register_copy SET STORAGE EXTERNAL;
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'pending';
CREATE INDEX outbox_done ON outbox (delete_after) WHERE state = 'registered';
COMMENT ON TABLE outbox IS 'Register copies on their way: a row lives from accept to registration and a grace period. Header and signature are in envelope.';
COMMENT ON COLUMN outbox.day IS 'Key of the envelope, with pharmacy and id.';
COMMENT ON COLUMN outbox.pharmacy IS 'See day.';
COMMENT ON COLUMN outbox.id IS 'See day.';
COMMENT ON COLUMN outbox.kid IS 'Register epoch that the copy is sealed to.';
COMMENT ON COLUMN outbox.register_copy IS 'Sealed to the register: the only place where the relay keeps it.';
COMMENT ON COLUMN outbox.state IS 'pending: to be sent; registered: acknowledged, accepted or rejected; dead: given up, the pharmacy is told.';
COMMENT ON COLUMN outbox.due_at IS 'When to try next; oldest first.';
COMMENT ON COLUMN outbox.attempts IS 'Attempts of this envelope so far.';
COMMENT ON COLUMN outbox.faults IS 'Of those, how many failed on it alone while the register answered for others.';
COMMENT ON COLUMN outbox.lease_token IS 'Who is sending it now: a late write with another token changes nothing.';
COMMENT ON COLUMN outbox.lease_until IS 'Until when that holds.';
COMMENT ON COLUMN outbox.last_code IS 'Code of the last failure (spec/errors.json); never content.';
COMMENT ON COLUMN outbox.delete_after IS 'When a registered row goes.';

CREATE TABLE checkpoint (
    size bigint PRIMARY KEY,
    note bytea  NOT NULL
);
COMMENT ON TABLE checkpoint IS 'Signed checkpoints of the register''s ledger that receipts refer to.';
COMMENT ON COLUMN checkpoint.size IS 'Leaves of the ledger.';
COMMENT ON COLUMN checkpoint.note IS 'The signed note, as received and verified.';

CREATE TABLE acknowledgement (
    day             integer     NOT NULL,
    pharmacy        bytea       NOT NULL,
    id              bytea       NOT NULL,
    status          text        NOT NULL CHECK (status IN ('accepted', 'rejected')),
    ack             bytea       NOT NULL,
    ack_signature   bytea       NOT NULL CHECK (octet_length(ack_signature) = 64),
    answer          bytea       NOT NULL,
    leaf_index      bigint      NOT NULL,
    path            bytea       NOT NULL,
    checkpoint      bigint      NOT NULL,
    acknowledged_at timestamptz NOT NULL,
    PRIMARY KEY (day, pharmacy, id)
) PARTITION BY RANGE (day);
ALTER TABLE acknowledgement ALTER COLUMN answer SET STORAGE EXTERNAL;
COMMENT ON TABLE acknowledgement IS 'The register''s signed word on each envelope, and all its receipt needs; inserted once.';
COMMENT ON COLUMN acknowledgement.day IS 'Key of the envelope, with pharmacy and id.';
COMMENT ON COLUMN acknowledgement.pharmacy IS 'See day.';
COMMENT ON COLUMN acknowledgement.id IS 'See day.';
COMMENT ON COLUMN acknowledgement.status IS 'As in the acknowledgement.';
COMMENT ON COLUMN acknowledgement.ack IS 'The acknowledgement''s signed bytes.';
COMMENT ON COLUMN acknowledgement.ack_signature IS 'By the register''s acknowledgement key.';
COMMENT ON COLUMN acknowledgement.answer IS 'Sealed reasons, 2,048 bytes, for the pharmacy alone.';
COMMENT ON COLUMN acknowledgement.leaf_index IS 'Number of the leaf in the register''s ledger.';
COMMENT ON COLUMN acknowledgement.path IS 'Inclusion proof: hashes of 32 bytes, one after the other.';
COMMENT ON COLUMN acknowledgement.checkpoint IS 'Size of the checkpoint that the proof leads to (table checkpoint).';
COMMENT ON COLUMN acknowledgement.acknowledged_at IS 'When the relay stored it.';

CREATE TABLE ticket (
    lookup      bytea    PRIMARY KEY CHECK (octet_length(lookup) = 16),
    pharmacy    bytea    NOT NULL CHECK (octet_length(pharmacy) = 16),
    proof_hash  bytea    NOT NULL CHECK (octet_length(proof_hash) = 32),
    tries_left  smallint NOT NULL DEFAULT 5 CHECK (tries_left >= 0),
    last_day    integer  NOT NULL,
    days        integer[] NOT NULL DEFAULT '{}',
    ids         bytea[]  NOT NULL DEFAULT '{}',
    replaced_by bytea
);
COMMENT ON TABLE ticket IS 'How a person reads results: what the relay needs to check a proof, nothing to compute one.';
COMMENT ON COLUMN ticket.lookup IS 'First 16 bytes of the SHA-256 of the ticket''s token.';
COMMENT ON COLUMN ticket.pharmacy IS 'Who announced it first: the only one that may use it.';
COMMENT ON COLUMN ticket.proof_hash IS 'SHA-256 of the proof.';
COMMENT ON COLUMN ticket.tries_left IS 'Of five in its lifetime; at 0 it is locked until reissued.';
COMMENT ON COLUMN ticket.last_day IS 'Day of the last announcement or envelope: retention counts from it.';
COMMENT ON COLUMN ticket.days IS 'Days of the envelopes under it, in order of arrival.';
COMMENT ON COLUMN ticket.ids IS 'Their ids, in the same order.';
COMMENT ON COLUMN ticket.replaced_by IS 'Lookup of the ticket that a reissue moved its results to.';

CREATE TABLE reissue (
    lookup    bytea   NOT NULL,
    day       integer NOT NULL,
    id        bytea   NOT NULL,
    sealed    bytea   NOT NULL,
    body      bytea   NOT NULL,
    signature bytea   NOT NULL CHECK (octet_length(signature) = 64),
    PRIMARY KEY (lookup, day, id)
);
ALTER TABLE reissue ALTER COLUMN sealed SET STORAGE EXTERNAL;
COMMENT ON TABLE reissue IS 'Patient copies sealed again to a new ticket; a row replaces envelope.patient_copy.';
COMMENT ON COLUMN reissue.lookup IS 'The new ticket.';
COMMENT ON COLUMN reissue.day IS 'Day of the envelope.';
COMMENT ON COLUMN reissue.id IS 'Its id.';
COMMENT ON COLUMN reissue.sealed IS 'The copy, sealed to the new ticket.';
COMMENT ON COLUMN reissue.body IS 'The reissue''s signed bytes.';
COMMENT ON COLUMN reissue.signature IS 'By a device of the pharmacy.';

CREATE TABLE pharmacy (
    pharmacy      bytea       PRIMARY KEY CHECK (octet_length(pharmacy) = 16),
    finess        text        NOT NULL,
    seq           bigint      NOT NULL,
    registered_at timestamptz NOT NULL
);
COMMENT ON TABLE pharmacy IS 'Pharmacies known here. What they are is their log; this row is its lock and its length.';
COMMENT ON COLUMN pharmacy.pharmacy IS '16 bytes chosen at genesis.';
COMMENT ON COLUMN pharmacy.finess IS 'Its public number in the national directory.';
COMMENT ON COLUMN pharmacy.seq IS 'Number of its last entry: caches compare it.';
COMMENT ON COLUMN pharmacy.registered_at IS 'When its genesis arrived.';

CREATE TABLE pharmacy_log (
    pharmacy     bytea       NOT NULL REFERENCES pharmacy,
    seq          bigint      NOT NULL,
    entry        bytea       NOT NULL,
    forwarded_at timestamptz,
    refused_at   timestamptz,
    PRIMARY KEY (pharmacy, seq)
);
CREATE INDEX pharmacy_log_to_forward ON pharmacy_log (pharmacy, seq) WHERE forwarded_at IS NULL;
COMMENT ON TABLE pharmacy_log IS 'Signed entries of the pharmacies'' logs, public, in order.';
COMMENT ON COLUMN pharmacy_log.pharmacy IS 'Whose.';
COMMENT ON COLUMN pharmacy_log.seq IS 'From 0, the genesis.';
COMMENT ON COLUMN pharmacy_log.entry IS 'The encoded entry, as received.';
COMMENT ON COLUMN pharmacy_log.forwarded_at IS 'When the register took it; null until then.';
COMMENT ON COLUMN pharmacy_log.refused_at IS 'When the register last did not take it: it is offered again, behind all others.';

CREATE TABLE client (
    client_id     text        PRIMARY KEY,
    pharmacy      bytea       NOT NULL REFERENCES pharmacy,
    software      text        NOT NULL,
    jwk           jsonb       NOT NULL,
    thumbprint    text        NOT NULL,
    scopes        text[]      NOT NULL,
    state         text        NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    registered_at timestamptz NOT NULL,
    UNIQUE (pharmacy, thumbprint)
);
COMMENT ON TABLE client IS 'One installation of a vendor''s software in one pharmacy (SMART Backend Services client).';
COMMENT ON COLUMN client.client_id IS 'Random, given at registration.';
COMMENT ON COLUMN client.pharmacy IS 'The one pharmacy it acts for.';
COMMENT ON COLUMN client.software IS 'Id in the vendor''s software statement.';
COMMENT ON COLUMN client.jwk IS 'Public ES384 key that signs its assertions.';
COMMENT ON COLUMN client.thumbprint IS 'RFC 7638 thumbprint of the key: registering again gives the same client.';
COMMENT ON COLUMN client.scopes IS 'What it may ask a token for.';
COMMENT ON COLUMN client.state IS 'A suspended client''s tokens stop working at once.';
COMMENT ON COLUMN client.registered_at IS 'When.';

CREATE TABLE statement (
    seq       bigint PRIMARY KEY,
    statement bytea  NOT NULL
);
COMMENT ON TABLE statement IS 'Mirror of the register''s chain of key statements, verified before it is stored.';
COMMENT ON COLUMN statement.seq IS 'From 0, the pinned root.';
COMMENT ON COLUMN statement.statement IS 'The encoded signed object, as received.';

CREATE TABLE enrolment (
    pk        bytea PRIMARY KEY CHECK (octet_length(pk) = 32),
    finess    text  NOT NULL,
    enrolment bytea NOT NULL,
    used_by   bytea
);
CREATE INDEX enrolment_finess ON enrolment (finess);
COMMENT ON TABLE enrolment IS 'Mirror of the enrolment keys that the register published, each verified when it is used.';
COMMENT ON COLUMN enrolment.pk IS 'The key that a genesis or a recovery is signed by.';
COMMENT ON COLUMN enrolment.finess IS 'The pharmacy it was given for.';
COMMENT ON COLUMN enrolment.enrolment IS 'The encoded signed object, as received.';
COMMENT ON COLUMN enrolment.used_by IS 'The pharmacy whose genesis or recovery used it: a key serves once.';

CREATE TABLE journal (
    number bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL,
    actor  text        NOT NULL,
    action text        NOT NULL,
    count  integer     NOT NULL DEFAULT 1
);
COMMENT ON TABLE journal IS 'Who did what and when, written in the action''s own transaction; never content, never a person.';
COMMENT ON COLUMN journal.number IS 'In order of writing.';
COMMENT ON COLUMN journal.at IS 'When.';
COMMENT ON COLUMN journal.actor IS 'A client, or ticket-holder for whoever holds a ticket, or operator.';
COMMENT ON COLUMN journal.action IS 'Past tense: envelopes-accepted, ticket-locked.';
COMMENT ON COLUMN journal.count IS 'How many it touched.';

CREATE FUNCTION create_weeks(first_day integer, last_day integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    week integer;
    parent text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('create_weeks'));
    FOR week IN first_day / 7 .. last_day / 7 LOOP
        FOREACH parent IN ARRAY ARRAY['envelope', 'acknowledgement'] LOOP
            EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                           parent || '_w' || week, parent, week * 7, week * 7 + 7);
        END LOOP;
    END LOOP;
END $$;
COMMENT ON FUNCTION create_weeks IS 'Makes the partitions that these days fall in, where they are missing.';

CREATE FUNCTION drop_weeks(before_day integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    partition record;
    dropped integer := 0;
BEGIN
    FOR partition IN
        SELECT child.relname AS name FROM pg_inherits
        JOIN pg_class child ON child.oid = inhrelid
        JOIN pg_class parent ON parent.oid = inhparent
        WHERE parent.relname IN ('envelope', 'acknowledgement') AND child.relkind = 'r'
          AND (substring(child.relname FROM '_w([0-9]+)$')::integer + 1) * 7 <= before_day
    LOOP
        EXECUTE format('DROP TABLE %I', partition.name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
COMMENT ON FUNCTION drop_weeks IS 'Drops the partitions whose every day is before this one; returns how many.';
