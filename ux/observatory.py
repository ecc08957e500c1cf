"""The criteria of the Mozilla HTTP Observatory, for an answer's headers: which are met, and the grade.

Source: "HTTP Observatory Scoring Methodology" (developer.mozilla.org). 100 points, less what is missing; from 90 points
on, what goes beyond is added. Redirection to HTTPS is the business of whatever ends TLS, and is not judged here; no
page loads anything from another origin, so subresource integrity asks for nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_SIX_MONTHS: Final = 15_768_000
_YEAR: Final = 31_536_000
_GRADES: Final = (
    (100, "A+"),
    (90, "A"),
    (85, "A-"),
    (80, "B+"),
    (70, "B"),
    (65, "B-"),
    (60, "C+"),
    (50, "C"),
    (45, "C-"),
    (40, "D+"),
    (30, "D"),
    (25, "D-"),
    (0, "F"),
)
_PRIVATE_REFERRERS: Final = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@dataclass(frozen=True, slots=True)
class Point:
    """One criterion: its name, what it takes away or adds."""

    criterion: str
    modifier: int


def points(headers: Mapping[str, str], cookies: Sequence[str] = ()) -> list[Point]:
    """What each criterion says of an answer's headers and of its Set-Cookie lines."""
    policy = _policy(headers.get("content-security-policy", ""))
    return [
        Point("content-security-policy", _content(policy)),
        Point("cookies", _cookies(cookies)),
        Point("cross-origin-resource-sharing", -50 if headers.get("access-control-allow-origin") == "*" else 0),
        Point("strict-transport-security", _transport(headers.get("strict-transport-security", ""))),
        Point("referrer-policy", _referrer(headers.get("referrer-policy", ""))),
        Point("x-content-type-options", 0 if headers.get("x-content-type-options") == "nosniff" else -5),
        Point("x-frame-options", _frames(policy, headers.get("x-frame-options", ""))),
        Point("cross-origin-resource-policy", _resource(headers.get("cross-origin-resource-policy", ""))),
    ]


def score(found: Sequence[Point]) -> int:
    base = 100 + sum(point.modifier for point in found if point.modifier < 0)
    return base + (sum(point.modifier for point in found if point.modifier > 0) if base >= 90 else 0)


def grade(found: Sequence[Point]) -> str:
    """`A+` to `F`."""
    reached = max(0, score(found))
    return next(letter for least, letter in _GRADES if reached >= least)


def _policy(text: str) -> dict[str, list[str]]:
    directives = (part.split() for part in text.split(";") if part.strip())
    return {name.lower(): sources for name, *sources in directives}


def _content(policy: Mapping[str, Sequence[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    if "'unsafe-inline'" in scripts or any(source in {"*", "https:", "http:", "data:"} for source in scripts):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles:
        return 0
    return 10 if default == ["'none'"] else 5


def _cookies(cookies: Sequence[str]) -> int:
    """All Secure; a session's HttpOnly too; SameSite makes it better still."""
    flags = [{flag.strip().lower() for flag in cookie.split(";")[1:]} for cookie in cookies]
    if any("secure" not in one for one in flags):
        return -20
    if any("httponly" not in one for one in flags):
        return -30
    strict = all(one & {"samesite=lax", "samesite=strict"} for one in flags)
    return 5 if flags and strict else 0


def _transport(text: str) -> int:
    age = re.search(r"max-age=(\d+)", text)
    if age is None:
        return -20
    seconds = int(age[1])
    preloaded = "preload" in text and "includesubdomains" in text.lower() and seconds >= _YEAR
    if preloaded:
        return 5
    return 0 if seconds >= _SIX_MONTHS else -10


def _referrer(text: str) -> int:
    if not text:
        return 0
    return 5 if text in _PRIVATE_REFERRERS else -5


def _frames(policy: Mapping[str, Sequence[str]], text: str) -> int:
    if policy.get("frame-ancestors"):
        return 5 if "*" not in policy["frame-ancestors"] else -20
    return 0 if text.upper() in {"DENY", "SAMEORIGIN"} else -20


def _resource(text: str) -> int:
    return 10 if text in {"same-origin", "same-site"} else 0
