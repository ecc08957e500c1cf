-- Readings at the register's desk, as its journal has them: what a person is told at the ticket's page.

CREATE TABLE reading (
    leaf_index bigint      PRIMARY KEY,
    at         timestamptz NOT NULL,
    pharmacy   bytea       NOT NULL CHECK (octet_length(pharmacy) = 16),
    id         bytea       NOT NULL CHECK (octet_length(id) = 16),
    entry      bytea       NOT NULL,
    nonce      bytea       NOT NULL CHECK (octet_length(nonce) = 32)
);
CREATE INDEX reading_envelope ON reading (id, pharmacy);
CREATE INDEX reading_at ON reading (at);
COMMENT ON TABLE reading IS 'Entries of the register''s journal about envelopes that this relay brought: a year.';
COMMENT ON COLUMN reading.leaf_index IS 'Where its leaf stands in the register''s ledger; the next asked for are past the last.';
COMMENT ON COLUMN reading.at IS 'When the relay heard of it: retention counts from there.';
COMMENT ON COLUMN reading.pharmacy IS 'Of the envelope that was read.';
COMMENT ON COLUMN reading.id IS 'Its id.';
COMMENT ON COLUMN reading.entry IS 'As it was hashed (spec/journal.md §1).';
COMMENT ON COLUMN reading.nonce IS 'What its leaf was hashed with.';
