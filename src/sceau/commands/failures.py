"""What a failed command says: what happened, where, and what to do."""

import json
import sys
from collections.abc import Callable

from sceau.client.errors import ClientError, Explanation, explanation
from sceau.commands.terminal import NOT_DONE, NOTHING_LEFT
from sceau.commands.words import Words
from sceau.envelope.errors import EnvelopeError
from sceau.errors import catalogue
from sceau.record import RecordInvalid, message

Failure = ClientError | EnvelopeError | RecordInvalid


def run(command: Callable[[], object], words: Words, *, as_json: bool) -> int:
    """Run a command, which leaves by SystemExit; a failure we foresee is said, any other keeps its trace."""
    try:
        command()
    except (ClientError, EnvelopeError, RecordInvalid) as failure:
        _say(failure, words, as_json=as_json)
        return NOT_DONE
    return NOTHING_LEFT


def meaning(code: str, words: Words) -> Explanation:
    """A code of spec/errors.json; one of a record's rules needs its place, which the list of problems has."""
    said = catalogue().get(code)
    return explanation("rejected" if said and said.is_of_a_record else code, words.language)


def _say(failure: Failure, words: Words, *, as_json: bool) -> None:
    code, place, said = _described(failure, words)
    if as_json:
        fields = {"code": code, "place": place, "what": said.what, "what_to_do": said.remedy}
        sys.stdout.write(json.dumps({"error": fields}, ensure_ascii=False) + "\n")
        return
    where = f"{place}\n" if place else ""
    sys.stderr.write(f"{words('error')}{said.what}\n{where}{said.remedy}".rstrip() + "\n")


def _described(failure: Failure, words: Words) -> tuple[str, str, Explanation]:
    if isinstance(failure, ClientError):
        return failure.code, failure.place, failure.said(words.language)
    if isinstance(failure, EnvelopeError):
        return failure.code, failure.path, meaning(failure.code, words)
    first = failure.problems[0]
    return first.code, first.path, Explanation(message(first, words.language), "")
