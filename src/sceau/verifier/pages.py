"""What a page and a script may make a browser load: HTML, integrity attributes, Content-Security-Policy.

A page is read here as strictly as ours are written: whatever loads something by another way than these is refused.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

from .refusal import Refused

Attributes = list[tuple[str, str | None]]


def check_page(data: bytes, path: str, files: Mapping[str, bytes]) -> list[str]:
    """What the page loads. Refused: `bad-page`, and `other-bundle` when an integrity attribute contradicts `files`."""
    reading = _Page(path)
    try:
        reading.feed(data.decode())
    except UnicodeDecodeError:
        raise Refused("bad-page", path) from None
    for name, integrity in reading.bound:
        _check_integrity(integrity, files.get(urljoin(path, name), b""), f"{path}: {name}")
    return reading.named


def check_policy(policies: Sequence[str], path: str) -> None:
    """Refused `loose-policy` unless one of the answer's policies confines the page to its own origin.

    With whom a page may speak (`connect-src`) its scripts decide, which are logged.
    """
    if not any(_confines(_directives(policy)) for policy in policies):
        raise Refused("loose-policy", path)


def named_by_script(data: bytes) -> list[str]:
    """Files that a script imports or fetches by a name that stands in it."""
    return [found[1].decode() for found in _NAME.finditer(data)]


class _Page(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.named: list[str] = []
        self.bound: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        loads = _LOADING.get(tag)
        name = given.get(loads) if loads else None
        runs = any(one.startswith("on") or one in ("style", "srcdoc") for one in given)
        if tag in _REFUSED or runs or (loads and not name) or len(given) != len(attrs) or "http-equiv" in given:
            raise Refused("bad-page", f"{self.path}: {tag}")
        if name:
            self.named.append(name)
            self.bound += [(name, integrity)] if (integrity := given.get("integrity")) else []


def _check_integrity(integrity: str, content: bytes, place: str) -> None:
    for one in integrity.split():
        algorithm, _, digest = one.partition("-")
        if algorithm not in ("sha256", "sha384", "sha512"):
            raise Refused("bad-page", place)
        if b64encode(hashlib.new(algorithm, content).digest()).decode() != digest:
            raise Refused("other-bundle", place)


def _directives(policy: str) -> dict[str, set[str]]:
    """The first of a name counts, as for a browser."""
    found: dict[str, set[str]] = {}
    for directive in policy.split(";"):
        match directive.split():
            case [name, *sources]:
                found.setdefault(name.lower(), set(sources))
    return found


def _confines(directives: Mapping[str, set[str]]) -> bool:
    loading = {name: sources for name, sources in directives.items() if name.endswith("-src") and name != "connect-src"}
    own = all(sources <= _OWN for sources in loading.values())
    return own and directives.get("default-src") == {"'none'"} and directives.get("base-uri") == {"'none'"}


_OWN: Final = {"'none'", "'self'", "'wasm-unsafe-eval'"}
_LOADING: Final = {"script": "src", "link": "href", "img": "src"}
_REFUSED: Final = (
    "base",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "style",
    "form",
    "audio",
    "video",
    "source",
    "svg",
    "math",
)
_NAME: Final = re.compile(rb"""["'`]((?:\.{1,2}/|/)[A-Za-z0-9._/-]+\.(?:js|mjs|css|wasm|json|html|woff2))["'`]""")
