"""What a page weighs the first time: bytes as they travel, of everything it fetches before it is used."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, Request


@dataclass(slots=True)
class Weight:
    """Watch a page from before it is opened."""

    page: Page = field(repr=False)
    requests: list[Request] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.page.on("requestfinished", self.requests.append)

    def parts(self) -> dict[str, int]:
        """Compressed bytes by file, largest first; what the page asks of the service itself (JSON, CBOR) included."""
        sizes: dict[str, int] = {}
        for request in self.requests:
            name = request.url.rpartition("/")[2]
            sizes[name] = sizes.get(name, 0) + request.sizes()["responseBodySize"]
        return dict(sorted(sizes.items(), key=lambda pair: -pair[1]))

    @property
    def kilobytes(self) -> float:
        return sum(self.parts().values()) / 1000
