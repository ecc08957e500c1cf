"""The screen: results on standard output, everything else on standard error, a progress bar where somebody watches.

With `--json` standard output carries one JSON value and nothing else. Colours and bars vanish when output is not a
terminal; a state is always a word, never a colour alone.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as ProgressTask
from rich.table import Table
from rich.text import Text

from sceau.client.progress import Stage
from sceau.commands.words import Words

NOTHING_LEFT, SOMETHING_LEFT, NOT_DONE = 0, 1, 2  # exit codes
_MANY = 9
"""Columns that need a narrower gap."""


@dataclass(frozen=True, slots=True)
class Terminal:
    words: Words
    as_json: bool
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    @classmethod
    def of(cls, context: typer.Context, *, as_json: bool = False) -> "Terminal":
        return cls(words_of(context), as_json)

    def say(self, key: str, **values: object) -> None:
        """A sentence of texts.json, for a person; with `--json`, nothing."""
        if not self.as_json:
            self.out.print(self.words(key, **values), markup=False)

    def note(self, key: str, **values: object) -> None:
        """A sentence that is not the result: on standard error, also with `--json`."""
        self.err.print(self.words(key, **values), markup=False)

    def show(self, value: object) -> None:
        """The one JSON value of `--json`; without it, nothing."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
            sys.stdout.flush()  # a program may wait for it while we go on

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Aligned columns under the titles texts.json gives them."""
        if self.as_json or not rows:
            return
        gap = 2 if len(columns) < _MANY else 1  # so that nine fit into eighty characters unbroken
        table = Table(box=None, padding=(0, gap, 0, 0), header_style="bold")
        for column in columns:
            table.add_column(self.words(f"column.{column}"), overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        Console(highlight=False).print(table)

    def line(self, label: str, value: str) -> None:
        """A label and its value, aligned with the lines above and below."""
        if not self.as_json:
            self.out.print(f"{label:<26}{value}", markup=False)

    def ask_to_confirm(self, key: str) -> None:
        """Wait for a person who is there to read; a program is not kept waiting."""
        if sys.stdin.isatty() and not self.as_json:
            typer.confirm(self.words(key), abort=True, err=True)

    @contextmanager
    def watch(self) -> Iterator["Bar"]:
        """A progress bar with rate and time left, on standard error, when that is a terminal."""
        with self._progress() as progress:
            yield Bar(progress, self.words)

    @contextmanager
    def watch_totals(self, kind: str) -> Iterator[Callable[[str, int, int], None]]:
        """The same for tasks that say a name, how much is done and how much there is; their sentences are `kind`'s."""
        with self._progress() as progress:
            tasks: dict[str, TaskID] = {}

            def tell(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = progress.add_task(self.words(f"stage.{kind}-{name}"))
                progress.update(tasks[name], completed=done, total=total)

            yield tell

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(self.words))
        return Progress(*columns, TimeRemainingColumn(), console=self.err, disable=not self.err.is_terminal)


class Bar:
    """One line a stage, under one another."""

    def __init__(self, progress: Progress, words: Words) -> None:
        self._progress = progress
        self._words = words
        self._task: TaskID | None = None

    def begin(self, stage: Stage, total: int) -> None:
        self._task = self._progress.add_task(self._words(f"stage.{stage}"), total=total)

    def advance(self, count: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, count)


class _Rate(ProgressColumn):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def render(self, task: ProgressTask) -> Text:
        if not task.speed:
            return Text("")
        return Text(self._words("stage.rate", rate=self._words.number(task.speed)))


def words_of(context: typer.Context) -> Words:
    return cast("Words", context.obj)
