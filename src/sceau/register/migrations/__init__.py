"""The schema, in SQL: the hot path uses it without an ORM."""
