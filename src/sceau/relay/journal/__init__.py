"""Who did what, and when: a line in each action's own transaction, so that neither is ever without the other."""
