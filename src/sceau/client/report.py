"""Where each record of the files is: what a person is shown, and what a program is given."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sceau.client.answers import Reason, problems_of
from sceau.client.files import Form, Found, ReadFile
from sceau.client.spool import Spooled, State
from sceau.errors import Language
from sceau.record import Problem, message
from sceau.record.problems import errors, problem


class Standing(StrEnum):
    """Worst last. `waiting` is sealed here and not at the relay yet."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    REJECTED = "rejected"
    REFUSED = "refused"
    TO_MEND = "to-mend"


@dataclass(frozen=True, slots=True)
class RecordReport:
    """One row. `row` is None for a BIO-TROD; `id` is empty while it has errors.

    `code` says why the relay or the register did not take it, `refusal` the relay's words for it (`detail`,
    `what_to_do`, and the same with `_fr`).
    """

    file: str
    row: int | None
    id: str
    standing: Standing
    code: str
    problems: tuple[Problem, ...]
    refusal: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, language: Language) -> dict[str, object]:
        shown = [problem_json(one, language) for one in self.problems]
        fields: dict[str, object] = {"id": self.id, "state": self.standing.value, "file": self.file}
        if self.row is not None:
            fields["row"] = self.row
        if self.code:
            fields["code"] = self.code
        fields["errors"] = [one for one in shown if one["severity"] == "error"]
        fields["warnings"] = [one for one in shown if one["severity"] == "warning"]
        return fields


def report(
    files: Iterable[ReadFile], known: Mapping[bytes, Spooled], too_large: Collection[bytes] = ()
) -> list[RecordReport]:
    """A line a row, in order; a file that could not be read at all is one line."""
    lines: list[RecordReport] = []
    for read in files:
        if read.problems:
            lines.append(RecordReport(read.path.name, None, "", Standing.TO_MEND, "", read.problems))
        lines += [_line(read, one, known.get(one.id), too_large) for one in read.found]
    return lines


def counts(lines: Iterable[RecordReport]) -> dict[Standing, int]:
    found = Counter(line.standing for line in lines)
    return {standing: found[standing] for standing in Standing}


def problem_json(one: Problem, language: Language) -> dict[str, object]:
    place: dict[str, object] = {"code": one.code, "path": one.path, "severity": one.severity.value}
    if one.row is not None:
        place["row"] = one.row
    if one.column is not None:
        place["column"] = one.column
    return {**place, "message": message(one, language)}


def _line(read: ReadFile, one: Found, spooled: Spooled | None, too_large: Collection[bytes]) -> RecordReport:
    row = None if read.form is Form.BIO_TROD else one.row.number
    problems = one.row.entry.problems
    if errors(problems):
        return RecordReport(read.path.name, row, "", Standing.TO_MEND, "", problems)
    if one.id in too_large or spooled is None:
        return RecordReport(read.path.name, row, one.id.hex(), Standing.REFUSED, "too-large", problems)
    if spooled.state is State.REFUSED:
        words = next(iter(problems_of(spooled)), {})
        return RecordReport(read.path.name, row, one.id.hex(), Standing.REFUSED, spooled.code, problems, words)
    told = {(known.code, known.path) for known in problems}
    said = (_said(reason) for reason in problems_of(spooled) if (reason["code"], reason["path"]) not in told)
    standing = _STANDINGS[spooled.state]
    return RecordReport(read.path.name, row, one.id.hex(), standing, spooled.code, (*problems, *filter(None, said)))


def _said(reason: Reason) -> Problem | None:
    """A reason of the register in words; None when its sentence needs values, which never travel."""
    try:
        said = problem(reason["code"], reason["path"])
        message(said, "en")
    except KeyError:
        return None
    return said


_STANDINGS = {
    State.SEALED: Standing.WAITING,
    State.ACCEPTED: Standing.ACCEPTED,
    State.REGISTERED: Standing.REGISTERED,
    State.REJECTED: Standing.REJECTED,
    State.REFUSED: Standing.REFUSED,
}
