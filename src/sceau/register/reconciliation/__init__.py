"""Reconciliation: what of a relay's envelopes was answered for good, by pharmacy and day."""
