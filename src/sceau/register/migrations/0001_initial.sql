-- The register's tables. A month is written YYYYMM. What is large or old goes by dropping a month's partitions whole;
-- `registered` alone is kept for ever, since an envelope is registered once, for ever (spec/envelope.md §6).

CREATE TABLE statement (
    seq integer PRIMARY KEY,
    kind text NOT NULL,
    hash bytea NOT NULL,
    encoded bytea NOT NULL
);
COMMENT ON TABLE statement IS 'The domain''s chain of signed statements, as published (spec/keys.md §1).';
COMMENT ON COLUMN statement.seq IS 'Place in the chain, from 0.';
COMMENT ON COLUMN statement.kind IS 'root, signer, revocation, key or software.';
COMMENT ON COLUMN statement.hash IS 'SHA-256 of the body: the next statement''s prev.';
COMMENT ON COLUMN statement.encoded IS 'The signed object {body, signatures}.';

CREATE TABLE enrolment (
    pk bytea PRIMARY KEY,
    finess text NOT NULL,
    encoded bytea NOT NULL,
    published_at timestamptz NOT NULL
);
COMMENT ON TABLE enrolment IS 'Published enrolment keys: who proves the FINESS holds the code (spec/keys.md §2).';
COMMENT ON COLUMN enrolment.encoded IS 'The signed object {body, signatures}, in no chain.';

CREATE TABLE client (
    client_id text PRIMARY KEY,
    software text NOT NULL,
    jwk jsonb NOT NULL,
    scopes text NOT NULL,
    added_at timestamptz NOT NULL
);
COMMENT ON TABLE client IS 'Transports that may deliver to this register: approved relays.';
COMMENT ON COLUMN client.software IS 'Its id in the published list of software, whose state decides whether it may send.';
COMMENT ON COLUMN client.jwk IS 'Public ES384 key that its assertions are signed with.';
COMMENT ON COLUMN client.scopes IS 'Scopes it may ask for, separated by spaces.';

CREATE TABLE pharmacy (
    pharmacy bytea PRIMARY KEY,
    seq integer NOT NULL,
    head bytea NOT NULL
);
COMMENT ON TABLE pharmacy IS 'Where each pharmacy''s log stands: what a process compares with the log it holds in memory.';
COMMENT ON COLUMN pharmacy.seq IS 'Number of the last entry.';
COMMENT ON COLUMN pharmacy.head IS 'SHA-256 of the last entry''s body.';

CREATE TABLE enrolment_used (
    pk bytea PRIMARY KEY,
    pharmacy bytea NOT NULL
);
COMMENT ON TABLE enrolment_used IS 'Published enrolment keys that a log has used: each serves once.';

CREATE TABLE pharmacy_log (
    pharmacy bytea NOT NULL REFERENCES pharmacy,
    seq integer NOT NULL,
    entry bytea NOT NULL,
    PRIMARY KEY (pharmacy, seq)
);
COMMENT ON TABLE pharmacy_log IS 'Entries of every pharmacy''s log, as signed by its members (spec/keys.md §2).';

CREATE TABLE registered (
    id bytea NOT NULL,
    pharmacy bytea NOT NULL,
    hash bytea NOT NULL,
    commit bytea NOT NULL,
    month integer NOT NULL,
    accepted boolean NOT NULL,
    chain bytea NOT NULL,
    standing_id bytea,
    standing_month integer,
    PRIMARY KEY (id, pharmacy)
) PARTITION BY HASH (id);
COMMENT ON TABLE registered IS 'Every envelope ever answered for good, once: idempotency on (pharmacy, id).';
COMMENT ON COLUMN registered.hash IS 'SHA-256 of the header.';
COMMENT ON COLUMN registered.commit IS 'The commitment: another one under the same id is a conflict.';
COMMENT ON COLUMN registered.month IS 'When it was registered: the partition of its acknowledgement and record.';
COMMENT ON COLUMN registered.chain IS 'Id of the first envelope of its line of corrections; its own id if it corrects none.';
COMMENT ON COLUMN registered.standing_id IS 'The line''s last accepted envelope at that point, itself when accepted; null when none is.';
COMMENT ON COLUMN registered.standing_month IS 'The month of standing_id.';

