-- What was answered for good, by the day its sender wrote on it: what a relay compares its own books with. The one idea:
-- a row an envelope, inserted with the acknowledgement and dropped with its month, so that nobody counts history.

CREATE TABLE arrival (
    month integer NOT NULL,
    day integer NOT NULL,
    pharmacy bytea NOT NULL,
    id bytea NOT NULL,
    sender text NOT NULL,
    accepted boolean NOT NULL
) PARTITION BY LIST (month);
CREATE INDEX arrival_day ON arrival (day, pharmacy, id);
COMMENT ON TABLE arrival IS 'Envelopes acknowledged, accepted or rejected, by sender and day (reconciliation).';
COMMENT ON COLUMN arrival.day IS 'Of the header: UTC days since 1970-01-01.';
COMMENT ON COLUMN arrival.sender IS 'Software id of the relay that brought it: it is told of its own and of no other''s.';

CREATE OR REPLACE FUNCTION open_month(month integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('sceau open_month'));
    FOREACH parent IN ARRAY ARRAY['batch', 'acknowledgement', 'record', 'deduplication', 'arrival'] LOOP
        IF to_regclass(format('%I', parent || '_' || month)) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (%s)', parent || '_' || month, parent, month);
            IF parent = 'acknowledgement' THEN  -- 2.5 kB: three a page, instead of pieces in a second table
                EXECUTE format('ALTER TABLE %I SET (toast_tuple_target = 4080)', parent || '_' || month);
            END IF;
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION close_month(month integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['batch', 'acknowledgement', 'record', 'deduplication', 'arrival'] LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', parent || '_' || month);
    END LOOP;
END $$;

DO $$
DECLARE
    known text;
BEGIN
    FOR known IN SELECT substring(inhrelid::regclass::text FROM '_([0-9]+)$') FROM pg_inherits
                  WHERE inhparent = 'batch'::regclass LOOP
        PERFORM open_month(known::integer);
    END LOOP;
END $$;
