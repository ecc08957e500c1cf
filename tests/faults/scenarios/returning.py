"""A relay that returns from an older backup: row 20 of the guarantees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tests.faults import base_backup, invariants
from tests.faults.invariants import LOST, Broken, Ledgers, check
from tests.faults.pharmacy import Letter
from tests.faults.service import Service
from tests.faults.spooling import Spooling, finish
from tests.faults.world import World

from sceau.client.spool import State
from sceau.ledger.checkpoint import Checkpoint, open_checkpoint
from sceau.ledger.merkle import leaf_hash, tree_root
from sceau.web.embedded import EmbeddedPostgres

GAP: Final = "the gap is detected"
_FOLLOWS_NOTHING: Final = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """What a backup lacked: envelopes whose receipt the pharmacy had, and those that it still waited for.

    `is_forked`: the relay's own ledger then contradicts the checkpoint that it published last. Whoever holds that one
    (a witness, a monitor) sees it; nobody can undo it.
    """

    registered: int
    accepted: int
    is_forked: bool = False


def older_backup_restored(world: World, count: int) -> Gap:
    """A part is in the backup; of the rest, a part has its receipt. The client finds what is gone, sends it again."""
    world.start_register()
    running, spooling, letters = _start(world), Spooling(world, world.folder / "spool"), world.seal(count)
    backup = _live_until_the_disaster(world, running, spooling, letters)
    assert len(world.notebook.acknowledged) == count, "not all was taken before the disaster"
    published = _checkpoint(world)
    world.relay_returns_from(backup)
    gap = _gap(world, spooling)
    _start(world)
    found = spooling.send(letters, seconds=_FOLLOWS_NOTHING)
    if found != gap.registered + gap.accepted:
        raise Broken(GAP, f"{gap.registered + gap.accepted} envelopes are gone, and the pharmacy found {found}")
    spooling.send(letters)
    if spooling.registered() != count:
        raise Broken(LOST, f"{count - spooling.registered()} without the register's receipt")
    world.settle()
    check(world)
    return replace(gap, is_forked=_contradicts(world, published))


def _checkpoint(world: World) -> Checkpoint:
    """What the relay's ledger publishes now."""
    [(note,)] = world.relay_rows("SELECT note FROM ledger_state")
    return open_checkpoint(bytes(note), [invariants._relay_verifier(world)])


def _contradicts(world: World, published: Checkpoint) -> bool:
    leaves = Ledgers.read(world).relay[: published.size]
    return len(leaves) < published.size or tree_root([leaf_hash(leaf) for leaf in leaves]) != published.root


def _live_until_the_disaster(
    world: World, running: list[Service], spooling: Spooling, letters: Sequence[Letter]
) -> EmbeddedPostgres:
    """Send a quarter before a backup, one during it, one after it, and one that is not followed; then kill all."""
    before, during, after, unfollowed = _quarters(letters)
    spooling.add(before)
    spooling.send(before)
    spooling.add(during)
    sending = spooling.start()
    backup = base_backup.take(world.ground.relay_cluster, world.folder / "backup")
    finish(sending)
    spooling.add(after)
    spooling.send(after)
    running.pop().kill()  # the worker
    spooling.add(unfollowed)
    spooling.send(unfollowed, seconds=_FOLLOWS_NOTHING)
    spooling.note(letters)
    for service in running:
        service.kill()
    return backup


def _quarters(letters: Sequence[Letter]) -> list[Sequence[Letter]]:
    size = len(letters) // 4
    return [letters[:size], letters[size : 2 * size], letters[2 * size : 3 * size], letters[3 * size :]]


def _start(world: World) -> list[Service]:
    """The relay and its worker, the worker last."""
    return [world.start_relay(), world.start_worker()]


def _gap(world: World, spooling: Spooling) -> Gap:
    stored = {one for (one,) in world.relay_rows("SELECT id FROM envelope")}
    gone = [letter.id for letter in world.notebook.acknowledged.values() if letter.id not in stored]
    states = [one.state for one in spooling.spool.known(gone).values()]
    gap = Gap(states.count(State.REGISTERED), states.count(State.ACCEPTED))
    assert gap.registered, "the backup has all that was registered: it is not an older one"
    assert gap.accepted, "the backup has all that was accepted: it is not an older one"
    return gap
