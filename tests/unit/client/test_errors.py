"""Every failure of the client can be said, in both languages, with what to do."""

import json
import re
from pathlib import Path

import pytest

from sceau.client import errors
from sceau.client.errors import RelayRefused, explanation

PACKAGE = Path(errors.__file__).parent
RAISED = re.compile(r'(?:ClientError|RelayUnreachable|_problem)\(\s*"([a-z-]+)"|return "(agent-[a-z-]+)"')


def codes() -> set[str]:
    sources = [*PACKAGE.glob("*.py"), *(PACKAGE.parent / "commands").glob("*.py")]
    found = [pair for path in sources for pair in RAISED.findall(path.read_text(encoding="utf-8"))]
    return {one or other for one, other in found}


def test_every_code_that_is_raised_is_explained() -> None:
    catalogue = json.loads((PACKAGE / "errors.json").read_text(encoding="utf-8"))
    assert len(codes()) > 10
    assert codes() - set(catalogue) == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_explanation_says_what_to_do(language: str) -> None:
    said = explanation("not-enrolled", language)
    assert said.what
    assert "sceau enrol" in said.remedy


def test_a_relays_own_words_are_shown() -> None:
    problem = {"code": "made-up", "detail": "In English.", "detail_fr": "En français.", "what_to_do_fr": "Faites."}
    refused = RelayRefused(problem, status=422, place="", retry_after=None)
    assert (refused.said("fr").what, refused.said("fr").remedy) == ("En français.", "Faites.")
