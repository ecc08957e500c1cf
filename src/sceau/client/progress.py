"""What a long task tells whoever watches: a stage with its size, then steps. A screen, a log, or nobody."""

from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    READING = "reading"
    SEALING = "sealing"
    SENDING = "sending"
    FOLLOWING = "following"
    OPENING = "opening"


class Watcher(Protocol):
    def begin(self, stage: Stage, total: int) -> None: ...

    def advance(self, count: int) -> None: ...


class Nobody:
    def begin(self, stage: Stage, total: int) -> None:
        pass

    def advance(self, count: int) -> None:
        pass
