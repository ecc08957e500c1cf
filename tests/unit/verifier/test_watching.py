"""Views of one ledger, made up: those that agree are believed, two that contradict each other are the proof."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.ledger.memory_ledger import MemoryLedger, made_up_entries
from tests.unit.verifier.exhibits import WITNESSED, WITNESSES, Folder, Witness, ledger_key, vkey, witnessed
from tests.unit.verifier.refusals import refused

from sceau.verifier import evidence
from sceau.verifier.fork import Contradiction, check_fork
from sceau.verifier.notes import Checkpoint, open_checkpoint
from sceau.verifier.policy import read_policy
from sceau.verifier.refusal import Refused
from sceau.verifier.tiles import check_growth
from sceau.verifier.watching import Limits, Remembered, Watch, Watched

SERVICE, MIRROR = "https://one.example/ledger", "https://two.example/ledger"
KEY = ledger_key()
ASKED = f"?origin={KEY.name.replace('/', '%2F')}"
NOW = WITNESSED + 60
WITNESS = Witness(WITNESSES[0])
_LINES = [
    f"log {vkey(KEY)} {SERVICE}",
    f"witness w0 {vkey(WITNESS.key)} https://w.example",
    f"witness w1 {vkey(Witness(WITNESSES[1]).key)}",
    "quorum none",
]
POLICY = read_policy("\n".join(_LINES))


class World:
    """Addresses and what each answers: a ledger of `size` entries, cosigned, and a witness that shows the same."""

    def __init__(self, folder: Path, size: int) -> None:
        self.ledger, self.said, self.pauses = Folder(folder), dict[str, bytes](), list[float]()
        self.grow(size)

    def grow(self, count: int) -> bytes:
        note = self.ledger.append(made_up_entries(count, start=self.ledger.ledger.last.size))
        for name in ("checkpoint", "witnessed"):
            self.said[f"{SERVICE}/{name}"] = note
        self.said[f"https://w.example/checkpoint{ASKED}"] = note
        return note

    def fetch(self, url: str) -> bytes:
        if url in self.said:
            return self.said[url]
        try:
            return self.ledger.read(url.removeprefix(SERVICE + "/"))
        except OSError:
            raise Refused("absent", url) from None

    def compared(self, kept: bytes | None = None, *, now: int = NOW, grown: int = 0, since: int = NOW) -> Watched:
        watch = Watch(POLICY, KEY.name, self.fetch, Limits(600, grown), self.pauses.append)
        return watch.compare(None if kept is None else Remembered(kept, since), now)


def codes(found: Watched) -> list[str]:
    return [one.code for one in found.contradictions] + [one.code for one in found.refused]


def other_history(size: int) -> bytes:
    """A checkpoint of the same ledger over other entries."""
    return witnessed(MemoryLedger().append(made_up_entries(size, start=50_000)).note)


def checkpoint_of(note: bytes) -> Checkpoint:
    return open_checkpoint(note, [KEY], "note")


def proven(found: Contradiction) -> None:
    """Anybody who has the ledger's key finds the same, from what was kept."""
    check_fork(found.older.checkpoint, found.newer.checkpoint, found.proof or None)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, 5)


def test_views_that_agree_are_found_so(world: World) -> None:
    found = world.compared()
    assert (codes(found), len(found.views)) == ([], 3)


@pytest.mark.parametrize("steps", [[1, 1], [250, 6, 1, 300], [600, 70_000]])
def test_a_ledger_that_grows_agrees_with_what_was_kept(tmp_path: Path, steps: Sequence[int]) -> None:
    world = World(tmp_path, 3)
    for step in steps:
        kept = world.said[f"{SERVICE}/checkpoint"]
        world.grow(step)
        assert codes(world.compared(kept)) == []


@pytest.mark.parametrize("place", [f"https://w.example/evidence{ASKED}", f"{SERVICE}/evidence", f"{SERVICE}/mirrored"])
def test_another_root_for_the_same_size_is_a_fork_wherever_it_is_shown(world: World, place: str) -> None:
    world.said[place] = other_history(5)
    found = world.compared()
    assert codes(found) == ["fork"]
    proven(found.contradictions[0])


