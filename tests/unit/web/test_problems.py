import re
from pathlib import Path

import pytest
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from sceau.envelope.errors import EnvelopeError
from sceau.errors import catalogue
from sceau.web.problems import Refusal, code_of, place_of, problem

ANSWERED = {code for code, said in catalogue().items() if said.status}
SOURCES = Path(__file__).parents[3] / "src" / "sceau"
RAISED = re.compile(r'(?:Refusal|Refused|EnvelopeError|problem_response)\(\s*"([a-z-]+)"')


@pytest.mark.parametrize("code", sorted(ANSWERED))
def test_an_answer_says_what_and_what_to_do_in_both_languages(code: str) -> None:
    members = problem(code)
    assert all(members[name] for name in ("title", "detail", "detail_fr", "what_to_do", "what_to_do_fr"))
    assert 400 <= members["status"] < 600


def test_every_code_that_the_relay_raises_has_a_status() -> None:
    raised = {
        code
        for folder in ("relay", "web")
        for path in (SOURCES / folder).rglob("*.py")
        if "delivery" not in path.parts
        for code in RAISED.findall(path.read_text(encoding="utf-8"))
    }
    assert raised, "the pattern no longer fits the code"
    assert sorted(raised - ANSWERED) == []


def test_a_problem_names_the_place_and_never_a_value() -> None:
    assert problem("bad-type", "header.day")["path"] == "header.day"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refusal("conflict"), "conflict"),
        (EnvelopeError("stale-key", "header"), "stale-key"),
        (PoolTimeout("made up"), "busy"),
        (OperationalError("made up"), "busy"),
        (ZeroDivisionError("made up"), "internal-error"),
        (EnvelopeError("a-code-nobody-wrote-down"), "internal-error"),
        (EnvelopeError("bad-kit"), "internal-error"),
    ],
)
def test_every_exception_has_a_code(error: Exception, code: str) -> None:
    assert code_of(error)[0] == code


def test_a_place_is_a_module_and_a_line() -> None:
    with pytest.raises(ValueError, match="canary") as raised:
        int("canary")
    assert re.fullmatch(r"[\w.]+:\d+", place_of(raised.value))
