"""The pages and the manifest, as `browser/pages.mjs` built them: for use, or for a demonstration, which says so."""

from functools import cache
from typing import Final

from django.http import HttpResponse

from sceau.relay.configuration import RelaySettings
from sceau.web.static_files import FOLDER

MANIFEST: Final = "bundle.json"


def page(settings: RelaySettings, name: str, *, content_type: str = "text/html; charset=utf-8") -> HttpResponse:
    """A file of the set that this relay serves."""
    return HttpResponse(built(settings, name), content_type=content_type)


def built(settings: RelaySettings, name: str) -> bytes:
    """Its bytes, read once: what is swapped under a running relay is not served."""
    return _read("demonstration" if settings.demo else "usual", name)


@cache
def _read(variant: str, name: str) -> bytes:
    return (FOLDER / variant / name).read_bytes()
