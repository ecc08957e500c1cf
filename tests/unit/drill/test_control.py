"""The control's copy seals nothing, and the package itself is as it was."""

import subprocess
import sys
from pathlib import Path

from sceau.drill.control import PATCHES, unsealed_copy

SEAL = """
from sceau.drill.control import runs_from
from sceau.envelope.hpke import OVERHEAD, hpke_open, hpke_seal, kem_public_key
from sceau.envelope.seal import seal_answer
from sceau.envelope.open import open_answer
from sceau.envelope.header import Role
from sceau.register import at_rest
from pathlib import Path
assert runs_from(Path({folder!r})) is {copy}
sealed = hpke_seal(kem_public_key(bytes(32)), b"info", b"a plaintext")
assert len(sealed) == OVERHEAD + len(b"a plaintext")
answer = seal_answer(bytes(32), bytes(16), Role.PHARMACY, 0, {{"problems": ["a reason"]}})
assert open_answer(bytes(32), bytes(16), Role.PHARMACY, 0, answer) == {{"problems": ["a reason"]}}
rest = at_rest.AESGCM(bytes(32)).encrypt(bytes(12), b"a row", None)
print(b"a plaintext" in sealed, b"a reason" in answer, b"a row" in rest, hpke_open(bytes(32), b"info", sealed))
"""


def run(folder: Path, *, copy: bool) -> str:
    environment = {"PYTHONPATH": str(folder)} if copy else {}
    program = SEAL.format(folder=str(folder), copy=copy)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=sys.prefix, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_copy_leaves_everything_open(tmp_path: Path) -> None:
    assert run(unsealed_copy(tmp_path, pages=False), copy=True) == "True True True b'a plaintext'"


def test_the_package_itself_still_seals(tmp_path: Path) -> None:
    unsealed_copy(tmp_path, pages=False)
    assert run(tmp_path, copy=False) == "False False False b'a plaintext'"


def test_every_module_that_encrypts_is_patched(tmp_path: Path) -> None:
    copy = unsealed_copy(tmp_path, pages=False) / "sceau"
    encrypting = {
        str(path.relative_to(copy))
        for path in copy.rglob("*.py")
        if "drill" not in path.parts and "cryptography.hazmat.primitives.ciphers" in path.read_text(encoding="utf-8")
    }
    assert encrypting | {"envelope/hpke.py"} == set(PATCHES)
