"""What is said: the same to everybody, short, and nothing that a stranger who reads it could learn."""

import json
import re
from importlib.resources import files

import pytest

from sceau.notifier.messages import Message, message_in

LANGUAGES = tuple(json.loads((files("sceau.notifier") / "messages.json").read_text("utf-8")))
NEVER = re.compile(
    r"https?:|www|[{}%@\d]|pharmac|test|résultat|result|dépist|covid|santé|health|médec|doctor|positi|négati|negati",
    re.IGNORECASE,
)
GSM_OR_UNICODE = 70  # characters of one SMS that has a letter outside the GSM alphabet


def texts_of(message: Message) -> tuple[str, ...]:
    return message.subject, message.body, message.sms


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_ready_and_nothing_of_anybody(language: str) -> None:
    assert [text for text in texts_of(message_in(language)) if NEVER.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_more_than_twelve_words(language: str) -> None:
    sentences = [one for text in texts_of(message_in(language)) for one in re.split(r"(?<=[.!?])\s+|\n", text)]
    assert [one for one in sentences if len(one.split()) > 12] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_sms_is_one(language: str) -> None:
    assert len(message_in(language).sms) <= GSM_OR_UNICODE


def test_both_languages_say_the_same_in_their_own_words() -> None:
    assert set(LANGUAGES) == {"fr", "en"}
    assert message_in("fr") != message_in("en")


def test_a_language_that_nobody_wrote_is_read_as_french() -> None:
    assert message_in("br") == message_in("fr")


def test_french_has_curved_apostrophes_and_narrow_spaces() -> None:
    assert [text for text in texts_of(message_in("fr")) if re.search(r"'|(?<!\u202f)[;:!?]", text)] == []
