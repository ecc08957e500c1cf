"""A pharmacy that sends by the product's own spool, in a process of its own, so that it can be killed, or be a copy.

`python -m tests.faults.spooling FOLDER URL ROOT SECONDS < credentials` asks what the relay lost, pushes, follows, and
prints how many had to go again.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import ECKey
from tests.faults.pharmacy import Letter
from tests.faults.service import ROOT, environment
from tests.faults.world import World

from sceau.assertion import Credentials
from sceau.client.http import Connection
from sceau.client.relay import Relay
from sceau.client.sending import Sending
from sceau.client.spool import New, Spool, State
from sceau.envelope.kdf import sha256

_FOLLOW_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Spooling:
    """The spool of a pharmacy of this world."""

    world: World
    folder: Path

    @property
    def spool(self) -> Spool:
        return Spool(self.folder)

    def add(self, letters: Sequence[Letter]) -> None:
        self.spool.add(New(one.id, one.day, sha256(one.header), one.envelope, one.reply) for one in letters)

    def start(self, *, seconds: float = _FOLLOW_SECONDS) -> "subprocess.Popen[str]":
        """Send and follow, in a process of its own."""
        ground = self.world.ground
        words = [str(self.folder), ground.relay_url, ground.root_hash.hex(), str(seconds)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.spooling", *words],
            cwd=ROOT,
            env=environment(self.folder, self.world.source),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        credentials = ground.enrolled.credentials
        json.dump([credentials.client_id, credentials.key.as_dict(private=True)], process.stdin)
        process.stdin.close()
        return process

    def send(self, letters: Sequence[Letter], *, seconds: float = _FOLLOW_SECONDS) -> int:
        """Send until done; how many had to go again. What the relay has taken is noted."""
        found = finish(self.start(seconds=seconds))
        self.note(letters)
        return found

    def note(self, letters: Sequence[Letter]) -> None:
        """What the spool says was taken is the relay's to deliver."""
        taken = [one for one in letters if self._state(one) not in (State.SEALED, State.REFUSED)]
        self.world.notebook.note(taken, [{"status": 201}] * len(taken))

    def registered(self) -> int:
        return self.spool.counts().get(State.REGISTERED, 0)

    def _state(self, letter: Letter) -> State:
        return self.spool.known([letter.id])[letter.id].state


def finish(process: "subprocess.Popen[str]") -> int:
    """Wait for its end; how many had to go again."""
    with process:
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == 0, said
    return int(said)


def main(folder: str, url: str, root: str, seconds: str) -> None:
    client_id, key = json.load(sys.stdin)
    with Connection(url) as connection:
        sending = Sending(Spool(Path(folder)), Relay(connection, Credentials(client_id, ECKey.import_key(key))))
        lost = sending.find_lost()
        sending.push()
        sending.follow(bytes.fromhex(root), seconds=float(seconds))
    sys.stdout.write(str(lost))


if __name__ == "__main__":
    main(*sys.argv[1:])
