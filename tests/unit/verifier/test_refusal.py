"""Every refusal has a sentence in both languages, and no sentence is about nothing."""

import json
import re
from pathlib import Path

HOME = Path(__file__).resolve().parents[3] / "src/sceau/verifier"
WORDS = json.loads((HOME / "words.json").read_text("utf-8"))
SOURCE = "".join(path.read_text("utf-8") for path in HOME.glob("*.py"))


def test_every_refusal_has_a_sentence() -> None:
    given = {f"refused.{code}" for code in re.findall(r'Refused\("([a-z-]+)"', SOURCE)}
    assert given == {name for name in WORDS if name.startswith("refused.")}


def test_every_sentence_is_in_both_languages() -> None:
    assert [name for name, said in WORDS.items() if set(said) != {"fr", "en"} or said["fr"] == said["en"]] == []


def test_every_sentence_is_said() -> None:
    said = {name for name in WORDS if name.startswith("said.")}
    named = set(re.findall(r'"(said\.[a-z]+)"', SOURCE)) | {"said.accepted", "said.rejected"}
    assert said == named
