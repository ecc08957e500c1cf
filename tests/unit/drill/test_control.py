"""The control's copy seals nothing, and the package itself is as it was."""

import subprocess
import sys
from pathlib import Path

from sceau.drill.control import PATCHES, PATCHES_OF_PAGES, unsealed_copy
from sceau.drill.counter.means import source_tree

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


SEAL_IN_PAGES = """
import { hpkeOpen, hpkeSeal, kemPublicKey } from "./browser/src/envelope/hpke";
import { openSheet, sealSheet } from "./browser/src/counter/items/sealing";
import { openAnswer, sealAnswer } from "./browser/src/envelope/answer";
import { signerFromSeed } from "./browser/src/envelope/signature";
import { utf8 } from "./browser/src/envelope/bytes";

const [seed, pharmacy, kid] = [new Uint8Array(32), new Uint8Array(16), new Uint8Array(16)];
const text = (data) => Buffer.from(data).toString("latin1");
const shows = (data, word) => text(data).includes(word);
const sealed = await hpkeSeal(await kemPublicKey(seed), utf8("info"), utf8("a plaintext"));
const sheet = { place: [20000, 1], version: 1, state: "waiting", content: utf8("a row") };
const row = await sealSheet(sheet, { pharmacy, kid, seed, member: await signerFromSeed(seed) });
const name = { id: kid, to: "pharmacy", seq: 0 };
const answer = await sealAnswer(seed, name, { problems: ["a reason"] });
const reader = { pharmacy, seedOf: async () => seed, isMember: () => true };
const opened = [
  text(await hpkeOpen(seed, utf8("info"), sealed)),
  text((await openSheet([20000, 1], row, reader)).content),
  (await openAnswer(seed, name, answer)).problems[0],
];
console.log(shows(sealed, "a plaintext"), shows(row, "a row"), shows(answer, "a reason"), ...opened);
"""


def seal_in_pages(folder: Path) -> str:
    """What the pages' own sources under `folder` make, run by Node."""
    (folder / "seal.ts").write_text(SEAL_IN_PAGES, encoding="utf-8")
    build = [
        "node_modules/.bin/esbuild",
        "seal.ts",
        "--bundle",
        "--format=esm",
        "--platform=node",
        "--outfile=seal.mjs",
    ]
    subprocess.run(build, cwd=folder, check=True, capture_output=True)
    done = subprocess.run(["node", "seal.mjs"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


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
        if "import AESGCM" in path.read_text(encoding="utf-8") and path.name != "control.py"
    }
    assert encrypting | {"envelope/hpke.py"} == set(PATCHES)


def test_every_part_of_the_pages_that_encrypts_is_patched() -> None:
    sources = source_tree() / "browser/src"
    encrypting = {
        str(path.relative_to(sources))
        for path in sources.rglob("*.ts*")
        if any(word in path.read_text(encoding="utf-8") for word in (".encrypt(", ".decrypt(", "CipherSuite("))
    }
    assert encrypting == set(PATCHES_OF_PAGES)


def test_the_controls_pages_leave_everything_open(tmp_path: Path) -> None:
    unsealed_copy(tmp_path, pages=True)
    assert (tmp_path / "src/sceau/web/static/counter.js").exists()
    assert seal_in_pages(tmp_path) == "true true true a plaintext a row a reason"


def test_the_pages_themselves_still_seal(tmp_path: Path) -> None:
    (tmp_path / "browser").symlink_to(source_tree() / "browser")
    (tmp_path / "node_modules").symlink_to(source_tree() / "node_modules")
    assert seal_in_pages(tmp_path) == "false false false a plaintext a row a reason"
