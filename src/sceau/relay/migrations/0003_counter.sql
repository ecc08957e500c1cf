-- What the browsers of a pharmacy share (spec/counter.md). The one idea: every change of a pharmacy gets the next number
-- of one row, locked until the commit, so that whoever has seen change N asks for what came after it and misses nothing.
-- No foreign key leads to the pharmacy: checking it would wait for whoever extends its log, who waits for that one row.
-- Sealed bytes do not compress: they are stored out of line, as they are (STORAGE EXTERNAL).

CREATE TABLE counter_change (
    pharmacy bytea  PRIMARY KEY CHECK (octet_length(pharmacy) = 16),
    change   bigint NOT NULL
);
ALTER TABLE counter_change SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON TABLE counter_change IS 'How many changes a pharmacy''s counter has seen; its row is the lock of whoever writes there.';
COMMENT ON COLUMN counter_change.pharmacy IS 'Whose.';
COMMENT ON COLUMN counter_change.change IS 'Number of the last change.';

CREATE TABLE item (
    pharmacy bytea    NOT NULL,
    day      integer  NOT NULL,
    number   integer  NOT NULL CHECK (number BETWEEN 1 AND 9999),
    state    text     NOT NULL CHECK (state IN ('waiting', 'sampled', 'read', 'sent', 'cancelled')),
    version  integer  NOT NULL CHECK (version > 0),
    change   bigint   NOT NULL,
    sealed   bytea    NOT NULL CHECK (octet_length(sealed) IN (4096, 8192, 16384)),
    PRIMARY KEY (pharmacy, day, number)
);
ALTER TABLE item ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX item_change ON item (pharmacy, change);
CREATE INDEX item_open ON item (pharmacy, day, number) WHERE state IN ('waiting', 'sampled', 'read');
CREATE INDEX item_day ON item (day);
COMMENT ON TABLE item IS 'Rows of the board: one a person''s visit, sealed to the pharmacy.';
COMMENT ON COLUMN item.pharmacy IS 'Whose.';
COMMENT ON COLUMN item.day IS 'UTC days since 1970-01-01.';
COMMENT ON COLUMN item.number IS 'Short, new each day: on the label and the cassette.';
COMMENT ON COLUMN item.state IS 'How far it is: all that the relay knows of it.';
COMMENT ON COLUMN item.version IS 'How often it was written: a write names the one that it was made from.';
COMMENT ON COLUMN item.change IS 'Number of the pharmacy''s change that wrote it last.';
COMMENT ON COLUMN item.sealed IS 'As spec/counter.md §2 has it.';

CREATE TABLE shelf (
    pharmacy bytea   NOT NULL,
    name     text    NOT NULL CHECK (name IN ('kits', 'duty')),
    version  integer NOT NULL CHECK (version > 0),
    change   bigint  NOT NULL,
    sealed   bytea   NOT NULL CHECK (octet_length(sealed) IN (4096, 8192, 16384)),
    PRIMARY KEY (pharmacy, name)
);
ALTER TABLE shelf ALTER COLUMN sealed SET STORAGE EXTERNAL;
COMMENT ON TABLE shelf IS 'The shop''s documents, sealed to the pharmacy.';
COMMENT ON COLUMN shelf.pharmacy IS 'Whose.';
COMMENT ON COLUMN shelf.name IS 'Which.';
COMMENT ON COLUMN shelf.version IS 'As of an item.';
COMMENT ON COLUMN shelf.change IS 'As of an item.';
COMMENT ON COLUMN shelf.sealed IS 'As of an item.';

CREATE TABLE day_numbers (
    pharmacy bytea   NOT NULL,
    day      integer NOT NULL,
    next     integer NOT NULL DEFAULT 1,
    reserve  integer NOT NULL DEFAULT 500,
    PRIMARY KEY (pharmacy, day)
);
CREATE INDEX day_numbers_day ON day_numbers (day);
COMMENT ON TABLE day_numbers IS 'Which short numbers a pharmacy has given out on a day (spec/counter.md §1).';
COMMENT ON COLUMN day_numbers.pharmacy IS 'Whose.';
COMMENT ON COLUMN day_numbers.day IS 'UTC days since 1970-01-01.';
COMMENT ON COLUMN day_numbers.next IS 'The next that is given one by one: up to 499, then from 1,000.';
COMMENT ON COLUMN day_numbers.reserve IS 'The next that a browser keeps for when it has no network: 500 to 999.';

CREATE TABLE prefill (
    pharmacy bytea       NOT NULL,
    number   integer     NOT NULL CHECK (number BETWEEN 1000 AND 9999),
    sealed   bytea       NOT NULL CHECK (octet_length(sealed) = 4096),
    at       timestamptz NOT NULL,
    PRIMARY KEY (pharmacy, number)
);
ALTER TABLE prefill ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX prefill_pharmacy_at ON prefill (pharmacy, at);
CREATE INDEX prefill_at ON prefill (at);
COMMENT ON TABLE prefill IS 'What people typed on their own phones, for a day: sealed to the pharmacy by the phone.';
COMMENT ON COLUMN prefill.pharmacy IS 'For whom.';
COMMENT ON COLUMN prefill.number IS 'Four digits that the person says at the counter.';
COMMENT ON COLUMN prefill.sealed IS 'As spec/counter.md §5 has it.';
COMMENT ON COLUMN prefill.at IS 'When it came: how many an hour are taken counts from it.';

CREATE TABLE key_request (
    member bytea       PRIMARY KEY REFERENCES membership ON DELETE CASCADE,
    keys   bytea       NOT NULL,
    at     timestamptz NOT NULL
);
COMMENT ON TABLE key_request IS 'Access keys that a member asks the titular pharmacist to add to the log: public halves.';
COMMENT ON COLUMN key_request.member IS 'Who asks; asking again replaces.';
COMMENT ON COLUMN key_request.keys IS 'CBOR of [{sign, kem, kind, label}].';
COMMENT ON COLUMN key_request.at IS 'When.';

CREATE TABLE browser_half (
    id      bytea       PRIMARY KEY CHECK (octet_length(id) = 16),
    member  bytea       NOT NULL REFERENCES membership ON DELETE CASCADE,
    half    bytea       NOT NULL CHECK (octet_length(half) = 32),
    kept_at timestamptz NOT NULL
);
CREATE INDEX browser_half_member ON browser_half (member);
COMMENT ON TABLE browser_half IS 'One half of an enrolled browser''s access key; the other never leaves the browser, and either alone opens nothing.';
COMMENT ON COLUMN browser_half.id IS 'Random, chosen by the browser.';
COMMENT ON COLUMN browser_half.member IS 'To whom it is given, after a sign-in.';
COMMENT ON COLUMN browser_half.half IS '32 random bytes.';
COMMENT ON COLUMN browser_half.kept_at IS 'When.';

ALTER TABLE client ALTER COLUMN jwk DROP NOT NULL;
ALTER TABLE client ALTER COLUMN thumbprint DROP NOT NULL;
ALTER TABLE client ADD CONSTRAINT client_has_a_key_or_a_member CHECK ((member IS NULL) = (jwk IS NOT NULL AND thumbprint IS NOT NULL));
CREATE UNIQUE INDEX client_of_a_member ON client (member, scopes) WHERE member IS NOT NULL AND state = 'active';
COMMENT ON COLUMN client.jwk IS 'Public ES384 key that signs its assertions; null for a membership, whose session gives the tokens.';
COMMENT ON COLUMN client.thumbprint IS 'RFC 7638 thumbprint of the key: registering again gives the same client; null for a membership.';
