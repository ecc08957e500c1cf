"""Whoever loses what opens the counter: what is left, who helps, and how long it takes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from tests.journeys.counter import operator
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.team import (
    adds_passkey,
    asks_to_enter,
    confirms,
    enters,
    invites,
    joins_team,
    lets_passkey_in,
    locks,
    opens_with_passkey,
    removes,
    types_kit,
    words_on,
)
from tests.journeys.counter.till import Somebody, Till

from sceau.demo.shops import Opening
from sceau.demo.world import World


def test_a_lost_passkey_is_replaced_by_a_link_and_the_kit(world: World, opening: Opening, new_till: NewTill) -> None:
    # Given a titular pharmacist whose passkey is lost, and somebody on her board
    till = new_till()
    till.begins_pharmacy(opening)
    till.chooses_responsible()
    till.opens_box()
    till.captures(Somebody(birth_name="PRUDENT", first_name="CÉLESTE"))
    till.hands_over()
    till.loses_authenticator()
    # When the operator gives a link, and she makes a passkey on another computer
    other = new_till()
    other.joins(operator.gives_link(world, opening.finess))
    # Then it says who she is and opens nothing, until she types her kit
    other.sees("rien ici n’ouvre encore")
    lets_passkey_in(other, till.kit)
    other.sees("Céleste P.")
    # And from then on a touch opens
    locks(other)
    opens_with_passkey(other)
    # And the passkey of before is none of her keys any more
    other.does("Alt+K")
    other.sees("Identifie et ouvre", "2 clés de membres la partagent")
    other.does_not_see("Ouvrait, mais ne se connecte plus")
    assert [till.errors, other.errors] == [[], []]


def test_a_colleague_who_lost_everything_is_invited_again(shop: Till, new_till: NewTill) -> None:
    # Given a colleague whose computer, passkey and kit burnt
    joins_team(new_till(), shop, "Andréa Fictive")
    shop.captures(Somebody(birth_name="PRUDENT", first_name="CÉLESTE"))
    shop.hands_over()
    # When the titular pharmacist removes her, and invites her again
    removes(shop, "Andréa Fictive")
    back = new_till()
    hers = asks_to_enter(back, invites(shop, "Andréa Fictive"))
    assert words_on(shop) == hers
    confirms(shop)
    enters(back)
    # Then her new keys open what was there before
    back.sees("Céleste P.")
    assert [shop.errors, back.errors] == [[], []]


def test_whoever_is_alone_and_lost_everything_begins_again_after_72_hours(
    world: World, opening: Opening, new_till: NewTill
) -> None:
    # Given a titular pharmacist alone, whose passkey and kit are lost
    new_till().begins_pharmacy(opening)
    # When the operator gives a link, and the register's officer a new code
    till = new_till()
    till.joins(operator.gives_link(world, opening.finess))
    till.sees("rien ici n’ouvre encore")
    till.page.get_by_role("button", name="Toutes les clés de la pharmacie sont perdues").click()
    till.sees("La reprise attend 72 heures")
    till.page.locator("#code").fill(operator.register_gives_code(world, opening.finess))
    till.does("F2")
    till.keeps_kit()
    # Then it says when the pharmacy begins again: in 72 hours
    notice = till.page.locator(".notice.due")
    expect(notice).to_contain_text("La pharmacie reprend le")
    begun = datetime.fromtimestamp(till.page.evaluate("Date.now()") / 1000, UTC)
    assert day_in(notice.inner_text()) in {(begun + timedelta(hours=72, minutes=late)).day for late in (-1, 0)}
    # And until then neither she nor the new kit opens anything
    till.opens("/counter")
    till.does("F9")
    till.sees("La pharmacie reprend le")
    types_kit(till, till.kit)
    till.sees("Ce kit n’ouvre pas, ou plus, cette pharmacie.")
    assert till.errors == []


def day_in(text: str) -> int:
    found = re.search(r"le \w+ (\d+)", text)
    assert found is not None
    return int(found[1])


def test_a_passkey_without_secret_opens_with_this_computer_and_elsewhere_with_the_kit(
    opening: Opening, new_till: NewTill
) -> None:
    # Given a passkey that says who acts and keeps no secret
    till = new_till(prf=False)
    till.joins(opening.link)
    till.page.locator("#code").fill(opening.code)
    till.does("F2")
    till.keeps_kit()
    till.does("F2")
    till.sees("Cette clé d’accès identifie, mais n’ouvre pas")
    till.does("F2")
    till.sees("ce poste, une fois connecté")
    till.does("F2")
    till.sees_board()
    # When the counter is locked, and it is touched
    locks(till)
    # Then this computer opens
    opens_with_passkey(till)
    # And another one asks for the kit
    other = new_till()
    other.opens("/counter")
    other.gets_passkeys_of(till)
    other.does("F9")
    other.sees("rien ici n’ouvre encore")
    types_kit(other, till.kit)
    other.sees_board()
    assert [till.errors, other.errors] == [[], []]


def test_pro_sante_connect_says_who_it_is_when_the_passkey_is_lost(
    world: World, numbers: Iterator[int], new_till: NewTill
) -> None:
    # Given a titular pharmacist of two pharmacies, whose passkey is lost
    till, finess = new_till(), str(next(numbers))
    world.open_shop(str(next(numbers)), name="Pharmacie de la Lune", titular="Paule Didot")
    shop = f"Pharmacie de l’Étoile {finess}"
    till.begins_pharmacy(world.open_shop(finess, name=shop, titular="Paule Didot"))
    # When she signs in with Pro Santé Connect at another computer, and types her kit
    other = new_till()
    other.opens("/counter")
    other.page.get_by_role("link", name="Pro Santé Connect").click()
    other.page.get_by_role("button", name="Paule Didot").click()
    other.page.get_by_role("button", name=shop).click()
    other.errors.clear()  # the provider's page has no icon
    other.sees("Bonjour Paule Didot", "rien ici n’ouvre encore")
    types_kit(other, till.kit)
    other.sees_board()
    # Then she makes a passkey there, and from then on a touch opens
    adds_passkey(other)
    locks(other)
    opens_with_passkey(other)
    assert [till.errors, other.errors] == [[], []]
