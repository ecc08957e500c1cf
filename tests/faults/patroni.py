"""Three database hosts as `deploy/patroni` describes them, on this machine: each with an etcd, a Patroni, a PostgreSQL.

The one idea: the operator's own files are run, with another folder, loopback addresses and ports. Losing a host is
SIGKILL to all its processes at once, its etcd included.
"""

import os
import pwd
import secrets
import signal
import stat
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import psycopg
from psycopg import sql
from tests.faults.service import ROOT, eventually
from tests.integration.running import free_port

DEPLOY: Final = ROOT / "deploy" / "patroni"
PROGRAMS: Final = ("/usr/bin/patroni", "/usr/bin/etcd", "/usr/lib/postgresql/15/bin/postgres", "/usr/bin/openssl")
_ACCOUNT: Final = "postgres"
_ADDRESS: Final = "127.0.0.1"
_START_SECONDS: Final = 120.0
_NAMES: Final = ("db1", "db2", "db3")
_USUAL: Final = "/etc/sceau/patroni/"

_STREAMS: Final = "SELECT count(*) = 2 FROM pg_stat_replication WHERE state = 'streaming'"
_STANDBY: Final = "Sync Standby"


def missing() -> str | None:
    """What this machine lacks to run them, in a sentence; None if nothing."""
    absent = [program for program in PROGRAMS if not Path(program).exists()]
    if absent:
        return f"{', '.join(absent)}: apt-get install patroni etcd-server postgresql-15 openssl"
    return (
        None if os.geteuid() == 0 else "PostgreSQL's account knows its own by the system's name: only root becomes it"
    )


