-- An acknowledgement's checkpoint is compared with the mirrored ledger once that is as long.

ALTER TABLE checkpoint ADD COLUMN compared boolean NOT NULL DEFAULT false;
CREATE INDEX checkpoint_to_compare ON checkpoint (size) WHERE NOT compared;
COMMENT ON COLUMN checkpoint.compared IS 'Whether it was compared with the mirrored ledger: a register has one history.';
