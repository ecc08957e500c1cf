-- Slips on their way to the notifier (spec/notice.md). The one idea: a slip stands in this table and nowhere else, from
-- accept until the notifier has told the person, or for seven days; a row that is gone has left nothing that says so.

CREATE TABLE notice (
    day          integer     NOT NULL,
    pharmacy     bytea       NOT NULL,
    id           bytea       NOT NULL,
    slip         bytea       NOT NULL CHECK (octet_length(slip) = 1536),
    due_at       timestamptz NOT NULL,
    delete_after timestamptz NOT NULL,
    attempts     smallint    NOT NULL DEFAULT 0,
    lease_token  uuid,
    PRIMARY KEY (day, pharmacy, id)
);
ALTER TABLE notice ALTER COLUMN slip SET STORAGE EXTERNAL;
ALTER TABLE notice SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX notice_due ON notice (due_at);
CREATE INDEX notice_past ON notice (delete_after);
COMMENT ON TABLE notice IS 'Who is to be told "ready": sealed slips, leased to the notifier, deleted when it has sent or after seven days. Header and signature are in envelope.';
COMMENT ON COLUMN notice.day IS 'Key of the envelope, with pharmacy and id.';
COMMENT ON COLUMN notice.pharmacy IS 'See day.';
COMMENT ON COLUMN notice.id IS 'See day.';
COMMENT ON COLUMN notice.slip IS 'Channel, address and language, sealed to the notifier: the only place where the relay keeps it.';
COMMENT ON COLUMN notice.due_at IS 'When to lease it next; while it is leased, when the lease ends.';
COMMENT ON COLUMN notice.delete_after IS 'When it goes unsent.';
COMMENT ON COLUMN notice.attempts IS 'Times that the notifier tried and must try again.';
COMMENT ON COLUMN notice.lease_token IS 'Of the last lease: a late word under another changes nothing.';

INSERT INTO notice (day, pharmacy, id, slip, due_at, delete_after)
SELECT day, pharmacy, id, notifier_copy, accepted_at, accepted_at + interval '7 days'
FROM envelope WHERE notifier_copy IS NOT NULL AND accepted_at > now() - interval '7 days';
ALTER TABLE envelope DROP COLUMN notifier_copy;

CREATE TABLE notifier (
    client_id  text        PRIMARY KEY,
    jwk        jsonb       NOT NULL,
    thumbprint text        NOT NULL UNIQUE,
    state      text        NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    added_at   timestamptz NOT NULL
);
COMMENT ON TABLE notifier IS 'Notifiers that the operator added: they lease slips, and may do nothing else.';
COMMENT ON COLUMN notifier.client_id IS 'Random, given when it was added.';
COMMENT ON COLUMN notifier.jwk IS 'Public ES384 key that signs its assertions.';
COMMENT ON COLUMN notifier.thumbprint IS 'RFC 7638 thumbprint of the key: adding it again gives the same client.';
COMMENT ON COLUMN notifier.state IS 'A suspended notifier''s tokens stop working at once.';
COMMENT ON COLUMN notifier.added_at IS 'When.';
