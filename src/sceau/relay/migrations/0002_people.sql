-- People: pharmacies that signed up, their members, and the sessions of their browsers. The one idea: a member is a
-- random number, which everything else here names; what a member may read is the pharmacy's log, not this.

CREATE TABLE application (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finess        text        NOT NULL,
    name          text        NOT NULL,
    phone         text        NOT NULL,
    contact_name  text        NOT NULL,
    email         text        NOT NULL,
    rpps          text        NOT NULL,
    contract      text        NOT NULL,
    applied_at    timestamptz NOT NULL
);
CREATE INDEX application_finess ON application (finess);
COMMENT ON TABLE application IS 'Pharmacies that asked to sign up and wait for the operator; a row goes when it is decided.';
COMMENT ON COLUMN application.id IS 'In order of arrival.';
COMMENT ON COLUMN application.finess IS 'The pharmacy''s public number, as typed.';
COMMENT ON COLUMN application.name IS 'The pharmacy''s name.';
COMMENT ON COLUMN application.phone IS 'Its telephone, shown on tickets.';
COMMENT ON COLUMN application.contact_name IS 'The titular pharmacist.';
COMMENT ON COLUMN application.email IS 'Where the link goes.';
COMMENT ON COLUMN application.rpps IS 'Of the titular pharmacist, 11 digits.';
COMMENT ON COLUMN application.contract IS 'Version, language and SHA-256 of the processing contract accepted.';
COMMENT ON COLUMN application.applied_at IS 'When.';

CREATE TABLE shop (
    finess      text        PRIMARY KEY,
    name        text        NOT NULL,
    phone       text        NOT NULL,
    email       text        NOT NULL,
    pharmacy    bytea       UNIQUE REFERENCES pharmacy,
    contract    text        NOT NULL,
    approved_at timestamptz NOT NULL
);
COMMENT ON TABLE shop IS 'Pharmacies that signed up and were approved.';
COMMENT ON COLUMN shop.finess IS 'The pharmacy''s public number.';
COMMENT ON COLUMN shop.name IS 'Its name.';
COMMENT ON COLUMN shop.phone IS 'Its telephone, shown on tickets.';
COMMENT ON COLUMN shop.email IS 'Where the operator writes to.';
COMMENT ON COLUMN shop.pharmacy IS 'Of its log; null until its genesis.';
COMMENT ON COLUMN shop.contract IS 'As in the application.';
COMMENT ON COLUMN shop.approved_at IS 'When the operator did.';

CREATE TABLE membership (
    id         bytea       PRIMARY KEY CHECK (octet_length(id) = 16),
    finess     text        NOT NULL REFERENCES shop,
    role       text        NOT NULL CHECK (role IN ('titular', 'member', 'reader')),
    name       text        NOT NULL,
    rpps       text        NOT NULL DEFAULT '',
    account    integer     UNIQUE REFERENCES auth_user,
    until      timestamptz,
    invited_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE INDEX membership_finess ON membership (finess);
CREATE INDEX membership_rpps ON membership (rpps) WHERE rpps <> '' AND ended_at IS NULL;
COMMENT ON TABLE membership IS 'A person in one pharmacy: the same person in two pharmacies is two memberships, which nothing joins.';
COMMENT ON COLUMN membership.id IS 'Random. The user handle of its passkeys, and who acts in the journal.';
COMMENT ON COLUMN membership.finess IS 'Of the pharmacy.';
COMMENT ON COLUMN membership.role IS 'What it may do (people/permissions.py).';
COMMENT ON COLUMN membership.name IS 'As colleagues see it.';
COMMENT ON COLUMN membership.rpps IS '11 digits; empty for a preparer.';
COMMENT ON COLUMN membership.account IS 'Owner of its passkeys; null until the first.';
COMMENT ON COLUMN membership.until IS 'When it ends by itself (a replacement); null for no such day.';
COMMENT ON COLUMN membership.invited_at IS 'When.';
COMMENT ON COLUMN membership.ended_at IS 'When it ended: from then on nothing can be done in its name.';

CREATE TABLE invitation (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    member     bytea       NOT NULL UNIQUE REFERENCES membership ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE invitation IS 'Links that make a passkey, once, for a membership.';
COMMENT ON COLUMN invitation.token_hash IS 'SHA-256 of the link''s token: who reads this table cannot follow it.';
COMMENT ON COLUMN invitation.member IS 'Whose.';
COMMENT ON COLUMN invitation.expires_at IS 'Until when it can be used.';

CREATE TABLE access_key (
    sign     bytea       PRIMARY KEY CHECK (octet_length(sign) = 32),
    pharmacy bytea       NOT NULL REFERENCES pharmacy,
    member   bytea       NOT NULL REFERENCES membership,
    kind     text        NOT NULL CHECK (kind IN ('passkey', 'kit', 'browser')),
    label    text        NOT NULL,
    added_at timestamptz NOT NULL
);
CREATE INDEX access_key_member ON access_key (member);
COMMENT ON TABLE access_key IS 'Which membership an access key of the pharmacy''s log belongs to; a row goes when the log removes the key.';
COMMENT ON COLUMN access_key.sign IS 'Its Ed25519 public key, as in the log.';
COMMENT ON COLUMN access_key.pharmacy IS 'Whose log.';
COMMENT ON COLUMN access_key.member IS 'Who holds its secret.';
COMMENT ON COLUMN access_key.kind IS 'Where the secret comes from.';
COMMENT ON COLUMN access_key.label IS 'As its owner named it.';
COMMENT ON COLUMN access_key.added_at IS 'When the log took it in.';

CREATE TABLE session (
    key_hash   bytea       PRIMARY KEY CHECK (octet_length(key_hash) = 32),
    member     bytea       REFERENCES membership ON DELETE CASCADE,
    locked     boolean     NOT NULL DEFAULT false,
    data       text        NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_member ON session (member);
CREATE INDEX session_expires ON session (expires_at);
COMMENT ON TABLE session IS 'Browsers that talk to the counter.';
COMMENT ON COLUMN session.key_hash IS 'SHA-256 of the cookie: who reads this table cannot send it.';
COMMENT ON COLUMN session.member IS 'Who is signed in; null for nobody.';
COMMENT ON COLUMN session.locked IS 'Only the board without names; a new sign-in is a new session.';
COMMENT ON COLUMN session.data IS 'Django''s, signed: CSRF secret, challenge, when signed in.';
COMMENT ON COLUMN session.expires_at IS 'When it ends by itself.';

ALTER TABLE client ADD COLUMN member bytea REFERENCES membership;
CREATE INDEX client_member ON client (member);
COMMENT ON COLUMN client.member IS 'The membership whose browsers it stands for; null for a vendor''s software. It is suspended when that ends.';

ALTER TABLE journal ADD COLUMN detail text NOT NULL DEFAULT '';
COMMENT ON COLUMN journal.actor IS 'A client, a membership (member-…), ticket-holder for whoever holds a ticket, applicant, operator, or worker.';
COMMENT ON COLUMN journal.detail IS 'What is public: a FINESS number, version and hash of a contract, a role, a membership''s random number.';
