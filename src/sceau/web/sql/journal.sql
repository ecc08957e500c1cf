-- The journal of a service (sceau.web.journal, spec/journal.md), the same in both.
--
-- Months are partitions, so that what is older than a year goes by dropping them whole. `journal_rest` takes what falls
-- into a month that nobody has made: an act never fails because its note has no place.

CREATE TABLE journal (
    at         timestamptz NOT NULL,
    number     bigint      GENERATED ALWAYS AS IDENTITY,
    actor      text        NOT NULL,
    action     text        NOT NULL,
    count      integer     NOT NULL,
    detail     text        NOT NULL,
    pharmacy   bytea       CHECK (octet_length(pharmacy) = 16),
    id         bytea       CHECK (octet_length(id) = 16),
    nonce      bytea       NOT NULL CHECK (octet_length(nonce) = 32),
    leaf_index bigint,
    PRIMARY KEY (at, number)
) PARTITION BY RANGE (at);
CREATE INDEX journal_envelope ON journal (id, pharmacy) WHERE id IS NOT NULL;
CREATE TABLE journal_rest PARTITION OF journal DEFAULT;
COMMENT ON TABLE journal IS 'Who did what and when, written in the act''s own transaction; never content, never a person.';
COMMENT ON COLUMN journal.at IS 'When, in whole milliseconds: as it was hashed.';
COMMENT ON COLUMN journal.number IS 'In order of writing.';
COMMENT ON COLUMN journal.actor IS 'A client, a membership (member-…), an officer (officer-…), ticket-holder, applicant, visitor, operator or worker.';
COMMENT ON COLUMN journal.action IS 'Past tense: envelopes-accepted, ticket-opened.';
COMMENT ON COLUMN journal.count IS 'How many it touched.';
COMMENT ON COLUMN journal.detail IS 'What is public: a FINESS number, version and hash of a contract, a role, a membership''s random number.';
COMMENT ON COLUMN journal.pharmacy IS 'Whose record, member or key it was, where it was one pharmacy''s.';
COMMENT ON COLUMN journal.id IS 'The envelope, where the act was on one.';
COMMENT ON COLUMN journal.nonce IS '32 random bytes: the leaf is SHA-256(nonce ‖ entry) and says nothing to who has not both.';
COMMENT ON COLUMN journal.leaf_index IS 'Where the leaf stands in the service''s ledger; null for the moment until it has its place.';

ALTER TABLE leaf_queue ADD COLUMN journal_at timestamptz, ADD COLUMN journal_number bigint;
COMMENT ON COLUMN leaf_queue.journal_at IS 'With journal_number: the row of the journal that is told its place; null for other leaves.';

CREATE FUNCTION open_journal(first timestamptz, last timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    month timestamp := date_trunc('month', first AT TIME ZONE 'UTC');
    name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('sceau open_journal'));
    WHILE month <= last AT TIME ZONE 'UTC' LOOP
        name := 'journal_' || to_char(month, 'YYYYMM');
        IF to_regclass(name) IS NULL AND NOT EXISTS (
            SELECT FROM journal_rest
            WHERE at >= month AT TIME ZONE 'UTC' AND at < (month + interval '1 month') AT TIME ZONE 'UTC'
        ) THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF journal FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 80)',
                           name, month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
        END IF;
        month := month + interval '1 month';
    END LOOP;
END $$;
COMMENT ON FUNCTION open_journal IS 'Makes the partitions of the months from first to last, where they are missing. A fifth of a page stays free: each row is told its place soon.';

CREATE FUNCTION forget_journal(before timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    partition record;
    dropped integer := 0;
BEGIN
    DELETE FROM journal_rest WHERE at < before;
    FOR partition IN
        SELECT child.relname AS name FROM pg_inherits
        JOIN pg_class child ON child.oid = inhrelid
        JOIN pg_class parent ON parent.oid = inhparent
        WHERE parent.relname = 'journal' AND parent.relkind = 'p' AND child.relname ~ '^journal_[0-9]{6}$'
          AND (to_date(right(child.relname, 6), 'YYYYMM')::timestamp + interval '1 month') AT TIME ZONE 'UTC' <= before
    LOOP
        EXECUTE format('DROP TABLE %I', partition.name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
COMMENT ON FUNCTION forget_journal IS 'Drops the months that are wholly before this moment; returns how many.';

SELECT open_journal(now(), now() + interval '62 days');
