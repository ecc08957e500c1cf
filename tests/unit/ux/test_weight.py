"""What a page weighs, from the requests that Playwright tells of."""

from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from ux.weight import Weight

if TYPE_CHECKING:
    from playwright.sync_api import Request


def request(url: str, size: int, kind: str = "script") -> Mock:
    return Mock(url=url, resource_type=kind, **{"sizes.return_value": {"responseBodySize": size}})


@pytest.fixture
def weight() -> Weight:
    found: list[Request] = [
        request("https://sceau.example/static/counter.js", 28_000),
        request("https://sceau.example/static/counter.css", 9_000, "stylesheet"),
        request("https://sceau.example/counter/api/items?after=6", 500, "fetch"),
        request("https://sceau.example/counter/api/items?after=7", 700, "fetch"),
    ]
    return Weight(Mock(), requests=found)


def test_everything_fetched_weighs(weight: Weight) -> None:
    assert weight.kilobytes == pytest.approx(38.2)


def test_data_is_no_part_of_the_application(weight: Weight) -> None:
    assert weight.application_kilobytes == pytest.approx(37)


def test_the_heaviest_comes_first_and_what_is_fetched_twice_is_told(weight: Weight) -> None:
    assert list(weight.parts().items()) == [("counter.js", 28_000), ("counter.css", 9_000), ("items × 2", 1_200)]


def test_no_query_is_in_the_list(weight: Weight) -> None:
    assert "?" not in "".join(weight.parts())
