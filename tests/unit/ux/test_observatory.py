"""The Observatory's criteria, on headers good and bad."""

import pytest
from ux.observatory import Point, grade, points, score

GOOD = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
COOKIE = "__Host-sceau=made-up; Path=/; Secure; HttpOnly; SameSite=Lax"


def test_the_best_headers_get_the_best_grade_and_every_bonus() -> None:
    found = points(GOOD, [COOKIE])
    assert grade(found) == "A+"
    assert score(found) == 140


@pytest.mark.parametrize(
    ("header", "value", "reached"),
    [
        ("content-security-policy", "default-src 'none'; script-src 'unsafe-inline'", "C+"),
        ("content-security-policy", "", "C"),
        ("strict-transport-security", "", "B+"),
        ("cross-origin-resource-policy", "", "A+"),
    ],
)
def test_what_is_missing_costs_its_points(header: str, value: str, reached: str) -> None:
    assert grade(points({**GOOD, header: value})) == reached


@pytest.mark.parametrize("flag", ["Secure", "HttpOnly"])
def test_a_session_cookie_without_its_flags_is_no_a(flag: str) -> None:
    assert not grade(points(GOOD, [COOKIE.replace(f"; {flag}", "")])).startswith("A")


def test_no_bonus_below_ninety_points() -> None:
    assert score([Point("x", -20), Point("y", 30)]) == 80
