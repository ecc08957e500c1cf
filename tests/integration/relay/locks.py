"""Who waits for whom: a question to PostgreSQL, for tests of two acts at once."""

WAITING_FOR_A_LOCK = """
SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database()
"""
