"""`fork` and `watch`: what contradicts what, and what was kept of it."""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from .answering import Found, Question, refusing
from .evidence import Folder
from .fork import Contradiction, check_fork
from .notes import open_checkpoint
from .reading import fetch, stored
from .refusal import Refused, sentence
from .watching import KEPT, Limits, Watch, Watched

Given = TypeVar("Given")


def ask_fork(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        one, other = (open_checkpoint(stored(path), asked.policy.logs, str(path)) for path in (asked.one, asked.other))
        check_fork(one, other, stored(asked.proof) if asked.proof else None)
        older, newer = sorted((one.size, other.size))
        said = sentence("said.fork", asked.lang, origin=one.origin, older=older, newer=newer)
        return {"said": [said], "origin": one.origin, "sizes": [older, newer]}

    return [Question(check)]


def ask_watch(asked: argparse.Namespace) -> list[Question]:
    """All that is found, of every ledger of which the policy says where it is read."""
    if not asked.policy.urls:
        return [refusing(Refused("no-address", "policy.log"))]
    return [question for origin in asked.policy.urls for question in _of_ledger(asked, origin)]


def _of_ledger(asked: argparse.Namespace, origin: str) -> Iterator[Question]:
    folder, now = Folder(asked.state), int(time.time())
    watch = Watch(asked.policy, origin, lambda url: fetch(url).data, Limits(asked.stale * 60, asked.still * 60))
    lost = list[Refused]()
    found = watch.compare(_tried(partial(folder.remembered, origin), lost), now)
    yield from (refusing(refused, ledger=origin) for refused in found.refused)
    for one in found.contradictions:
        yield _contradicted(one, _tried(partial(folder.keep, one), lost) or [], origin)
    if found.newest is not None and not found.refused and not found.contradictions:
        _tried(partial(folder.remember, origin, found.newest.note, now), lost)
        yield Question(partial(_agreeing, found, asked.lang), {"ledger": origin})
    yield from (refusing(refused, ledger=origin) for refused in lost)


def _tried(act: Callable[[], Given], lost: list[Refused]) -> Given | None:
    """What the folder gives, or why not: that it cannot be read or written hides nothing of what was found."""
    try:
        return act()
    except Refused as refused:
        lost.append(refused)
        return None


def _contradicted(found: Contradiction, kept: Sequence[Path], origin: str) -> Question:
    """`evidence` is what to keep and to show: `verify fork` says the same of it to anybody."""
    shown = [found.older.where, found.newer.where]
    return refusing(
        Refused(found.code, " / ".join(shown)), ledger=origin, views=shown, evidence=[str(path) for path in kept]
    )


def _agreeing(found: Watched, language: str) -> Found:
    checkpoint = found.views[-1].checkpoint
    shown = [view for view in found.views if view.where != KEPT]
    told = {"origin": checkpoint.origin, "size": checkpoint.size, "count": len(shown)}
    return {"said": [sentence("said.watched", language, **told)], "size": checkpoint.size, "views": told["count"]}
