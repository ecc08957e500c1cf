"""Reconciliation: per pharmacy and day, captured = accepted = delivered = registered, and the ids that differ."""
