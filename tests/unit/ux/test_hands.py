"""Keys, decisions and scans, as the keystroke-level model counts them."""

from unittest.mock import Mock, call

import pytest
from ux.hands import Hands, fingers


@pytest.fixture
def hands() -> Hands:
    return Hands(Mock())


def test_each_character_typed_is_a_key(hands: Hands) -> None:
    hands.types("exemple 28+")
    assert hands.keys == 11


@pytest.mark.parametrize("character", ["@", ".", "?", "E", "É"])
def test_what_takes_two_fingers_is_two_keys(character: str) -> None:
    assert fingers(character) == 2


@pytest.mark.parametrize(("shortcut", "keys"), [("F2", 1), ("Enter", 1), ("Alt+1", 2), ("Control+Shift+P", 3)])
def test_keys_held_together_all_count(hands: Hands, shortcut: str, keys: int) -> None:
    hands.presses(shortcut)
    assert hands.keys == keys


def test_what_a_scanner_types_is_no_key(hands: Hands) -> None:
    hands.scans_code("01234\x1d567")
    assert (hands.keys, hands.scans) == (0, 1)


def test_a_scanner_presses_its_own_keys_for_a_separator_and_the_end() -> None:
    page = Mock()
    Hands(page).scans_code("012\x1d3")
    assert page.keyboard.mock_calls == [call.type("012"), call.press("Control+]"), call.type("3"), call.press("Enter")]


def test_a_task_lasts_as_long_as_its_keys_decisions_scans_and_the_page(hands: Hands) -> None:
    hands.types("ab")
    hands.decides(2)
    hands.scans_code("0")
    hands.waited = 0.5
    assert hands.seconds == pytest.approx(2 * 0.28 + 2 * 1.35 + 2.0 + 0.5)
