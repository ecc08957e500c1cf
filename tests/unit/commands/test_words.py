"""Every sentence exists in both languages, and says the same things."""

import json
import re
from importlib import resources

import pytest
import typer

from sceau.cli import speaking
from sceau.client.errors import explanation
from sceau.commands.words import Words, choose_language

CATALOGUES = [
    "texts.json",
    "texts_drill.json",
    "help.json",
    "help_services.json",
    "help_delivery.json",
    "help_operations.json",
    "help_verify.json",
]
LOW_PUNCTUATION = re.compile(r"[^\s\u202f:/] [;!?:]|«[^\u202f]|[^\u202f]»")


def texts(name: str) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(
        resources.files("sceau.commands").joinpath(name).read_text(encoding="utf-8")
    )
    return loaded


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_languages_fill_in_the_same_values(name: str) -> None:
    differ = [
        key
        for key, said in texts(name).items()
        if set(re.findall(r"{\w+}", said["fr"])) != set(re.findall(r"{\w+}", said["en"]))
    ]
    assert differ == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_french_has_narrow_spaces_before_its_high_punctuation(name: str) -> None:
    assert [key for key, said in texts(name).items() if LOW_PUNCTUATION.search(said["fr"])] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_command_and_option_has_its_help(language: str) -> None:
    words = Words("fr" if language == "fr" else "en")
    missing: list[str] = []

    def visit(command: typer.core.TyperCommand | typer.core.TyperGroup, name: str) -> None:
        if not command.help:
            missing.append(name)
        missing.extend(f"{name} {one.name}" for one in command.params if not getattr(one, "help", None))
        for part, inside in getattr(command, "commands", {}).items():
            visit(inside, f"{name} {part}")

    visit(speaking(words), "sceau")
    assert missing == []


def test_every_command_that_does_something_shows_an_example() -> None:
    missing: list[str] = []

    def visit(command: typer.core.TyperCommand | typer.core.TyperGroup, name: str) -> None:
        for part, inside in getattr(command, "commands", {}).items():
            visit(inside, f"{name} {part}")
        if not hasattr(command, "commands") and not command.epilog:
            missing.append(name)

    visit(speaking(Words("en")), "sceau")
    assert missing == []


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["--lang", "fr", "send"], {}, "fr"),
        (["send", "--lang=en"], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["send"], {"LANG": "fr_FR.UTF-8"}, "fr"),
        (["send"], {"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        (["send"], {}, "en"),
    ],
)
def test_the_language_is_chosen_then_asked_of_the_environment(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert choose_language(arguments, environment)[0] == language


def test_the_choice_of_language_is_not_left_for_the_command() -> None:
    assert choose_language(["--lang", "fr", "send", "a.csv"], {})[1] == ["send", "a.csv"]


def test_a_number_is_written_as_its_reader_writes_it() -> None:
    assert (Words("fr").number(1234.5, 1), Words("en").number(1234.5, 1)) == ("1\u202f234,5", "1,234.5")


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert "made-up-code" in explanation("made-up-code", "fr").what
