"""The rules of the house that no linter knows: what the project's files may hold, and what they must."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
# Files longer than that, each with a reason that a reader accepts.
LONG_FILES = {
    "package-lock.json": "compiled by npm",
    "requirements/*.txt": "compiled by uv",
    "spec/vectors/**/*": "data: published test vectors",
    "tests/data/**/*": "data: official examples",
    "browser/src/counter/*/texts.json": "words of one part, in two languages side by side",
}
# Written in halves, so that this file does not break its own rule.
REGISTRY_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org"]
MACHINE_PATH = re.compile(r"(?<![\w.})>~-])/(?:work|root|tmp|Users|home)/\w")
SKIPPED = re.compile(
    r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)|\b(?:it|test|describe)\.(?:skip|todo|only|fails)\b"
)
VAGUE_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
VAGUE_CLASS = re.compile(r"^\s*(?:export )?class \w*(?:Helper|Manager)\b", re.MULTILINE)
PROJECT_PATH = re.compile(r"(?<![\w/.:-])(?:\.ci|bench|browser|deploy|docs|scripts|spec|src|tests)/[\w./-]*\w")
SETTING = re.compile(r"\bSCEAU_[A-Z0-9_]*[A-Z0-9]\b")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
    assert paths, "git lists no file: these rules would hold of nothing"
    return paths


def texts(*suffixes: str) -> Iterator[tuple[Path, str]]:
    """Tracked text files, whole, that end in one of the suffixes (all when none is given)."""
    for path in tracked_files():
        if not suffixes or path.suffix in suffixes:
            content = (ROOT / path).read_bytes()
            if b"\0" not in content:
                yield path, content.decode("utf-8", errors="replace")


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def written(path: str) -> list[str]:
    """The file, once it is written: the rule about it waits until then, and from then on holds."""
    return [path] if (ROOT / path).is_file() else []


def test_no_file_is_long_without_a_reason() -> None:
    excused = {path for pattern in LONG_FILES for path in ROOT.glob(pattern)}
    long = [str(path) for path, text in texts() if text.count("\n") > MOST_LINES and ROOT / path not in excused]
    assert long == []


def test_no_file_names_a_registry() -> None:
    assert [str(path) for path, text in texts() if any(host in text for host in REGISTRY_HOSTS)] == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert [str(path) for path, text in texts() if MACHINE_PATH.search(text)] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in tracked_files() if path.stem.split(".")[0] in VAGUE_NAMES] == []


def test_no_class_is_a_manager_or_a_helper() -> None:
    assert [str(path) for path, text in texts(".py", ".ts") if VAGUE_CLASS.search(text)] == []


def test_no_test_is_skipped() -> None:
    tests = [(path, text) for path, text in texts(".py", ".ts") if path.parts[0] in {"tests", "browser"}]
    assert [str(path) for path, text in tests if SKIPPED.search(text)] == []


@pytest.mark.parametrize("lock", ["base", "server", "dev"])
def test_every_locked_python_package_has_a_hash_and_no_address(lock: str) -> None:
    text = read(f"requirements/{lock}.txt")
    packages = re.findall(r"^[\w.-]+==.*(?:\n    .*)*", text, re.MULTILINE)
    assert packages, "the lock is empty"
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert re.findall(r"\S+://\S+|^-.*| @ .*", text, re.MULTILINE) == []


def test_every_locked_browser_package_has_a_hash_and_no_address() -> None:
    packages = json.loads(read("package-lock.json"))["packages"]
    del packages[""]  # the project itself
    assert packages, "the lock is empty"
    assert [name for name, package in packages.items() if "integrity" not in package or "resolved" in package] == []


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    declared = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = [re.split(r"[\[<>=~;]", requirement)[0].lower() for requirement in declared]
    assert [name for name in names if f"\n{name}==" not in "\n" + read("requirements/dev.txt")] == []


def test_every_declared_dependency_says_why_it_is_there() -> None:
    lines = re.findall(r'^  "[A-Za-z][\w-]*(?:\[.*\])?[<>=~].*$', read("pyproject.toml"), re.MULTILINE)
    assert lines, "no dependency found: the pattern no longer fits the file"
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


def test_every_path_in_the_life_of_a_result_exists() -> None:
    for guide in written("docs/life-of-a-result.md"):
        paths = PROJECT_PATH.findall(read(guide))
        assert paths, "the guide names no file"
        assert [path for path in paths if not (ROOT / path).exists()] == []


def settings_of(tree: ast.Module) -> Iterator[str]:
    """Names of environment variables that a module reads: written out, or a prefix and the fields of its class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from SETTING.findall(node.value)
        if isinstance(node, ast.ClassDef):
            yield from prefixed_fields(node)


def prefixed_fields(settings: ast.ClassDef) -> Iterator[str]:
    keywords = [node for node in ast.walk(settings) if isinstance(node, ast.keyword) and node.arg == "env_prefix"]
    prefixes = [str(keyword.value.value) for keyword in keywords if isinstance(keyword.value, ast.Constant)]
    for field in settings.body:
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            yield from (f"{prefix}{field.target.id}".upper() for prefix in prefixes)


def test_the_fields_of_a_settings_class_are_settings() -> None:
    module = 'class S(B):\n    model_config = C(env_prefix="SCEAU_RELAY_")\n    port: int = 1\n'
    assert list(settings_of(ast.parse(module))) == ["SCEAU_RELAY_PORT"]


def test_every_setting_is_in_the_manual() -> None:
    modules = [text for path, text in texts(".py") if path.parts[0] == "src"]
    used = {name for text in modules for name in settings_of(ast.parse(text))}
    for manual in written("docs/deploy.md"):
        assert used - set(SETTING.findall(read(manual))) == set()


def test_every_error_is_said_in_french_and_in_english() -> None:
    for catalogue in written("spec/errors.json"):
        errors = json.loads(read(catalogue))
        assert errors, "the catalogue is empty"
        assert [code for code, said in errors.items() if not (said.get("fr") and said.get("en"))] == []
