"""The desk: the officers who may read records, and reading one, which leaves a trace (`spec/keys.md` §3, §4)."""
