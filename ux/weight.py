"""What a page weighs the first time: bytes as they travel, of everything it fetches before it is used."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Page, Request

ASKED: Final = frozenset({"fetch", "xhr", "eventsource"})
"""Kinds of requests that bring data, not the application."""


@dataclass(slots=True)
class Weight:
    """Watch a page from before it is opened."""

    page: Page = field(repr=False)
    requests: list[Request] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.page.on("requestfinished", lambda request: self.requests.append(request))  # noqa: PLW0108 (a plain function is asked for)

    def parts(self) -> dict[str, int]:
        """Compressed bytes by file, largest first; what the page asks of the service itself (JSON, CBOR) included."""
        sizes: defaultdict[str, list[int]] = defaultdict(list)
        for request in self.requests:
            sizes[_name(request)].append(_size(request))
        named = {name if len(each) == 1 else f"{name} × {len(each)}": sum(each) for name, each in sizes.items()}
        return dict(sorted(named.items(), key=lambda pair: -pair[1]))

    @property
    def kilobytes(self) -> float:
        return _kilobytes(self.requests)

    @property
    def application_kilobytes(self) -> float:
        """Without what it asks of the service: pages, scripts, styles, font and pictures alone."""
        return _kilobytes(request for request in self.requests if request.resource_type not in ASKED)


def _name(request: Request) -> str:
    return request.url.partition("?")[0].rpartition("/")[2]


def _size(request: Request) -> int:
    return request.sizes()["responseBodySize"]


def _kilobytes(requests: Iterable[Request]) -> float:
    return sum(_size(request) for request in requests) / 1000
