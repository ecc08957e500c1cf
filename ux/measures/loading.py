"""What is fetched before a page is used, by file and as it travels: board and ticket, with nothing kept yet.

The camera's scanner, the communes and the PDF come when they are used, and are not in it; nor is what the service
worker fetches again for days without a network, once the page stands.
"""

from typing import Final

from playwright.sync_api import expect
from tests.journeys.counter.till import Somebody, Till

from ux.figures import Figure
from ux.ground import Ground
from ux.weight import Weight

COUNTER_KILOBYTES: Final = 250
TICKET_KILOBYTES: Final = 100


def measure(ground: Ground) -> list[Figure]:
    till = ground.shop(ground.stage.till())
    till.opens_box()
    till.captures(Somebody())
    link = till.hands_over()
    signin, board, ticket = _signing_in(ground.stage.till()), _board(till), _ticket(ground, link)
    return [
        _figure("first load: counter, to signing in", "signin", signin.kilobytes, COUNTER_KILOBYTES, signin),
        _figure("first load: counter, board", "counter", board.application_kilobytes, COUNTER_KILOBYTES, board),
        _data(board),
        _figure("first load: ticket", "ticket", ticket.kilobytes, TICKET_KILOBYTES, ticket),
    ]


def _signing_in(till: Till) -> Weight:
    weight = Weight(till.page)
    till.opens("/counter")
    expect(till.page.locator("h1")).to_be_visible()
    till.settles()
    return weight


def _board(till: Till) -> Weight:
    """Of a computer that knows the passkey and has nothing else left of the page."""
    till.devices.send("Network.enable")
    till.devices.send("Network.setBypassServiceWorker", {"bypass": True})
    till.devices.send("Network.clearBrowserCache")
    weight = Weight(till.page)
    till.opens("/counter")
    till.does("F9")
    till.sees_board()
    expect(till.row(1)).to_be_visible()
    till.settles()
    return weight


def _ticket(ground: Ground, link: str) -> Weight:
    phone = ground.stage.phone()
    weight = Weight(phone.page)
    phone.opens(link)
    phone.sees_state("waiting")
    phone.page.wait_for_load_state("networkidle")
    return weight


def _data(board: Weight) -> Figure:
    """Sealed or random, so that nothing compresses it: beside the limit, which is of what is loaded."""
    kilobytes = board.kilobytes - board.application_kilobytes
    value = f"{kilobytes:.0f} kB"
    return Figure("the shop's sealed data, on top", value, values={"counter_data_kilobytes": round(kilobytes, 1)})


def _figure(name: str, key: str, kilobytes: float, most: int, by_file: Weight | None = None) -> Figure:
    parts = {f"{key}_bytes_by_file": by_file.parts()} if by_file else {}
    return Figure(
        name=name,
        value=f"{kilobytes:.0f} kB",
        limit=f"≤ {most} kB",
        within=kilobytes <= most,
        values={f"{key}_kilobytes": round(kilobytes, 1), **parts},
    )
