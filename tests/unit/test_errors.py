"""One catalogue has every code that anything gives, and no other; each can be said in both languages."""

import ast
import json
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from sceau.client.tickets import _STATES
from sceau.errors import Said, Where, catalogue

ROOT = Path(__file__).parents[2]
WRITTEN: dict[str, dict[str, object]] = json.loads((ROOT / "spec/errors.json").read_text("utf-8"))
OF_RECORDS = {code for code, said in catalogue().items() if said.is_of_a_record}
OTHERS = sorted(set(catalogue()) - OF_RECORDS)

# Who gives a code, and which of its arguments it is.
GIVERS = {
    **dict.fromkeys(("EnvelopeError", "ClientError", "RelayUnreachable", "Refusal", "Refused", "Unavailable"), 0),
    **dict.fromkeys(("Problem", "problem", "problem_response", "problem_of", "explanation"), 0),
    "Outcome": 1,
    "Postponed": 1,
    "_decode": 2,
    "RecordReport": 4,
    "Deferred": -1,
}
NAMES = {"code", "_CODES", "refused", "GIVEN_UP"}
RETURNING = {"code_of", "outside_days", "refusal", "_problem_code"}
CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
HIGH_SIGN = re.compile(r"(?<!\u202f)[;!?»](?!\w)|(?<=[^\u202f\d]):(?!//)|«(?!\u202f)|\d \d{3}\b|'")
VERBATIM = re.compile(r'`[^`]+`|<[^>]+>|"[^"]*"|\{"[^}]*\}')


def values(node: ast.expr | None) -> Iterator[str]:
    """The codes an expression may be: conditionals, tables and defaults are looked into."""
    match node:
        case ast.Constant(value=str(code)) if CODE.fullmatch(code):
            yield code
        case ast.IfExp():
            yield from (*values(node.body), *values(node.orelse))
        case ast.BoolOp(values=several) | ast.Dict(values=several):
            yield from (code for one in several for code in values(one))
        case ast.Tuple(elts=[first, *_]) | ast.Call(func=ast.Attribute(attr="get"), args=[_, first]):
            yield from values(first)
        case ast.Call(func=ast.Name(id="next"), args=[_, default]):
            yield from values(default)


def codes_of_call(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in GIVERS and len(call.args) > GIVERS[name]:
        yield from values(call.args[GIVERS[name]])
    for keyword in call.keywords:
        yield from values(keyword.value) if keyword.arg == "code" else ()


def codes_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call():
            yield from codes_of_call(node)
        case ast.Assign(targets=[ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name))]) if name in NAMES:
            yield from values(node.value)
        case ast.AnnAssign(target=ast.Name(id=name)) if name in NAMES:
            yield from values(node.value)
        case ast.Dict():
            for key, value in zip(node.keys, node.values, strict=True):
                yield from values(value) if isinstance(key, ast.Constant) and key.value == "code" else ()
        case ast.FunctionDef(name=name) if name in RETURNING:
            for inside in ast.walk(node):
                yield from values(inside.value) if isinstance(inside, ast.Return) else ()


def given_in(source: str) -> set[str]:
    return {code for node in ast.walk(ast.parse(source)) for code in codes_of(node)}


def given() -> dict[str, str]:
    """Every code that a module gives, with one module that does.

    The record's rules are looked at by their cases; the auditor's tool, which stands alone, has words of its own.
    """
    paths = [path for path in (ROOT / "src").rglob("*.py") if not {"record", "verifier"} & set(path.parts)]
    found = {code: str(path.relative_to(ROOT)) for path in paths for code in given_in(path.read_text("utf-8"))}
    return found | {f"ticket-{state}": "src/sceau/client/tickets.py" for state in _STATES}


@pytest.mark.parametrize(
    "source",
    [
        'raise EnvelopeError("made-up", "path")',
        'raise Refusal("made-up" if late else "made-up")',
        'x = Deferred(sent.key, "made-up")',
        'code = reason.get("code", "made-up")',
        'return {"code": "made-up", "problems": problems}',
        'class E(LedgerError):\n    code = "made-up"',
        'refused[key] = "made-up" if moved else "made-up"',
        'def outside_days(day):\n    return "made-up" if day else None',
    ],
)
def test_a_code_is_seen_however_it_is_given(source: str) -> None:
    assert given_in(source) == {"made-up"}


def test_every_code_that_is_given_is_in_the_catalogue() -> None:
    assert {code: where for code, where in given().items() if code not in catalogue()} == {}


def test_every_code_of_the_catalogue_is_given() -> None:
    assert set(OTHERS) - set(given()) == set()


def test_every_code_that_the_browser_gives_is_in_the_catalogue() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "browser/src").rglob("*.ts")]
    thrown = {code for text in texts for code in re.findall(r'new EnvelopeError\(\s*"([a-z-]+)"', text)}
    assert thrown, "the pattern no longer fits the code"
    assert thrown - set(catalogue()) == set()


@pytest.mark.parametrize("name", ["envelope.md", "keys.md", "ticket.md", "ledger.md"])
def test_every_problem_that_the_specification_names_is_in_the_catalogue(name: str) -> None:
    named = re.findall(r"`((?:bad|weak|stale|wrong|unknown|missing|not|too|cannot|needs)-[a-z-]+)`", read(name))
    assert named
    assert set(named) - set(catalogue()) == set()


def read(name: str) -> str:
    return (ROOT / "spec" / name).read_text("utf-8")


@pytest.mark.parametrize("code", WRITTEN)
def test_an_entry_has_the_fields_of_its_kind(code: str) -> None:
    remedy = set() if code in OF_RECORDS else {"do_fr", "do_en"}
    assert set(WRITTEN[code]) - {"status"} == {"severity", "where", "fr", "en"} | remedy
    assert WRITTEN[code]["severity"] in {"error", "warning"}


def test_the_catalogue_is_grouped_by_what_codes_are_about() -> None:
    assert [where for where, _ in groupby(said.where for said in catalogue().values())] == list(Where)


@pytest.mark.parametrize("code", OTHERS)
def test_a_sentence_is_whole_in_both_languages(code: str) -> None:
    said = catalogue()[code]
    assert all(text.strip() == text and text.endswith(".") for text in sentences(said))


@pytest.mark.parametrize("code", OTHERS)
def test_a_sentence_has_no_room_for_what_was_received(code: str) -> None:
    allowed = {"{code}"} if code == "unknown-answer" else set()
    texts = (VERBATIM.sub("", text.replace("/records/{id}", "")) for text in sentences(catalogue()[code]))
    assert {gap for text in texts for gap in re.findall(r"\{.*?\}", text)} <= allowed


@pytest.mark.parametrize("code", sorted(OF_RECORDS))
def test_a_rule_is_filled_with_labels_limits_and_examples_only(code: str) -> None:
    gaps = {gap for text in sentences(catalogue()[code]) for gap in re.findall(r"\{(\w+)\}", text)}
    assert gaps <= {"field", "example", "allowed", "min", "max", "nearest"}


@pytest.mark.parametrize("code", WRITTEN)
def test_french_has_its_own_spaces_and_apostrophes(code: str) -> None:
    said = catalogue()[code]
    assert [HIGH_SIGN.findall(VERBATIM.sub("", text)) for text in (said.fr, said.do_fr)] == [[], []]


def sentences(said: Said) -> tuple[str, ...]:
    return tuple(text for text in (said.fr, said.en, said.do_fr, said.do_en) if text or not said.is_of_a_record)
