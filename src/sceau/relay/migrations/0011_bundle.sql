-- Every manifest of what browsers were served that stands in the ledger, and where.

CREATE TABLE bundle (
    leaf_index bigint PRIMARY KEY,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    manifest bytea NOT NULL,
    logged_at timestamptz NOT NULL
);
CREATE INDEX bundle_hash ON bundle (hash, leaf_index);
COMMENT ON TABLE bundle IS 'Manifests of scripts and pages, each with its place in the ledger: one a release.';
COMMENT ON COLUMN bundle.leaf_index IS 'The place in the ledger of this relay.';
COMMENT ON COLUMN bundle.hash IS 'SHA-256 of the manifest, which the leaf bears.';
COMMENT ON COLUMN bundle.manifest IS 'JSON: {"files": {path: SHA-256}}.';
COMMENT ON COLUMN bundle.logged_at IS 'When it got its place.';
