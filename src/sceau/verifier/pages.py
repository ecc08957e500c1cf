"""What a page and a script may make a browser load: HTML, integrity attributes, Content-Security-Policy.

A page is read here as strictly as ours are written: every "<" begins a tag in one plain form, so that no reader of HTML
finds a tag where this one saw none. Whatever loads something by another way than these is refused.
"""

import hashlib
import html
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urljoin

from .refusal import Refused


def check_page(data: bytes, path: str, files: Mapping[str, bytes]) -> list[str]:
    """What the page loads. Refused: `bad-page`, and `other-bundle` when an integrity attribute contradicts `files`."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Refused("bad-page", path) from None
    tags = list(_TAG.finditer(text))
    if len(tags) != text.count("<") or _CONTROL.search(text):  # a comment, say: readers disagree where it ends
        raise Refused("bad-page", path)
    opened = [(tag["name"].lower(), tag["attributes"]) for tag in tags if tag["name"]]
    return [name for tag, attributes in opened for name in _loaded(tag, attributes, path, files)]


def _loaded(tag: str, attributes: str, path: str, files: Mapping[str, bytes]) -> list[str]:
    """What this tag loads: one name, or none."""
    found = [(one["name"].lower(), html.unescape(one["value"] or "")) for one in _ATTRIBUTE.finditer(attributes)]
    given, loads = dict(found), _LOADING.get(tag, "")
    name = given.get(loads, "")
    forbidden = any(one.startswith("on") or one in _RUNNING or (one in _ADDRESSES and one != loads) for one in given)
    if tag in _REFUSED or forbidden or len(given) != len(found) or (loads and not name and tag != "a"):
        raise Refused("bad-page", f"{path}: {tag}")
    if tag == "a":  # leads a person elsewhere, and loads nothing
        return []
    _check_integrity(given.get("integrity", ""), files.get(urljoin(path, name), b""), f"{path}: {name}")
    return [name] if name else []


def check_policy(policies: Sequence[str], path: str) -> None:
    """Refused `loose-policy` unless one of the answer's policies confines the page to its own origin.

    With whom a page may speak (`connect-src`) its scripts decide, which are logged.
    """
    if not any(_confines(_directives(policy)) for policy in policies):
        raise Refused("loose-policy", path)


def named_by_script(data: bytes) -> list[str]:
    """Files that a script imports or fetches by a name that stands in it."""
    return [found[1].decode() for found in _NAME.finditer(data)]


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
    loading = {name: sources for name, sources in directives.items() if "-src" in name and name != "connect-src"}
    own = all(sources <= _OWN for sources in loading.values())
    return own and directives.get("default-src") == {"'none'"} and directives.get("base-uri") == {"'none'"}


_OWN: Final = {"'none'", "'self'", "'wasm-unsafe-eval'"}
_TAG: Final = re.compile(
    r"<(?:!doctype html|/[a-z][a-z0-9]*|(?P<name>[a-z][a-z0-9]*)"
    r"""(?P<attributes>(?:\s+[a-z][a-z0-9-]*(?:="[^"<>]*")?)*)\s*/?)>""",
    re.IGNORECASE | re.ASCII,
)
_ATTRIBUTE: Final = re.compile(r"""\s(?P<name>[a-z][a-z0-9-]*)(?:="(?P<value>[^"]*)")?""", re.IGNORECASE | re.ASCII)
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f]")
_LOADING: Final = {"script": "src", "link": "href", "img": "src", "a": "href"}
_RUNNING: Final = ("style", "srcdoc", "http-equiv")
_ADDRESSES: Final = (
    "src",
    "srcset",
    "imagesrcset",
    "href",
    "action",
    "formaction",
    "ping",
    "poster",
    "background",
    "data",
)
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
