-- How long an acknowledgement's checkpoint has waited to be compared with what witnesses have seen.

ALTER TABLE checkpoint ADD COLUMN at timestamptz NOT NULL DEFAULT now();
ALTER TABLE checkpoint ALTER COLUMN at DROP DEFAULT;
COMMENT ON COLUMN checkpoint.at IS 'When it came.';
