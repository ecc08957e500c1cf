"""Three other ways to try again, in the same weather: small models of what operators of such services have published.

Each model is read kindly. Its queue, where it has one on disk, never loses a write; it knows an item that comes again;
it believes an answer only if it is the receiver's; whoever operates it puts back, once it clears up, what is still in
its poison queue. What is left is the policy: when an item leaves the queue, and what a crash finds there.

The receiver counts what arrives. An item that arrives twice is registered twice unless the receiver knows it again,
which here is the receiver's affair and in Sceau is the register's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

Send = Callable[[str], bool]
Step = Callable[[], None]
"""Before and after whatever is written to disk: raises when the process dies there, or its database is gone."""
_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)
_BETWEEN_TRIES: Final = timedelta(seconds=30)
_TRIES: Final = 5
_HIDDEN: Final = timedelta(minutes=10)
_WEEK: Final = timedelta(days=7)


class Peer(Protocol):
    """A relay of another make: takes items in, sends them on."""

    def accept(self, item: str, step: Step) -> None:
        """Returns when it may be answered as taken."""

    def work(self, send: Send, step: Step, now: datetime) -> None:
        """One pass over what is due. `send` says whether the receiver has taken it."""

    def restart(self) -> None:
        """The process died, and begins anew."""

    def clear_up(self, now: datetime) -> None:
        """Its operator looks after it, now that nothing goes wrong any more."""

    def waits(self) -> bool:
        """Whether anything is still to be sent."""


@dataclass(slots=True)
class PopsFirst:
    """A list on disk; the worker takes an item off it, sends it, and puts it back if that failed."""

    disk: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def accept(self, item: str, step: Step) -> None:
        step()
        if item not in self.seen:
            self.seen.add(item)
            self.disk.append(item)
        step()

    def work(self, send: Send, step: Step, now: datetime) -> None:
        del now  # it tries at once, and again at its next pass
        for _ in range(len(self.disk)):
            step()
            item = self.disk.pop(0)
            step()
            if not send(item):
                step()
                self.disk.append(item)
                step()

    def restart(self) -> None:
        """What was off the list is nowhere."""

    def clear_up(self, now: datetime) -> None:
        """There is nothing to look after."""

    def waits(self) -> bool:
        return bool(self.disk)


@dataclass(slots=True)
class InMemory:
    """A queue in the process's memory, each item tried until it is taken, a little later each time."""

    memory: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    """Item → when it is due, and how often it was tried."""
    seen: set[str] = field(default_factory=set)

    def accept(self, item: str, step: Step) -> None:
        if item not in self.seen:
            self.seen.add(item)
            self.memory[item] = _AT_ONCE, 0
        step()

    def work(self, send: Send, step: Step, now: datetime) -> None:
        for item, (due, tries) in list(self.memory.items()):
            if due > now:
                continue
            step()
            if send(item):
                del self.memory[item]
            else:
                self.memory[item] = now + _BETWEEN_TRIES * min(2**tries, 120), tries + 1

    def restart(self) -> None:
        self.memory.clear()
        self.seen.clear()

    def clear_up(self, now: datetime) -> None:
        """Nobody can look into it."""

    def waits(self) -> bool:
        return bool(self.memory)


@dataclass(slots=True)
class FiveTries:
    """A queue on disk that hides an item while it is tried; the fifth failure moves it to a queue kept for a week."""

    disk: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    """Item → hidden until then, and how often it was tried."""
    poison: dict[str, datetime] = field(default_factory=dict)
    """Item → when it is deleted."""
    seen: set[str] = field(default_factory=set)

    def accept(self, item: str, step: Step) -> None:
        step()
        if item not in self.seen:
            self.seen.add(item)
            self.disk[item] = _AT_ONCE, 0
        step()

    def work(self, send: Send, step: Step, now: datetime) -> None:
        self._forget(now)
        for item, (hidden_until, tries) in list(self.disk.items()):
            if hidden_until > now:
                continue
            step()
            self.disk[item] = now + _HIDDEN, tries + 1
            step()
            if send(item):
                step()
                del self.disk[item]
                step()
            elif tries + 1 == _TRIES:
                step()
                del self.disk[item]
                self.poison[item] = now + _WEEK
                step()

    def restart(self) -> None:
        """Everything is on disk."""

    def clear_up(self, now: datetime) -> None:
        """What is still in the poison queue is put back."""
        self._forget(now)
        self.disk.update(dict.fromkeys(self.poison, (_AT_ONCE, 0)))
        self.poison.clear()

    def waits(self) -> bool:
        return bool(self.disk)

    def _forget(self, now: datetime) -> None:
        for item in [item for item, until in self.poison.items() if until <= now]:
            del self.poison[item]


PEERS: Final[dict[str, Callable[[], Peer]]] = {
    "takes an item off its queue, then sends it": PopsFirst,
    "keeps its queue in memory": InMemory,
    "tries five times, then keeps it a week": FiveTries,
}
