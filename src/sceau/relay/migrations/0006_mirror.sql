-- The register's ledger, as far as witnesses have seen it: so that a receipt can be made of a witnessed checkpoint.

CREATE TABLE mirror (
    is_the_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_the_only_row),
    size bigint NOT NULL,
    note bytea NOT NULL -- the checkpoint with its cosignatures
);

CREATE TABLE mirror_tile (
    level integer NOT NULL,
    index bigint NOT NULL,
    data bytea NOT NULL, -- hashes, as many as there were; never entries
    PRIMARY KEY (level, index)
);
ALTER TABLE mirror_tile ALTER COLUMN data SET STORAGE EXTERNAL;
