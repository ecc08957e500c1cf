"""Which software may call, for which pharmacy: vendors' statements, installations, tokens."""
