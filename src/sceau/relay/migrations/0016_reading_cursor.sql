-- The place in the register's ledger from which its readings are asked for, which outlives the readings.

CREATE TABLE reading_cursor (
    is_the_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_the_only_row),
    next            bigint  NOT NULL
);
COMMENT ON TABLE reading_cursor IS 'Up to where the register''s readings are known; without it, all are asked for again.';
COMMENT ON COLUMN reading_cursor.is_the_only_row IS 'Always true.';
COMMENT ON COLUMN reading_cursor.next IS 'One past the last place that was told, and that the register''s ledger can have.';
COMMENT ON COLUMN reading.at IS 'When it was made: retention counts from there.';
COMMENT ON COLUMN reading.leaf_index IS 'Where its leaf stands in the register''s ledger.';
