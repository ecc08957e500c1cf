"""Two people of one pharmacy: how a colleague comes in, and how both work at one computer."""

import re

from playwright.sync_api import expect
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.team import (
    adds_passkey,
    asks_to_enter,
    confirms,
    enters,
    invites,
    joins_team,
    locks,
    member,
    opens_with_passkey,
    types_kit,
    words_on,
)
from tests.journeys.counter.till import Somebody, Till


def test_a_colleague_is_let_in_by_six_words(shop: Till, new_till: NewTill) -> None:
    # Given a titular pharmacist who invites a preparer
    link = invites(shop, "Andréa Fictive")
    # When she makes her keys on her own screen
    colleague = new_till()
    hers = asks_to_enter(colleague, link)
    # Then both read the same six words
    assert words_on(shop) == hers
    # And once they are confirmed her board opens
    confirms(shop)
    enters(colleague)
    expect(member(shop, "Andréa Fictive")).to_contain_text("Actif")
    shop.does("Alt+B")
    assert [shop.errors, colleague.errors] == [[], []]


def test_a_locked_counter_shows_numbers_and_timers_without_names(shop: Till) -> None:
    # Given somebody of whom the swab is done
    shop.captures(Somebody(birth_name="PRUDENT", first_name="CÉLESTE"))
    shop.hands_over()
    shop.sees("Céleste P.")
    # When the counter is locked
    locks(shop)
    # Then the number and its timer stay, without a name
    shop.sees_state(1, "running")
    expect(shop.row(1).locator(".count")).to_have_text(re.compile(r"^1[45]:\d\d$"))
    shop.does_not_see("Céleste", "PRUDENT", "Prudent")
    # And they come back with a touch
    opens_with_passkey(shop)
    shop.sees("Céleste P.")
    assert shop.errors == []


def test_two_people_work_at_one_computer(shop: Till, new_till: NewTill) -> None:
    # Given a colleague who joined at another computer, and opens this one with her phone and her kit
    colleague = new_till()
    joins_team(colleague, shop, "Nour Inventée")
    locks(shop)
    mine = shop.authenticator
    shop.gets_passkeys_of(colleague)
    shop.does("F9")
    shop.sees("Bonjour Nour Inventée")
    types_kit(shop, colleague.kit)
    shop.sees_board()
    # When she makes a passkey for this computer
    shop.gets_authenticator(transport="nfc")
    adds_passkey(shop)
    # Then each opens with a touch, in turn
    hers = shop.authenticator
    for authenticator in (mine, hers):
        locks(shop)
        shop.answers_with(authenticator)
        opens_with_passkey(shop)
    assert [shop.errors, colleague.errors] == [[], []]


def test_whoever_acts_the_responsible_pharmacist_stays(shop: Till) -> None:
    # Given a counter where a colleague acts, and somebody whom the titular pharmacist swabbed
    shop.sees("Responsable Camille Inventé")
    # When she reads the cassette
    shop.reads_in_time(1, "-")
    shop.sees_registered(1)
    # Then the register's record has both
    shop.does("Alt+J")
    shop.page.locator(".visit").click()
    shop.sees("saisi par Nour Inventée, responsable Camille Inventé")
    assert shop.errors == []
