"""What is said: fixed sentences, the same to everybody who reads a language (`spec/notice.md` §2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_OTHERWISE: Final = "fr"


@dataclass(frozen=True, slots=True)
class Message:
    """`subject` and `body` are an e-mail's; `sms` fits one SMS with accents (70 characters)."""

    subject: str
    body: str
    sms: str


def message_in(language: str) -> Message:
    """The message in a slip's language."""
    return _messages().get(language) or _messages()[_OTHERWISE]


@cache
def _messages() -> Mapping[str, Message]:
    told = json.loads((files("sceau.notifier") / "messages.json").read_text("utf-8"))
    return {
        language: Message(one["subject"], "\n\n".join(one["body"]) + "\n", one["sms"]) for language, one in told.items()
    }