@dataclass(slots=True)
class Host:
    """One of the three. `environment` is what its `/etc/patroni_env.conf` and `/etc/default/etcd` would hold."""

    name: str
    folder: Path
    port: int
    environment: Mapping[str, str]
    _processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def is_on(self) -> bool:
        return bool(self._processes)

    def start(self) -> None:
        """As a machine that is switched on: etcd and Patroni, which starts PostgreSQL."""
        self._processes = [
            self._start("etcd", "/usr/bin/etcd"),
            self._start("patroni", "/usr/bin/patroni", str(self.folder / "config.yml")),
        ]

    def lose(self) -> None:
        """SIGKILL to everything it runs: nobody says goodbye."""
        for number in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that none sees another end
            for pid in self._everything():
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
        for process in self._processes:
            process.wait()
        eventually(lambda: not list(self._everything()), "the end of a host's processes")
        self._processes = []

    def processes(self, title: str) -> list[int]:
        """PostgreSQL's processes whose title has these words, as `ps` shows it."""
        found = []
        for pid in self._everything():
            with suppress(OSError):
                if title.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return found

    def _start(self, name: str, *command: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(self.folder), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=_ACCOUNT,
                group=_ACCOUNT,
                extra_groups=[],
            )

    def _everything(self) -> Iterator[int]:
        """Processes that work in this host's folder: etcd, Patroni, PostgreSQL and its children."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").readlink().is_relative_to(self.folder):
                    yield int(process.name)


@dataclass(slots=True)
class PatroniCluster:
    """All three. `synchronous` False is the control: the operator's file with its promise taken out."""

    folder: Path
    synchronous: bool = True
    hosts: list[Host] = field(default_factory=list)
    _password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)

    def __enter__(self) -> Self:
        self._prepare()
        try:
            for host in self.hosts:
                host.start()
            self.wait_until_replicated()
            self.ask(self.primary(), f"CREATE ROLE sceau LOGIN CREATEDB PASSWORD '{self._password}'")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for host in self.hosts:
            host.lose()

    def url(self, database: str = "postgres") -> str:
        """What the relay is given: every host, and whichever of them takes writes."""
        hosts = ",".join(_ADDRESS for _ in self.hosts)
        ports = ",".join(str(host.port) for host in self.hosts)
        return (
            f"postgresql://sceau:{self._password}@/{database}?host={hosts}&port={ports}&connect_timeout=3"
            f"&target_session_attrs=read-write&sslmode=verify-full&sslrootcert={self.folder / 'authority.crt'}"
        )

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, copied from a template nobody is connected to; returns its connection string.

        By copying files, between two checkpoints: copied through the log, a sequence's numbers taken before the next
        checkpoint are not written to it, and a standby that takes over would give them again.
        """
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def part(self, prefix: str) -> "Part":
        return Part(self, prefix)

    def kill(self) -> None:
        """Lose the host that takes writes."""
        self.primary().lose()

    def start(self) -> None:
        """Switch lost hosts on again; they become standbys."""
        for host in self.hosts:
            if not host.is_on:
                host.start()
        self.wait_until_replicated()

    def primary(self) -> Host:
        """The host that takes writes, once there is one."""
        found = eventually(self._find_primary, "a primary", seconds=_START_SECONDS)
        assert found is not None
        return found

    def wait_until_replicated(self) -> None:
        """Until both standbys follow a primary."""
        eventually(self._is_replicated, "two standbys", seconds=_START_SECONDS)

    def ask(self, host: Host, statement: str) -> str:
        """A statement by the superuser, through the host's socket; "" when the host does not answer."""
        command = ["psql", "-h", str(host.folder), "-p", str(host.port), "-U", _ACCOUNT, "-AtXc", statement]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, user=_ACCOUNT, group=_ACCOUNT, extra_groups=[]
        )
        return done.stdout.strip()

    def _find_primary(self) -> Host | None:
        answers = ((host, self.ask(host, "SELECT pg_is_in_recovery()")) for host in self.hosts)
        return next((host for host, answer in answers if answer == "f"), None)

    def _is_replicated(self) -> bool:
        """Both standbys stream, and it is written in etcd which of them may take over."""
        primary = self._find_primary()
        if primary is None or self.ask(primary, _STREAMS) != "t":
            return False
        return not self.synchronous or _STANDBY in self._listed(primary)

    def _listed(self, host: Host) -> str:
        """What `patronictl list` says on this host; "" when it says nothing."""
        command = ["patronictl", "-c", str(host.folder / "config.yml"), "list", "-f", "json"]
        environment = {"PATH": "/usr/bin:/bin", **host.environment}
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            user=_ACCOUNT,
            group=_ACCOUNT,
            extra_groups=[],
        )
        return done.stdout

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True)
        for above in (self.folder, *self.folder.parents):
            above.chmod(above.stat().st_mode | stat.S_IXOTH)  # PostgreSQL's account passes through
        passwords = {f"PATRONI_{role}_PASSWORD": secrets.token_hex(16) for role in ("REPLICATION", "REWIND")}
        ports = {name: [free_port() for _ in range(4)] for name in _NAMES}
        for name, (postgres, rest, client, peer) in ports.items():
            folder = self._prepare_folder(name)
            clients = ",".join(f"{_ADDRESS}:{one[2]}" for one in ports.values())
            peers = ",".join(f"{other}=https://{_ADDRESS}:{one[3]}" for other, one in ports.items())
            given = {
                "PATRONI_NAME": name,
                "PATRONI_POSTGRESQL_LISTEN": f"{_ADDRESS}:{postgres}",
                "PATRONI_POSTGRESQL_CONNECT_ADDRESS": f"{_ADDRESS}:{postgres}",
                "PATRONI_POSTGRESQL_DATA_DIR": str(folder / "data"),
                "PATRONI_POSTGRESQL_PGPASS": str(folder / "pgpass"),
                "PATRONI_RESTAPI_LISTEN": f"{_ADDRESS}:{rest}",
                "PATRONI_RESTAPI_CONNECT_ADDRESS": f"{_ADDRESS}:{rest}",
                "PATRONI_ETCD3_HOSTS": clients,
                "ETCD_NAME": name,
                "ETCD_DATA_DIR": str(folder / "etcd"),
                "ETCD_LISTEN_PEER_URLS": f"https://{_ADDRESS}:{peer}",
                "ETCD_INITIAL_ADVERTISE_PEER_URLS": f"https://{_ADDRESS}:{peer}",
                "ETCD_LISTEN_CLIENT_URLS": f"https://{_ADDRESS}:{client}",
                "ETCD_ADVERTISE_CLIENT_URLS": f"https://{_ADDRESS}:{client}",
                "ETCD_INITIAL_CLUSTER": peers,
                **passwords,
            }
            environment = _settings("node.env", folder) | _settings("etcd.env", folder) | given
            self.hosts.append(Host(name, folder, postgres, environment))

    def _prepare_folder(self, name: str) -> Path:
        """Certificates by the operator's script, and the operator's file, with this folder for the usual ones."""
        subprocess.run([DEPLOY / "certificates.sh", self.folder, name, _ADDRESS], check=True, capture_output=True)
        folder = self.folder / name
        text = (DEPLOY / "config.yml").read_text().replace(_USUAL, f"{folder}/").replace("/run/postgresql", str(folder))
        if not self.synchronous:
            text = text.replace("synchronous_mode: true", "synchronous_mode: false")
            text = text.replace("synchronous_mode_strict: true", "synchronous_mode_strict: false")
        (folder / "config.yml").write_text(text)
        account = pwd.getpwnam(_ACCOUNT)
        for path in (folder, *folder.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
        (self.folder / "authority.crt").chmod(0o644)
        return folder


@dataclass(frozen=True, slots=True)
class Part:
    """The databases of one service; both services share the hosts here, so that losing one hits both at once."""

    cluster: PatroniCluster
    prefix: str

    def url(self, database: str = "postgres") -> str:
        return self.cluster.url(database)

    def create_database(self, name: str, *, template: str = "template1") -> str:
        ours = template if template == "template1" else self.prefix + template
        return self.cluster.create_database(self.prefix + name, template=ours)

    def kill(self) -> None:
        self.cluster.kill()

    def start(self) -> None:
        self.cluster.start()


def _settings(file: str, folder: Path) -> dict[str, str]:
    """The operator's settings, with the certificates of `folder`."""
    lines = (DEPLOY / file).read_text().replace(_USUAL, f"{folder}/").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
