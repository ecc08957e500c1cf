"""Pharmacies are their logs (`spec/keys.md` §2): kept, extended, published, and read by every check of a sender."""
