-- Client assertions already used (sceau.web.smart), the same in both services.

CREATE TABLE assertion_jti (
    jti_hash   bytea       PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE assertion_jti IS 'Assertions already used: the unique key is what refuses a replay.';
COMMENT ON COLUMN assertion_jti.jti_hash IS 'SHA-256 of the client id and the jti, so that nothing a client chose is kept.';
COMMENT ON COLUMN assertion_jti.expires_at IS 'When the assertion expires by itself, and the row may go.';
