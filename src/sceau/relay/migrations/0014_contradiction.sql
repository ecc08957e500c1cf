-- Checkpoints that the register signed and that contradict what it signed before: evidence, never deleted.

CREATE TABLE contradiction (
    hash   bytea       PRIMARY KEY,
    note   bytea       NOT NULL,
    origin text        NOT NULL,
    at     timestamptz NOT NULL
);
COMMENT ON TABLE contradiction IS 'Signed notes that contradict a checkpoint or the mirrored ledger: the proof of a fork.';
COMMENT ON COLUMN contradiction.hash IS 'SHA-256 of the note: the same is kept once.';
COMMENT ON COLUMN contradiction.note IS 'The signed note, as it was brought.';
COMMENT ON COLUMN contradiction.origin IS 'The ledger that signed it.';
COMMENT ON COLUMN contradiction.at IS 'When it was first seen.';
