"""The control: the same day, on a copy of the package that seals nothing.

The one idea: a search that finds nothing proves nothing until it has found everybody where everybody lies open. No
switch of the product turns sealing off, so the drill copies the package's files and adds lines at the end of some of
them, in the copy: HPKE and AES-GCM become the identity, of the same lengths. Every process of the control runs from
the copy; the pages that it serves are built anew, from a copy of their sources with the same lines added.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import sceau
from sceau.drill.counter import means

_HPKE: Final = """

def hpke_seal(public_key: bytes, info: bytes, plaintext: bytes) -> bytes:  # noqa: F811
    return bytes(OVERHEAD - 16) + plaintext + bytes(16)


def hpke_open(seed: bytes, info: bytes, sealed: bytes, path: str = "") -> bytes:  # noqa: F811
    return sealed[OVERHEAD - 16 : -16]
"""
_AES: Final = """

class AESGCM:  # noqa: F811
    def __init__(self, key: bytes) -> None:
        pass

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        return data + bytes(16)

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        return data[:-16]
"""
PATCHES: Final[Mapping[str, str]] = {
    "envelope/hpke.py": _HPKE,
    "envelope/seal.py": _AES,
    "envelope/open.py": _AES,
    "register/at_rest.py": _AES,
    "drill/counter/sealed.py": _AES,
}
_HPKE_IN_PAGES: Final = """
Object.assign(suite, {
  seal: async (_to, data) => ({ enc: new ArrayBuffer(ENCAPSULATION_LENGTH), ct: concat(data, new Uint8Array(16)) }),
  open: async (_from, sealed) => sealed.slice(0, -16),
});
"""
_AES_IN_PAGES: Final = """
const crypto = {
  subtle: {
    importKey: (...all) => globalThis.crypto.subtle.importKey(...all),
    encrypt: async (_how, _key, data) => concat(data, new Uint8Array(16)).buffer,
    decrypt: async (_how, _key, data) => data.slice(0, -16).buffer,
  },
};
"""
PATCHES_OF_PAGES: Final[Mapping[str, str]] = {
    "envelope/hpke.ts": _HPKE_IN_PAGES,
    "envelope/answer.ts": _AES_IN_PAGES,
    "counter/items/sealing.ts": _AES_IN_PAGES,
}


class PagesError(RuntimeError):
    """The control's pages could not be built: what the builder said is in the message."""


def unsealed_copy(folder: Path, *, pages: bool) -> Path:
    """Copy the package into `folder` and take its seals off; the folder to put first on Python's path.

    With `pages`, also those that browsers run; PagesError.
    """
    package = Path(sceau.__file__).parent
    copy = folder / "src" / package.name
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    if not (copy / "record/errors.json").exists():  # a source tree has it in spec/, the wheel beside the code
        shutil.copyfile(package.parents[1] / "spec/errors.json", copy / "record/errors.json")
    _add(copy, PATCHES)
    if pages:
        _build_pages(folder)
    return copy.parent


def _build_pages(folder: Path) -> None:
    """Beside the copied package, where the builder looks for what pages and package share and puts what it makes."""
    for name in means.SOURCES:
        if name == "browser":
            shutil.copytree(means.source_tree() / name, folder / name)
        else:
            (folder / name).symlink_to(means.source_tree() / name)
    _add(folder / "browser/src", PATCHES_OF_PAGES)
    command = [shutil.which("node") or "node", "browser/build.mjs"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise PagesError(f"the control's pages were not built: {done.stderr[-2000:]}")


def _add(folder: Path, additions: Mapping[str, str]) -> None:
    for name, addition in additions.items():
        with (folder / name).open("a", encoding="utf-8") as module:
            module.write(addition)


def runs_from(folder: Path) -> bool:
    """Whether this process' package is the copy in `folder`."""
    return Path(sceau.__file__).resolve().is_relative_to(folder.resolve())
