"""The network goes, the computer starts again without it, and everything arrives once when it is back."""

from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.officer import registered
from tests.journeys.counter.team import locks, opens_with_passkey
from tests.journeys.counter.till import Somebody, Till

from sceau.demo.shops import Opening
from sceau.demo.world import World

_KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const names = (await caches.keys()).filter((name) => name.startsWith("sceau-counter-"));
  const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).match("/static/files.json")));
  return lists.some(Boolean);
}"""


def is_ready_for_a_day_without_network(till: Till) -> None:
    """The service worker has taken the whole counter."""
    while not till.page.evaluate(_KEPT):
        till.page.wait_for_timeout(200)


def starts_again(till: Till) -> None:
    """The page is loaded anew, and a touch opens."""
    till.page.reload()
    till.does("F9")
    till.sees_board()


def numbers_on(till: Till) -> list[int]:
    rows = till.page.locator("[data-number]")
    return [int(row.get_attribute("data-number") or "") for row in rows.all()]


def test_a_morning_without_network_arrives_once(
    world: World, opening: Opening, new_till: NewTill, new_phone: NewPhone
) -> None:
    # Given a counter at work
    till = at_work(new_till, opening)
    # When the network goes, and somebody is tested
    till.goes_offline()
    till.captures(Somebody())
    link = till.hands_over()
    # Then the number is of the reserve
    (number,) = numbers_on(till)
    assert number >= 500
    till.sees("Pas de réseau.")
    # When the computer starts again without network
    starts_again(till)
    # Then the person is on the board, and the result is read, sealed and kept, whatever happens to the computer
    till.sees("Dominique E.")
    till.reads_in_time(number, "-")
    till.sees("à envoyer")
    starts_again(till)
    till.sees("à envoyer")
    # When the network is back
    till.goes_online()
    # Then everything arrives, once
    till.sees_registered(1)
    till.does_not_see("à envoyer", "Pas de réseau.")
    assert len(registered(world, opening.finess)) == 1
    phone = new_phone()
    phone.opens(link)
    phone.gives_birth_date()
    phone.sees("Négatif")
    assert till.errors == []


def test_a_counter_unlocked_without_network_sends_after_a_touch(opening: Opening, new_till: NewTill) -> None:
    # Given a counter that was locked before the network went, and is opened without it
    till = at_work(new_till, opening)
    locks(till)
    till.goes_offline()
    opens_with_passkey(till)
    till.captures(Somebody(birth_name="PRUDENT", first_name="CÉLESTE"))
    till.hands_over()
    till.sees("pas encore partagé")
    # When the network is back
    till.goes_online()
    # Then it asks who is there, and a touch brings what waited
    till.page.get_by_role("button", name="Toucher ma clé").click()
    till.does_not_see("pas encore partagé", "Touchez votre clé d’accès pour envoyer")
    till.sees("Céleste P.")
    assert till.errors == []


def at_work(new_till: NewTill, opening: Opening) -> Till:
    till = new_till()
    till.begins_pharmacy(opening)
    till.chooses_responsible()
    till.opens_box()
    is_ready_for_a_day_without_network(till)
    return till
