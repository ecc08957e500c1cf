-- Alarms: what is wrong now and was before. The one idea: an alarm is raised once, told once, cleared once; whether it
-- holds is decided anew each minute by rules over a snapshot (relay/alarms/rules.py), never by this table.

CREATE TABLE alarm (
    number     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text        NOT NULL,
    subject    text        NOT NULL,
    facts      jsonb       NOT NULL,
    raised_at  timestamptz NOT NULL,
    cleared_at timestamptz,
    told       boolean     NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX alarm_stands ON alarm (name, subject) WHERE cleared_at IS NULL;
CREATE INDEX alarm_raised ON alarm (raised_at);
CREATE INDEX alarm_untold ON alarm (number) WHERE NOT told;
COMMENT ON TABLE alarm IS 'Alarms raised, and when they were cleared.';
COMMENT ON COLUMN alarm.name IS 'The rule''s name.';
COMMENT ON COLUMN alarm.subject IS 'What it is about: a FINESS number, a key''s role, a host; empty for the relay itself. Never a person.';
COMMENT ON COLUMN alarm.facts IS 'Numbers, dates and the pharmacy''s name, for the sentence.';
COMMENT ON COLUMN alarm.told IS 'Whether the operator was mailed that it was raised; set back when it is cleared, until that is mailed.';

CREATE TABLE heartbeat (
    process text        PRIMARY KEY,
    at      timestamptz NOT NULL
);
COMMENT ON TABLE heartbeat IS 'When each process that nobody calls was last alive: worker, watch.';

CREATE TABLE finding (
    name    text        NOT NULL,
    subject text        NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (name, subject)
);
COMMENT ON TABLE finding IS 'What a process found that does not go away by itself, as a fork of a ledger: an alarm until the operator settles it.';

ALTER TABLE reconciliation ADD COLUMN first_at timestamptz;
COMMENT ON COLUMN reconciliation.first_at IS 'When a comparison first saw an envelope of it: from this a pharmacy''s usual hour is learned.';
