"""What keeps an operator's command from going on: said in one sentence, with what to do."""


class KeysError(RuntimeError):
    """The keys, or the chain of statements, are not in a state that allows this."""
