"""Statistics: a counter that is a process of its own, and what may be published of its counts (`spec/keys.md` §4)."""
