"""Pharmacies' logs: taken from relays, checked from genesis, kept, and remembered between requests."""
