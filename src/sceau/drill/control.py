"""The control: the same day, on a copy of the package that seals nothing.

The one idea: a search that finds nothing proves nothing until it has found everybody where everybody lies open. No
switch of the product turns sealing off, so the drill copies the package's files and adds lines at the end of three
of them, in the copy: HPKE and AES-GCM become the identity, of the same lengths. Every process of the control runs
from the copy.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import sceau

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
}


def unsealed_copy(folder: Path) -> Path:
    """Copy the package into `folder` and take its seals off; the folder to put first on Python's path."""
    package = Path(sceau.__file__).parent
    copy = folder / package.name
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    if not (copy / "record/errors.json").exists():  # a source tree has it in spec/, the wheel beside the code
        shutil.copyfile(package.parents[1] / "spec/errors.json", copy / "record/errors.json")
    for name, addition in PATCHES.items():
        with (copy / name).open("a", encoding="utf-8") as module:
            module.write(addition)
    return folder


def runs_from(folder: Path) -> bool:
    """Whether this process' package is the copy in `folder`."""
    return Path(sceau.__file__).resolve().is_relative_to(folder.resolve())
