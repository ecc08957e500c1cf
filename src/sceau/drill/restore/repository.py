"""One pgBackRest repository, its passphrase on the host, and a copy of that passphrase for the offline key alone.

The one idea: the operator's configuration and scripts are run as they are, with other folders (docs/adr/0017).
"""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sceau.drill.restore.means import operators_file
from sceau.web.embedded import as_account, give_to_account

_STANZA: Final = "sceau"
_SOCKETS: Final = "/run/postgresql"
_RECIPIENT: Final = re.compile(r"age1[0-9a-z]+")
_SETTING: Final = re.compile(r"^(\w+) = '(.*)'$", re.MULTILINE)


class RepositoryError(RuntimeError):
    """A program of the backup failed; its complaint, which holds no secret, is in the message."""


@dataclass(frozen=True, slots=True)
class OfflineKey:
    """What lies in a safe. `identity` is its file, `recipient` its public half."""

    identity: Path
    recipient: str

    @classmethod
    def make(cls, identity: Path) -> "OfflineKey":
        made = _run(["age-keygen", "--output", str(identity)])
        recipient = _RECIPIENT.search(made)
        if recipient is None:
            raise RepositoryError("age-keygen said no public key")
        return cls(identity, recipient.group())


@dataclass(frozen=True, slots=True)
class Repository:
    """`store` is what another machine keeps; `host` is lost with the database's: configuration, passphrase, spool.

    `data` is the folder of the PostgreSQL.
    """

    store: Path
    host: Path
    data: Path

    def begin(self, recipient: str) -> None:
        """As on a new host, once: a passphrase, and its copy sealed to the offline key, beside the repository."""
        _make(self.store)
        self._have("passphrase.sh", recipient)

    def reopen(self, key: OfflineKey) -> None:
        """As on the host that takes a lost one's place: there is nothing but the store, and the offline key."""
        self._have("reopen.sh", str(key.identity))

    def write_configuration(self, sockets: str = _SOCKETS) -> None:
        """The operator's file, with this host's folders."""
        ours = {
            "/var/lib/pgbackrest": self.store,
            "/var/spool/pgbackrest": self.host / "spool",
            "/var/log/pgbackrest": self.host / "log",
            "/var/lib/postgresql/15/sceau": self.data,
            _SOCKETS: sockets,
            "[sceau]": f"lock-path={self.host / 'lock'}\n\n[sceau]",
        }
        text = operators_file("pgbackrest.conf").read_text(encoding="utf-8")
        for usual, other in ours.items():
            text = text.replace(usual, str(other))
        self._configuration.write_text(text, encoding="utf-8")

    def settings(self) -> dict[str, str]:
        """PostgreSQL's, from the operator's file."""
        text = operators_file("archive.conf").read_text(encoding="utf-8")
        return {name: value.replace("pgbackrest", " ".join(self._command)) for name, value in _SETTING.findall(text)}

    def run(self, *words: str) -> str:
        """`pgbackrest WORDS…`, as PostgreSQL's account."""
        return _run([*self._command, f"--stanza={_STANZA}", *words], **as_account())

    def _have(self, script: str, key: str) -> None:
        """A host's folders, configuration and passphrase, that as the script makes it with `key`."""
        for folder in (self.host, self.passphrase.parent, self.host / "spool", self.host / "log"):
            _make(folder)
        self.write_configuration()
        _run(["sh", str(operators_file(script)), key, str(self.passphrase), str(self.store)])
        for file in (self.passphrase, self._configuration):
            give_to_account(file, mode=0o600)

    @property
    def passphrase(self) -> Path:
        return self.host / "conf.d" / "passphrase.conf"

    @property
    def _configuration(self) -> Path:
        return self.host / "pgbackrest.conf"

    @property
    def _command(self) -> list[str]:
        return [
            "pgbackrest",
            f"--config={self._configuration}",
            f"--config-include-path={self.passphrase.parent}",
        ]


def _make(folder: Path) -> None:
    folder.mkdir()
    give_to_account(folder)


def _run(command: Sequence[str], **account: Any) -> str:  # noqa: ANN401 (of subprocess)
    done = subprocess.run(  # noqa: S603 (programs of the system, with our own words)
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **account
    )
    if done.returncode:
        said = f"{done.stderr}{done.stdout}"[-2000:]
        raise RepositoryError(f"{Path(command[0]).name} {Path(command[1]).name} failed: {said}")
    return f"{done.stdout}{done.stderr}"
