-- Storage of a transparency ledger (sceau.ledger), the same in both services. Written only by sceau.web.ledger_store.

CREATE TABLE leaf_queue (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry  bytea  NOT NULL
);
COMMENT ON TABLE leaf_queue IS 'Entries waiting for their place in the ledger: written by actions, emptied by the sequencer.';
COMMENT ON COLUMN leaf_queue.number IS 'In order of writing.';
COMMENT ON COLUMN leaf_queue.entry IS 'The leaf''s bytes: a kind and a hash, nothing else.';

CREATE TABLE tile (
    level smallint NOT NULL,
    index bigint   NOT NULL,
    data  bytea    NOT NULL,
    PRIMARY KEY (level, index)
);
ALTER TABLE tile ALTER COLUMN data SET STORAGE EXTERNAL;
COMMENT ON TABLE tile IS 'The ledger''s tree (spec/ledger.md): tiles of 256 hashes, and bundles of entries at level -1.';
COMMENT ON COLUMN tile.level IS '-1 for bundles of entries, 0 and up for hashes.';
COMMENT ON COLUMN tile.index IS 'Place in its level.';
COMMENT ON COLUMN tile.data IS 'What there is so far; a full tile never changes.';

CREATE TABLE ledger_state (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    note       bytea       NOT NULL,
    changed_at timestamptz NOT NULL
);
COMMENT ON TABLE ledger_state IS 'The newest checkpoint. Its row lock is the ledger''s lock: two batches on one checkpoint would be a fork.';
COMMENT ON COLUMN ledger_state.only_row IS 'There is one row.';
COMMENT ON COLUMN ledger_state.note IS 'The signed checkpoint.';
COMMENT ON COLUMN ledger_state.changed_at IS 'When it was signed.';