DO $$
BEGIN
    FOR remainder IN 0..15 LOOP
        EXECUTE format('CREATE TABLE registered_%s PARTITION OF registered FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                       remainder, remainder);
    END LOOP;
END $$;

CREATE TABLE correction (
    target bytea NOT NULL,
    pharmacy bytea NOT NULL,
    id bytea NOT NULL,
    PRIMARY KEY (target, pharmacy)
);
COMMENT ON TABLE correction IS 'Which envelope corrects which: each is corrected once, and then its correction is.';

CREATE TABLE conflict (
    id bytea NOT NULL,
    pharmacy bytea NOT NULL,
    hash bytea NOT NULL,
    month integer NOT NULL,
    PRIMARY KEY (id, pharmacy, hash)
);
COMMENT ON TABLE conflict IS 'Envelopes that came under an id already registered with another commitment: refused, and kept track of.';

CREATE TABLE batch (
    month integer NOT NULL,
    batch bytea NOT NULL,
    first_index bigint NOT NULL,
    desk_kid bytea NOT NULL,
    desk_key bytea NOT NULL,
    statistics_kid bytea NOT NULL,
    statistics_key bytea NOT NULL,
    PRIMARY KEY (month, batch)
) PARTITION BY LIST (month);
COMMENT ON TABLE batch IS 'One transaction of intake: its two sealed keys, and where its leaves stand in the ledger (spec/keys.md §4).';
COMMENT ON COLUMN batch.first_index IS 'Ledger index of its first leaf.';
COMMENT ON COLUMN batch.desk_key IS 'The batch''s desk key, sealed to the month''s desk key desk_kid.';
COMMENT ON COLUMN batch.statistics_key IS 'The batch''s statistics key, sealed to the statistics key statistics_kid.';

CREATE TABLE acknowledgement (
    month integer NOT NULL,
    id bytea NOT NULL,
    pharmacy bytea NOT NULL,
    hash bytea NOT NULL,
    batch bytea NOT NULL,
    place integer NOT NULL,
    ack bytea NOT NULL,
    signature bytea NOT NULL,
    answer bytea NOT NULL,
    PRIMARY KEY (month, id, pharmacy, hash)
) PARTITION BY LIST (month);
ALTER TABLE acknowledgement ALTER COLUMN answer SET STORAGE EXTERNAL;
COMMENT ON TABLE acknowledgement IS 'What was answered, resent byte for byte when the same envelope comes again.';
COMMENT ON COLUMN acknowledgement.hash IS 'SHA-256 of the header that is answered.';
COMMENT ON COLUMN acknowledgement.place IS 'Which leaf of its batch: ledger index = batch.first_index + place.';
COMMENT ON COLUMN acknowledgement.answer IS 'Sealed to the pharmacy: nobody here can read it.';

CREATE TABLE record (
    month integer NOT NULL,
    id bytea NOT NULL,
    pharmacy bytea NOT NULL,
    batch bytea NOT NULL,
    counted boolean NOT NULL,
    desk bytea NOT NULL,
    contribution bytea NOT NULL,
    PRIMARY KEY (month, id, pharmacy)
) PARTITION BY LIST (month);
ALTER TABLE record ALTER COLUMN desk SET STORAGE EXTERNAL, ALTER COLUMN contribution SET STORAGE EXTERNAL;
COMMENT ON TABLE record IS 'Registered records, sealed to the desk; of one shape whatever the result.';
COMMENT ON COLUMN record.counted IS 'False for a duplicate of a test already registered under another id.';
COMMENT ON COLUMN record.desk IS 'The revealed sections, 4,096 or 8,192 bytes, under the batch''s desk key.';
COMMENT ON COLUMN record.contribution IS 'What it adds to the statistics, 1,024 bytes, under the batch''s statistics key.';

CREATE TABLE deduplication (
    month integer NOT NULL,
    tag bytea NOT NULL,
    pharmacy bytea NOT NULL,
    chain bytea NOT NULL,
    PRIMARY KEY (month, tag)
) PARTITION BY LIST (month);
COMMENT ON TABLE deduplication IS 'The same test, sent under two ids, is counted once.';
COMMENT ON COLUMN deduplication.month IS 'Month of the sampling, whose key made the tag.';
COMMENT ON COLUMN deduplication.tag IS 'HMAC-SHA256 under a key that is not in this database; random when no person is known.';
COMMENT ON COLUMN deduplication.chain IS 'The line of corrections that had it first.';

CREATE FUNCTION open_month(month integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('sceau open_month'));
    FOREACH parent IN ARRAY ARRAY['batch', 'acknowledgement', 'record', 'deduplication'] LOOP
        IF to_regclass(format('%I', parent || '_' || month)) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (%s)', parent || '_' || month, parent, month);
            IF parent = 'acknowledgement' THEN  -- 2.5 kB: three a page, instead of pieces in a second table
                EXECUTE format('ALTER TABLE %I SET (toast_tuple_target = 4080)', parent || '_' || month);
            END IF;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION open_month IS 'Makes a month''s partitions, once.';

CREATE FUNCTION close_month(month integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['batch', 'acknowledgement', 'record', 'deduplication'] LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', parent || '_' || month);
    END LOOP;
END $$;
COMMENT ON FUNCTION close_month IS 'Retention: drops a month whole.';

CREATE TABLE officer (
    kid bytea PRIMARY KEY,
    label text NOT NULL,
    sign bytea NOT NULL UNIQUE,
    kem bytea NOT NULL,
    added_at timestamptz NOT NULL
);
COMMENT ON TABLE officer IS 'Who may read at the desk: public halves of officers'' access kits (spec/keys.md §3).';
COMMENT ON COLUMN officer.kid IS 'The name of the kem key.';

CREATE TABLE desk_key (
    month integer PRIMARY KEY,
    kid bytea NOT NULL,
    public_key bytea NOT NULL
);
COMMENT ON TABLE desk_key IS 'The public key that a month''s records are sealed to.';

CREATE TABLE desk_key_seal (
    month integer NOT NULL REFERENCES desk_key ON DELETE CASCADE,
    officer bytea NOT NULL REFERENCES officer ON DELETE CASCADE,
    sealed bytea NOT NULL,
    PRIMARY KEY (month, officer)
);
COMMENT ON TABLE desk_key_seal IS 'The seed of a month''s desk key, sealed to one officer.';

CREATE TABLE statistics_key (
    kid bytea PRIMARY KEY,
    public_key bytea NOT NULL,
    added_at timestamptz NOT NULL
);
COMMENT ON TABLE statistics_key IS 'Public keys that contributions are sealed to; the newest is used. Only the counter has the seeds.';

CREATE TABLE statistics_event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    month integer NOT NULL,
    id bytea NOT NULL,
    pharmacy bytea NOT NULL,
    weight smallint NOT NULL
);
COMMENT ON TABLE statistics_event IS 'Contributions waiting for the counter.';
COMMENT ON COLUMN statistics_event.weight IS '1 to add the record''s contribution, -1 to take it back when a correction supersedes it.';

CREATE TABLE statistics_counter (
    day integer NOT NULL,
    age_band text NOT NULL,
    sex text NOT NULL,
    departement text NOT NULL,
    disease text NOT NULL,
    result text NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (day, age_band, sex, departement, disease, result)
);
COMMENT ON TABLE statistics_counter IS 'Counts without id, pharmacy or time of day.';

CREATE TABLE journal (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    nonce bytea NOT NULL,
    event text NOT NULL
);
COMMENT ON TABLE journal IS 'Who did what, without health data; each entry is a leaf of the ledger.';
COMMENT ON COLUMN journal.event IS 'JSON, byte for byte what was hashed.';
COMMENT ON COLUMN journal.nonce IS '32 random bytes: the leaf is SHA-256(nonce ‖ event) and says nothing to who has not both.';
