"""The stream that decides everything, and the trace of what it decided."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Chance:
    """`random` is for what goes wrong; `jitter` is what the product is given, so that neither shifts the other."""

    def __init__(self, seed: int) -> None:
        self.random, self.jitter, self._bytes = (
            Random(f"{what} {seed}")  # noqa: S311 (nothing here is secret)
            for what in ("weather", "product", "identifiers")
        )
        self.trace: list[str] = []
        self.struck: Counter[str] = Counter()

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        return self.random.choice(choices)

    def note(self, *words: object) -> None:
        """Numbers and names of what is simulated: nothing that differs between two runs of a seed."""
        self.trace.append(" ".join(map(str, words)))

    def token_bytes(self, length: int | None = None) -> bytes:
        """Stands for `secrets.token_bytes`."""
        return self._bytes.randbytes(32 if length is None else length)

    def strikes(self, what: str, *words: object) -> None:
        """Something goes wrong: noted, and counted by what it is."""
        self.struck[what] += 1
        self.note(what, *words)

    def digest(self) -> str:
        """What two runs of a seed have in common."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()
