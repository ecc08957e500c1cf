-- Delivery: a fair share for each pharmacy, what is given up and what nears its end, and when no more may be taken.
--
-- Taking a row no longer moves due_at: a row keeps its place among those that wait, whatever becomes of who took it.

CREATE INDEX outbox_share ON outbox (pharmacy, due_at) WHERE state = 'pending';
COMMENT ON COLUMN outbox.due_at IS 'When to try next, first when it was accepted; oldest first. A lease does not move it.';
COMMENT ON COLUMN outbox.lease_until IS 'Until when that holds: nobody else takes the row before.';

CREATE INDEX outbox_dead ON outbox (day) WHERE state = 'dead';
ALTER TABLE outbox ADD COLUMN told boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN outbox.told IS 'Whether the operator was told that its time ends and that the register has not signed for it.';

CREATE TABLE room (
    one   boolean     PRIMARY KEY DEFAULT true CHECK (one),
    lack  text        CHECK (lack IN ('disk', 'database', 'backlog')),
    since timestamptz
);
INSERT INTO room DEFAULT VALUES;
COMMENT ON TABLE room IS 'Whether there is room for new envelopes: one row, written by the worker and read by each accept.';
COMMENT ON COLUMN room.one IS 'There is one row.';
COMMENT ON COLUMN room.lack IS 'What there is too little of, or too much; null while envelopes are taken.';
COMMENT ON COLUMN room.since IS 'Since when.';
