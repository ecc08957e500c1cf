"""What holds for every page of the counter in every state: nobody is shut out, nothing is let in from elsewhere."""

import httpx2
import pytest
from playwright.sync_api import Browser
from tests.journeys.counter.scenes.scene import looks
from tests.journeys.counter.scenes.whole import Stage, whole
from tests.journeys.phone import accessibility_problems
from ux.observatory import grade, points

from sceau.demo.world import World

SCREENS = ("", "/day", "/files", "/members", "/keys", "/signup", "/join", "/signin", "/setup")
PAGES = ("/t", "/p", "/accounts/choice", *(f"/counter{screen}" for screen in SCREENS))


def test_axe_finds_nothing_in_any_state_language_or_colours(browser: Browser, world: World) -> None:
    stage = Stage(browser, world)
    found = {
        (name, language, scheme, problem)
        for name, page in whole(stage, stage.till())
        for language, scheme in looks(page)
        for problem in accessibility_problems(page)
    }
    assert found == set()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_the_headers_of_every_page_are_worth_the_best_grade(world: World, path: str, language: str) -> None:
    answer = httpx2.get(world.relay + path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.headers["content-type"].startswith("text/html")
    assert grade(points(answer.headers, answer.headers.get_list("set-cookie"))) == "A+"
