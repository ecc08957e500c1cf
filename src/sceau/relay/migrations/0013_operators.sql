-- Operators of the relay, who look at its page. The one idea: an account of its own kind, with its own column in a session:
-- no member is ever an operator, and no operator acts in a pharmacy.

CREATE TABLE operator (
    id         bytea       PRIMARY KEY CHECK (octet_length(id) = 16),
    email      text        NOT NULL,
    account    integer     UNIQUE REFERENCES auth_user,
    invited_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX operator_email ON operator (lower(email)) WHERE ended_at IS NULL;
COMMENT ON TABLE operator IS 'People who run the relay and may see its page: metadata, never content.';
COMMENT ON COLUMN operator.id IS 'Random. The user handle of its passkeys, and who acts in the journal.';
COMMENT ON COLUMN operator.email IS 'Whom the invitation went to.';
COMMENT ON COLUMN operator.account IS 'Owner of its passkeys; null until the first.';
COMMENT ON COLUMN operator.invited_at IS 'When.';
COMMENT ON COLUMN operator.ended_at IS 'When it ended: from then on it sees nothing.';

CREATE TABLE operator_invitation (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    operator   bytea       NOT NULL UNIQUE REFERENCES operator ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE operator_invitation IS 'Links that make a passkey, once, for an operator.';
COMMENT ON COLUMN operator_invitation.token_hash IS 'SHA-256 of the link''s token: who reads this table cannot follow it.';

ALTER TABLE session ADD COLUMN operator bytea REFERENCES operator ON DELETE CASCADE;
ALTER TABLE session ADD CONSTRAINT session_of_one CHECK (member IS NULL OR operator IS NULL);
CREATE INDEX session_operator ON session (operator) WHERE operator IS NOT NULL;
COMMENT ON COLUMN session.operator IS 'Which operator is signed in; null for nobody.';

CREATE TABLE sample (
    at      timestamptz PRIMARY KEY,
    waiting integer     NOT NULL,
    age     integer     NOT NULL,
    dead    integer     NOT NULL
);
COMMENT ON TABLE sample IS 'The queue, looked at each minute by the watching process, for the plots of two days.';
COMMENT ON COLUMN sample.age IS 'Of the oldest envelope that waits, in seconds.';
