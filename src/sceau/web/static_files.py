"""Scripts, styles and typefaces, served by the service itself: a handful of files, known when it starts.

The one idea: what is served is looked up among names listed at the start, so that no path leads anywhere else. Names
are constant, so a browser asks each time and is told “not modified” (ETag). Texts are compressed once: nothing in them
is secret, so compression tells nothing.
"""

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from sceau.web.headers import worker_script
from sceau.web.problems import Refusal

FOLDER = Path(__file__).parent / "static"
WORKERS = frozenset({"counter-worker.js", "service-worker.js"})


@dataclass(frozen=True, slots=True)
class StaticFile:
    """`compressed` is empty for what is compressed already."""

    content: bytes
    compressed: bytes
    content_type: str
    etag: str


@require_GET
def static_file(request: HttpRequest, name: str) -> HttpResponseBase:
    found = _files().get(name)
    if found is None:
        raise Refusal("not-found")
    response = (
        HttpResponseNotModified() if request.headers.get("If-None-Match") == found.etag else _whole(request, found)
    )
    response["ETag"] = found.etag
    response["Cache-Control"] = "public, no-cache"
    response["Vary"] = "Accept-Encoding"
    return worker_script(response) if name in WORKERS else response


def _whole(request: HttpRequest, found: StaticFile) -> HttpResponse:
    if not found.compressed or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(found.content, content_type=found.content_type)
    return HttpResponse(found.compressed, content_type=found.content_type, headers={"Content-Encoding": "gzip"})


@cache
def _files() -> Mapping[str, StaticFile]:
    return {path.name: _load(path) for path in FOLDER.iterdir() if path.is_file()}


def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    kind = "font/woff2" if path.suffix == ".woff2" else mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compressed = b"" if path.suffix == ".woff2" else gzip.compress(content, mtime=0)
    return StaticFile(content, compressed, kind, f'W/"{sha256(content).hexdigest()[:32]}"')
