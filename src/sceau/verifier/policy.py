"""Whose signatures under a checkpoint are enough (C2SP tlog-policy): ledgers, witnesses, groups, a quorum.

An auditor writes one by hand and keeps it: it is all that must be trusted besides the register's root.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from .notes import LEDGER, Checkpoint, Key, open_checkpoint, read_key, read_note, signers
from .refusal import Refused

Cosigned = Callable[[frozenset[Key]], bool]
"""Whether those who cosigned are enough for a witness, a group or the quorum."""


@dataclass(slots=True)
class Policy:
    """Ledgers and where they are read, witnesses, and the rule that counts them."""

    logs: list[Key] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    """A ledger's origin → the prefix it is read under."""
    witnesses: list[Key] = field(default_factory=list)
    watched_at: list[tuple[Key, str]] = field(default_factory=list)
    """Witnesses that say where they are asked."""
    quorum: Cosigned | None = None
    _named: dict[str, Cosigned] = field(default_factory=dict)
    _members: set[str] = field(default_factory=set)
    """Names that are in a group: nobody counts in two."""

    @property
    def asks_witnesses(self) -> bool:
        return self.quorum is not None and not self.quorum(frozenset())

    def open(self, data: bytes, place: str) -> Checkpoint:
        """A checkpoint of a ledger listed here, cosigned as the quorum asks. Refused: `no-quorum`, those of notes."""
        checkpoint = open_checkpoint(data, self.logs, place)
        self.check_quorum(data, place)
        return checkpoint

    def check_quorum(self, data: bytes, place: str) -> None:
        """Refused `no-quorum` unless enough witnesses cosigned this note."""
        cosigners = frozenset(signers(read_note(data, place), self.witnesses, place))
        if self.quorum is not None and not self.quorum(cosigners):
            raise Refused("no-quorum", place)

    def take(self, line: str) -> None:
        """One line of the file. Refused: `bad-policy`."""
        match line.split():
            case [] | ["#", *_]:
                return
            case ["log", vkey, *url] if len(url) < 2:
                self._take_log(read_key(vkey), url)
            case ["witness", name, vkey, *url] if len(url) < 2:
                self._take_witness(name, read_key(vkey), url)
            case ["group", name, rule, *members] if members:
                self._define(name, self._group(rule, members))
            case ["quorum", "none"] if self.quorum is None:
                self.quorum = lambda _cosigners: True
            case ["quorum", name] if self.quorum is None and name in self._named:
                self.quorum = self._named[name]
            case [first, *_] if not first.startswith("#"):
                raise Refused("bad-policy", "policy")

    def _take_log(self, key: Key, url: list[str]) -> None:
        if key.type != LEDGER or any(key.public == one.public for one in self.logs):
            raise Refused("bad-policy", "policy.log")
        self.logs.append(key)
        self.urls.update((key.name, one.rstrip("/")) for one in url)

    def _take_witness(self, name: str, key: Key, url: list[str]) -> None:
        if key.type == LEDGER or any(key.public == one.public for one in self.witnesses):
            raise Refused("bad-policy", "policy.witness")
        self.witnesses.append(key)
        self.watched_at += [(key, one.rstrip("/")) for one in url]
        self._define(name, lambda cosigners: key in cosigners)

    def _group(self, rule: str, members: list[str]) -> Cosigned:
        wanted = {"any": 1, "all": len(members)}.get(rule) or (int(rule) if _COUNT.fullmatch(rule) else 0)
        free = self._named.keys() - self._members
        if len(free & set(members)) != len(members) or not 1 <= wanted <= len(members):
            raise Refused("bad-policy", "policy.group")
        self._members |= set(members)
        rules = [self._named[name] for name in members]
        return lambda cosigners: sum(one(cosigners) for one in rules) >= wanted

    def _define(self, name: str, rule: Cosigned) -> None:
        if name == "none" or name in self._named:
            raise Refused("bad-policy", "policy")
        self._named[name] = rule


def read_policy(text: str) -> Policy:
    """The policy in a file; a refusal names the line. Refused: `bad-policy`, and what is wrong with a key."""
    policy = Policy()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            policy.take(line)
        except Refused as refused:
            raise Refused(refused.code, f"line {number}") from None
    if policy.quorum is None:
        raise Refused("bad-policy", "policy.quorum")
    return policy


_COUNT: Final = re.compile("[1-9][0-9]{0,5}")
