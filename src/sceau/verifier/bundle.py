"""The code that a browser is given is the code that was published (`spec/ledger.md` §3, KIND `bundle`).

A service says by a manifest, `{"files": {path: SHA-256}}`, what it gives browsers, and its ledger has the manifest's
hash. So each file is fetched and hashed, and of what runs in a browser nothing may come from elsewhere: pages and
scripts name only files of the manifest, and the pages' policies let nothing else run.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from .notes import Checkpoint
from .pages import check_page, check_policy, named_by_script
from .policy import Policy
from .proof import check_proof
from .reading import Answer
from .refusal import Refused
from .signatures import leaf, sha256

Fetch = Callable[[str], Answer]
"""What is served at a path, which begins with "/". Refused: `unreachable`."""
MANIFEST: Final = "/bundle/manifest"
PROOF: Final = "/bundle/proof"
_ALL: Final = 128 * 1024 * 1024
"""Bytes of all files: many times what an honest service has."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is served, and where the ledger says so."""

    manifest: bytes
    files: int
    index: int
    checkpoint: Checkpoint


def check_bundle(fetch: Fetch, policy: Policy, built: bytes | None = None) -> Bundle:
    """That what is served is what was logged, and, when the manifest `built` from the sources is given, that.

    Refused: `bad-manifest`, `other-source`, `other-bundle` (a file differs), `not-in-bundle` (something else would be
    loaded), `other-kind`, `loose-policy`, `bad-page`, `not-in-ledger`, and those of a proof.
    """
    manifest = fetch(MANIFEST).data
    if built is not None and built != manifest:
        raise Refused("other-source", MANIFEST)
    hashes = read_manifest(manifest)
    served, size = dict[str, Answer](), 0
    for path, digest in hashes.items():
        served[path] = _served(fetch, path, digest)
        size += len(served[path].data)
        if size > _ALL:
            raise Refused("too-large", path)
    for path, answer in served.items():
        _check_names(path, answer, served)
    index, checkpoint = check_proof(_proof(fetch), leaf("bundle", manifest), policy.open, PROOF)
    return Bundle(manifest, len(served), index, checkpoint)


def read_manifest(data: bytes) -> dict[str, bytes]:
    """Path → SHA-256. Refused: `bad-manifest`, for any form but the canonical one."""
    try:
        found: Any = json.loads(data)
        files = {path: bytes.fromhex(digest) for path, digest in found["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused("bad-manifest", MANIFEST) from None
    again = {"files": {path: digest.hex() for path, digest in sorted(files.items())}}
    well_formed = all(_PATH.fullmatch(path) and len(digest) == 32 for path, digest in files.items())
    if not files or not well_formed or json.dumps(again, separators=(",", ":")).encode() != data:
        raise Refused("bad-manifest", MANIFEST)
    return files


def _served(fetch: Fetch, path: str, digest: bytes) -> Answer:
    answer = fetch(path)
    if sha256(answer.data) != digest:
        raise Refused("other-bundle", path)
    return answer


def _check_names(path: str, answer: Answer, served: Mapping[str, Answer]) -> None:
    """What a page or a script would load is in the manifest too."""
    if answer.content_type == "text/html":
        check_policy(answer.policies, path)
        named = check_page(answer.data, path, {other: one.data for other, one in served.items()})
    elif answer.content_type in _SCRIPTS or path.endswith((".js", ".mjs")):
        named = named_by_script(answer.data)
    elif answer.content_type in _STILL:
        return
    else:
        raise Refused("other-kind", path)
    for name in named:
        if urljoin(path, name) not in served:
            raise Refused("not-in-bundle", f"{path}: {name}")


def _proof(fetch: Fetch) -> str:
    try:
        return fetch(PROOF).data.decode()
    except UnicodeDecodeError:
        raise Refused("bad-proof", PROOF) from None
    except Refused as refused:
        raise Refused("not-in-ledger" if refused.code == "absent" else refused.code, PROOF) from None


_SCRIPTS: Final = ("text/javascript", "application/javascript")
_STILL: Final = (
    "text/css",
    "application/json",
    "application/manifest+json",
    "application/wasm",
    "application/octet-stream",
    "font/woff2",
    "image/png",
    "image/svg+xml",
)
"""What a browser neither opens as a page that runs something nor takes for one."""
_PATH: Final = re.compile("/|(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?")