def test_every_suspect_of_a_witness_is_compared_not_the_last_alone(world: World) -> None:
    honest = world.said[f"{SERVICE}/checkpoint"]
    world.grow(3)
    world.said[f"https://w.example/evidence{ASKED}"] = honest
    lines = [b64encode(one) for one in (other_history(7), honest)]
    world.said[f"https://w.example/suspects{ASKED}"] = b"\n".join(lines) + b"\n"
    found = world.compared()
    assert codes(found) == ["rewritten"]
    proven(found.contradictions[0])


def test_a_suspect_that_nobody_signed_does_not_hide_another(world: World) -> None:
    lines = [b64encode(one) for one in (b"no note at all", other_history(5))]
    world.said[f"https://w.example/suspects{ASKED}"] = b"\n".join(lines) + b"\n"
    assert codes(world.compared()) == ["fork", "bad-note"]


def test_suspects_that_are_no_notes_are_refused(world: World) -> None:
    world.said[f"https://w.example/suspects{ASKED}"] = b"!\n"
    assert codes(world.compared()) == ["bad-note"]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 300])
def test_a_past_that_was_rewritten_is_proven_by_two_notes_and_a_path(tmp_path: Path, size: int) -> None:
    world = World(tmp_path, 301)
    found = world.compared(other_history(size))
    assert codes(found) == ["rewritten"]
    proven(found.contradictions[0])


def test_a_ledger_shorter_than_a_witness_saw_it_is_rolled_back(world: World) -> None:
    before = world.said[f"{SERVICE}/checkpoint"]
    world.grow(3)
    world.said[f"{SERVICE}/checkpoint"] = before
    assert set(codes(world.compared())) == {"rolled-back"}


def test_a_checkpoint_that_a_cache_held_back_for_seconds_is_asked_for_again(world: World) -> None:
    late = [world.said[f"{SERVICE}/checkpoint"]]
    world.grow(3)
    fetch = world.fetch
    world.fetch = lambda url: late.pop() if late and url == f"{SERVICE}/checkpoint" else fetch(url)  # type: ignore[method-assign]
    assert codes(world.compared()) == []
    assert world.pauses == [5]


def test_a_witness_that_cosigned_another_history_is_named(world: World) -> None:
    place = f"https://w.example/checkpoint{ASKED}"
    world.said[place] = other_history(4)
    (found,) = world.compared().contradictions
    assert (found.code, found.older.where) == ("rewritten", place)


def test_a_tile_that_was_deleted_is_named(world: World) -> None:
    (world.ledger.path / "tile/0/000.p/5").unlink()
    (found,) = world.compared().refused
    assert (found.code, found.place) == ("absent", f"{SERVICE}/tile/0/000.p/5")


def test_a_tile_that_was_changed_does_not_give_the_signed_root(world: World) -> None:
    world.ledger.write("tile/0/000.p/5", bytes(160))
    assert codes(world.compared()) == ["bad-tile"]


def test_what_nobody_cosigned_for_long_is_stale(world: World) -> None:
    assert codes(world.compared(now=WITNESSED + 601)) == ["stale", "stale"]


def test_what_does_not_grow_is_said_when_that_was_asked(world: World) -> None:
    kept = world.said[f"{SERVICE}/checkpoint"]
    assert codes(world.compared(kept, grown=60, since=NOW - 61)) == ["still"]


def with_a_line_of_a_stranger(note: bytes) -> bytes:
    return note + f"\N{EM DASH} stranger.example {b64encode(bytes(68)).decode()}\n".encode()


def test_lines_added_under_a_checkpoint_are_no_growth(world: World, tmp_path: Path) -> None:
    folder, kept = evidence.Folder(tmp_path / "kept"), world.said[f"{SERVICE}/checkpoint"]
    world.said[f"{SERVICE}/checkpoint"] = with_a_line_of_a_stranger(kept)
    assert codes(world.compared(kept, grown=60, since=NOW - 61)) == ["still"]
    folder.remember(KEY.name, kept, NOW)
    folder.remember(KEY.name, with_a_line_of_a_stranger(kept), NOW + 61)
    assert folder.remembered(KEY.name) == Remembered(kept, NOW)


def test_a_cosignature_of_a_time_to_come_is_not_fresh_for_ever(world: World) -> None:
    assert codes(world.compared(now=WITNESSED - 601)) == ["stale", "stale"]


