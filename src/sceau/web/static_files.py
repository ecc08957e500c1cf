"""Scripts, styles and typefaces, served by the service itself: a handful of files, known when it starts.

The one idea: what is served is looked up among names listed at the start, so that no path leads anywhere else. Names
are constant, so a browser asks each time and is told “not modified” (ETag).
"""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from sceau.web.problems import Refusal

FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class StaticFile:
    content: bytes
    content_type: str
    etag: str


@require_GET
def static_file(request: HttpRequest, name: str) -> HttpResponseBase:
    found = _files().get(name)
    if found is None:
        raise Refusal("not-found")
    response: HttpResponse = (
        HttpResponseNotModified()
        if request.headers.get("If-None-Match") == found.etag
        else HttpResponse(found.content, content_type=found.content_type)
    )
    response["ETag"] = found.etag
    response["Cache-Control"] = "public, no-cache"
    return response


@cache
def _files() -> Mapping[str, StaticFile]:
    return {path.name: _load(path) for path in FOLDER.iterdir() if path.is_file()}


def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    kind = "font/woff2" if path.suffix == ".woff2" else mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return StaticFile(content, kind, f'"{sha256(content).hexdigest()[:32]}"')
