"""What the documents say is there: links, files, functions, commands with their options, code, the example record."""

import ast
import importlib
import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup

from sceau.cli import speaking
from sceau.commands.words import Words
from sceau.record.entry import enter

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md", "spec/README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FRENCH = sorted((ROOT / "docs/fr").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
FUNCTION = re.compile(r"((?:src|browser)/[\w./-]+\.(?:py|ts))::(\w+(?:\.\w+)*)")
PROJECT_PATH = re.compile(r"(?<![\w/.:-])(?:\.ci|bench|browser|docs|scripts|spec|src|tests)/[\w./-]*\w")
NARROW_SPACE = "\u202f"


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def named(document: Path) -> str:
    return str(document.relative_to(ROOT))


def blocks(document: Path, *languages: str) -> Iterator[str]:
    for language, text in CODE.findall(read(document)):
        if language in languages:
            yield text


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", read(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_there(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(read(document)) if "://" not in link]
    assert [link for link in links if not is_there(document, link)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_path_exists(document: Path) -> None:
    assert [path for path in PROJECT_PATH.findall(read(document)) if not (ROOT / path).exists()] == []


def names_in(path: str) -> set[str]:
    """Functions, classes and their methods (`Class.method`) that a module defines."""
    text = read(ROOT / path)
    if path.endswith(".ts"):
        return set(re.findall(r"\b(?:function|class|const) (\w+)", text))
    tree = ast.parse(text)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    methods = {f"{one.name}.{part.name}" for one in classes for part in one.body if isinstance(part, ast.FunctionDef)}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {one.name for one in classes} | methods | functions


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_function_exists(document: Path) -> None:
    assert [f"{path}::{name}" for path, name in FUNCTION.findall(read(document)) if name not in names_in(path)] == []


def test_the_life_of_a_result_names_functions_and_answers_ten_questions() -> None:
    text = read(ROOT / "docs/life-of-a-result.md")
    story, _, questions = text.partition("## Ten questions")
    assert len(FUNCTION.findall(story)) > 50
    answers = re.findall(r"^\d+\. .*$", questions, re.MULTILINE)
    assert len(answers) == 10
    assert [answer for answer in answers if not FUNCTION.search(answer)] == []


def commands(document: Path) -> Iterator[list[str]]:
    """The words after `sceau`, of shell blocks and of code within a sentence."""
    lines = [line for block in blocks(document, "sh") for line in block.replace("\\\n", "").splitlines()]
    for line in lines + INLINE.findall(CODE.sub("", read(document))):
        if "…" in line.partition("sceau ")[2].partition(" ")[0]:
            continue  # "sceau … --help": any command
        found = re.match(r"(?:run (?:\"[^\"]*\"|\S+) )?sceau (.*)$", line.strip())
        if found:
            words = shlex.split(found[1], comments=True)
            yield words[: next((at for at, word in enumerate(words) if word in {"|", ">", "&"}), len(words))]


def misspelt(words: list[str], command: TyperCommand | TyperGroup) -> str:
    """The first word that this version does not know; empty when the command and its options exist."""
    left = words[2:] if words[:1] == ["--lang"] else words
    while isinstance(command, TyperGroup) and left and not left[0].startswith("-"):
        inside = command.commands.get(left[0])
        if not isinstance(inside, TyperCommand | TyperGroup):
            return left[0]
        command, left = inside, left[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    return next((word for word in left if word.startswith("--") and word not in known), "")


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_exists_with_its_options(document: Path) -> None:
    sceau = speaking(Words("en"))
    assert [words for words in commands(document) if misspelt(words, sceau)] == []


def test_a_command_that_does_not_exist_is_noticed() -> None:
    sceau = speaking(Words("en"))
    assert misspelt(["send", "day.csv", "--receits", "folder"], sceau) == "--receits"
    assert misspelt(["register", "keys", "epochs"], sceau) == "epochs"


def test_the_readme_starts_with_commands_that_make_knows() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", read(ROOT / "Makefile"), re.MULTILINE))
    asked = set(re.findall(r"\bmake ([a-z-]+)", "".join(blocks(ROOT / "README.md", "sh"))))
    assert {"demo", "test"} <= asked <= targets


def unresolved(block: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(block)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sceau"):
            module = importlib.import_module(node.module or "")
            yield from (f"{node.module}.{one.name}" for one in node.names if not hasattr(module, one.name))


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if any(blocks(one, "python"))], ids=named)
def test_every_import_of_an_example_resolves(document: Path) -> None:
    assert [name for block in blocks(document, "python") for name in unresolved(block)] == []


def test_the_example_record_has_nothing_to_mend() -> None:
    record = json.loads(read(ROOT / "docs/example-record.json"))
    assert enter(record, now=datetime(2026, 1, 1, tzinfo=UTC)).problems == ()


@pytest.mark.parametrize("document", FRENCH, ids=named)
def test_french_pages_have_narrow_spaces_where_french_has_spaces(document: Path) -> None:
    prose = INLINE.sub("", CODE.sub("", read(document)))
    assert re.findall(rf"[^{NARROW_SPACE}][;:!?»](?=\s|$)|«[^{NARROW_SPACE}]", prose, re.MULTILINE) == []
