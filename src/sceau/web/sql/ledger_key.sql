-- Who signs this service's ledger, for those of its processes that have not the seed.

ALTER TABLE ledger_state ADD COLUMN verifier_key text NOT NULL DEFAULT '';
COMMENT ON COLUMN ledger_state.verifier_key IS 'Of whoever signed the note (spec/ledger.md §6); empty until the first checkpoint after this column.';
