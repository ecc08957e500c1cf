"""All stories of the counter in one: a pharmacy from its form to a file of results, and a person's phone."""

from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Browser, BrowserContext
from tests.journeys.computer import LOCALES
from tests.journeys.counter.scenes import after, arriving, capturing, phone, team, working
from tests.journeys.counter.scenes.paper import poster_of
from tests.journeys.counter.scenes.scene import Scenes
from tests.journeys.counter.till import LONG_BEHIND, Till
from tests.journeys.phone import Phone

from sceau.demo.world import World

FINESS = "750099990"
AS_LATE = timedelta(minutes=10)
"""What is left of the first computer's once all its cassettes were read."""


@dataclass(frozen=True, slots=True)
class Stage:
    browser: Browser
    world: World

    def till(self, *, prf: bool = True, behind: timedelta = LONG_BEHIND) -> Till:
        context = self.browser.new_context(locale=LOCALES["fr"], viewport={"width": 1280, "height": 800})
        return Till.placed(context, "fr", self.world.relay, prf=prf, behind=behind)

    def phone(self) -> Phone:
        context = self.browser.new_context(locale=LOCALES["fr"], viewport={"width": 360, "height": 740})
        return Phone.taken(context, "fr")

    def desk(self) -> BrowserContext:
        """Where printed sheets are laid, sharp enough to read; no page's policy holds for paper."""
        return self.browser.new_context(bypass_csp=True, device_scale_factor=2)


def whole(stage: Stage, till: Till) -> Scenes:
    """`till` has just come out of its box; afterwards 1 has a result, and a class waits."""
    opening = stage.world.open_shop(FINESS, name="Pharmacie du Port", titular="Camille Inventé")
    for story in (arriving.signing_in, arriving.signing_up, arriving.wrong_links):
        yield from story(till)
    yield from arriving.proving(till, opening)
    yield from arriving.setting_up(till)
    yield from phone.pre_registering(stage.phone(), poster_of(till, stage.browser))
    yield from _at_the_counter(till)
    yield from _afterwards(till, stage.till(prf=False, behind=AS_LATE))
    yield from working.stopped(till, stage.world, FINESS)


def _at_the_counter(till: Till) -> Scenes:
    for story in (
        capturing.opening_a_box,
        capturing.asking,
        capturing.child,
        capturing.unusual,
        capturing.called,
        capturing.finding,
        capturing.listing,
        capturing.helping,
        working.reading,
        working.read,
        working.handing_over_again,
        working.locking,
        working.without_network,
    ):
        yield from story(till)


def _afterwards(till: Till, other: Till) -> Scenes:
    for story in (after.the_day, after.later, after.files):
        yield from story(till)
    yield from team.joining(till, other)
    yield from team.changing(till)
    yield from team.clashing(till, other)
    yield from team.lost(other)
    till.sees_board()