def test_a_witness_that_shows_what_it_did_not_sign_is_named(world: World) -> None:
    bare = world.ledger.ledger.append([]).note
    world.said[f"https://w.example/checkpoint{ASKED}"] = bare
    assert codes(world.compared()) == ["not-cosigned"]


@pytest.mark.parametrize("code", ["stale", "not-cosigned"])
def test_what_a_witness_shows_convicts_the_ledger_whatever_is_wrong_with_the_witness(world: World, code: str) -> None:
    """The ledger has signed it: that the witness has not, or long ago, takes nothing from that."""
    bare = MemoryLedger().append(made_up_entries(5, start=50_000)).note
    world.said[f"https://w.example/checkpoint{ASKED}"] = bare if code == "not-cosigned" else other_history(5)
    found = world.compared(now=WITNESSED + 601 if code == "stale" else NOW)
    assert codes(found)[:2] == ["fork", code]


def test_a_silent_witness_is_named_and_the_others_are_still_compared(world: World) -> None:
    del world.said[f"https://w.example/checkpoint{ASKED}"]
    found = world.compared(other_history(2))
    assert codes(found) == ["rewritten", "absent"]


def test_what_is_kept_is_the_newest_and_every_proof(world: World, tmp_path: Path) -> None:
    folder = evidence.Folder(tmp_path / "kept")
    note = world.said[f"{SERVICE}/checkpoint"]
    folder.remember(KEY.name, note, 1_700_000_000)
    assert folder.remembered(KEY.name) == Remembered(note, 1_700_000_000)
    (found,) = world.compared(other_history(2)).contradictions
    paths = folder.keep(found)
    assert [path.read_bytes() for path in paths] == [found.older.note, found.newer.note, found.proof]
    assert folder.keep(found) == paths


def test_two_checkpoints_of_an_honest_ledger_prove_nothing(world: World) -> None:
    older = checkpoint_of(world.said[f"{SERVICE}/checkpoint"])
    newer = checkpoint_of(world.grow(3))
    with refused("no-contradiction"):
        check_fork(older, newer, None)
    with refused("no-contradiction"):
        check_fork(older, older, None)


@pytest.mark.parametrize("proof", [b"", b"sceau/fork/v1\n", b"sceau/fork/v1\n!\n", b"sceau/fork/v1\nAAAA\n"])
def test_a_made_up_proof_proves_nothing(world: World, proof: bytes) -> None:
    older = checkpoint_of(other_history(3))
    newer = checkpoint_of(world.said[f"{SERVICE}/checkpoint"])
    with refused("bad-proof"):
        check_fork(older, newer, proof)


@pytest.mark.parametrize("more", [b"AAAA\n" * 200, b"!\n", b"\x0b", b"\xff"])
def test_a_proof_with_something_more_is_refused(world: World, more: bytes) -> None:
    world.grow(4)
    (found,) = world.compared(other_history(5)).contradictions
    with refused("bad-proof"):
        check_fork(found.older.checkpoint, found.newer.checkpoint, found.proof + more)


def test_two_ledgers_do_not_contradict_each_other(world: World) -> None:
    one = checkpoint_of(world.said[f"{SERVICE}/checkpoint"])
    other = replace(checkpoint_of(other_history(5)), origin="other.example/ledger")
    with refused("other-ledger"):
        check_fork(one, other, None)
    with refused("other-ledger"):
        check_growth(made_up_entries(5), one, other)


def test_a_checkpoint_of_nothing_contradicts_nothing(world: World) -> None:
    newer = checkpoint_of(world.said[f"{SERVICE}/checkpoint"])
    with refused("bad-proof"):
        check_fork(
            checkpoint_of(MemoryLedger().append([]).note), newer, b"sceau/fork/v1\n" + b64encode(bytes(32)) + b"\n"
        )


def test_an_honest_ledger_cannot_be_convicted_with_its_own_path(world: World) -> None:
    """The proof of a fork of another size must lead to the newer root, and from another beginning."""
    older = checkpoint_of(world.said[f"{SERVICE}/checkpoint"])
    world.grow(4)
    (found,) = world.compared(other_history(5)).contradictions
    with refused("no-contradiction"):
        check_fork(older, found.newer.checkpoint, found.proof)
