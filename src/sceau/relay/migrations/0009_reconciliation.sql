-- Reconciliation: what each pharmacy's day looked like when it was last compared with the register. The one idea: a row
-- a pharmacy and day, written only when it has changed, so that a page or an alarm reads totals and counts nothing.

CREATE TABLE reconciliation (
    day        integer NOT NULL,
    pharmacy   bytea   NOT NULL CHECK (octet_length(pharmacy) = 16),
    captured   integer,
    unsent     integer,
    accepted   integer NOT NULL,
    delivered  integer NOT NULL,
    waiting    integer NOT NULL,
    dead       integer NOT NULL,
    registered integer NOT NULL,
    rejected   integer NOT NULL,
    differs    integer NOT NULL,
    PRIMARY KEY (day, pharmacy)
);
CREATE INDEX reconciliation_differs ON reconciliation (day) WHERE differs > 0;
COMMENT ON TABLE reconciliation IS 'A pharmacy''s day, counted: captured = accepted = delivered = registered, or what is in between.';
COMMENT ON COLUMN reconciliation.day IS 'UTC days since 1970-01-01, of the envelopes'' headers.';
COMMENT ON COLUMN reconciliation.captured IS 'Rows of its board that say read or sent; null where it has no board that day (its own software: the relay cannot know).';
COMMENT ON COLUMN reconciliation.unsent IS 'Of those, rows that say read and not yet sent; null as above.';
COMMENT ON COLUMN reconciliation.accepted IS 'Envelopes the relay accepted.';
COMMENT ON COLUMN reconciliation.delivered IS 'Of those, acknowledged by the register, by the relay''s books.';
COMMENT ON COLUMN reconciliation.waiting IS 'Of those, still on their way.';
COMMENT ON COLUMN reconciliation.dead IS 'Of those, given up: the pharmacy was told.';
COMMENT ON COLUMN reconciliation.registered IS 'By the register''s books: answered for good, accepted or rejected.';
COMMENT ON COLUMN reconciliation.rejected IS 'Of those, rejected.';
COMMENT ON COLUMN reconciliation.differs IS 'Ids on which the two books differ.';

CREATE TABLE reconciliation_difference (
    day      integer NOT NULL,
    pharmacy bytea   NOT NULL,
    id       bytea   NOT NULL CHECK (octet_length(id) = 16),
    what     text    NOT NULL CHECK (what IN ('lost', 'unacknowledged', 'unregistered', 'unknown', 'dead-registered')),
    PRIMARY KEY (day, pharmacy, id)
);
COMMENT ON TABLE reconciliation_difference IS 'The ids that differ, and how (reconciliation/comparing.py); at most a thousand a pharmacy and day.';

CREATE TABLE reconciliation_day (
    day        integer     PRIMARY KEY,
    checked_at timestamptz NOT NULL
);
COMMENT ON TABLE reconciliation_day IS 'When each day was last compared: recent ones every few minutes, older ones once a day.';

-- So that an envelope is found by its id alone. Bloom filters of ranges of blocks: some thousandths of the table, and next
-- to nothing at an insert, where a tree of random ids would cost every accept a page.
CREATE INDEX envelope_id ON envelope USING brin (id bytea_bloom_ops);
