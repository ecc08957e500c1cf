-- A checkpoint served with tiles that do not hash to it proves nothing, and is kept for those who compare.

ALTER TABLE contradiction ADD COLUMN proven boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN contradiction.proven IS 'Whether it contradicts what was seen; if not, its tiles were not those that it was signed for.';
