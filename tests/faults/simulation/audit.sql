-- Who took which lease, and whoever settled another's: kept beside the relay's tables, for the judge.
CREATE TABLE audit_lease (
    token    uuid PRIMARY KEY,
    taker    text NOT NULL -- the connection's name
);
CREATE TABLE audit_taken (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token    uuid NOT NULL,
    pharmacy bytea NOT NULL,
    id       bytea NOT NULL,
    due_at   timestamptz NOT NULL -- as it was before it was taken
);
CREATE TABLE audit_late (
    taker    text NOT NULL,
    writer   text NOT NULL,
    id       bytea NOT NULL
);

CREATE FUNCTION audit_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ours text := current_setting('application_name');
    taker text;
BEGIN
    IF new.lease_token IS NOT NULL AND new.lease_token IS DISTINCT FROM old.lease_token THEN
        INSERT INTO audit_lease VALUES (new.lease_token, ours) ON CONFLICT DO NOTHING;
        INSERT INTO audit_taken (token, pharmacy, id, due_at) VALUES (new.lease_token, old.pharmacy, old.id, old.due_at);
    END IF;
    IF new.attempts > old.attempts OR (old.state = 'pending' AND new.state <> 'pending')
        OR (old.lease_token IS NOT NULL AND new.lease_token IS NULL) THEN
        SELECT audit_lease.taker INTO taker FROM audit_lease WHERE token = old.lease_token;
        IF taker IS DISTINCT FROM ours THEN -- another's, or nobody's any more
            INSERT INTO audit_late VALUES (coalesce(taker, ''), ours, old.id);
        END IF;
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER audit BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION audit_outbox();
