"""When certificates end: a register's is judged by whom the operator trusts for it, as the worker judges it."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server, socket

import pytest
from tests.faults.certificates import HERE, Certificates, Shown

from sceau.relay.alarms.certificates import certificate_ends


@contextmanager
def served(context: ssl.SSLContext) -> Iterator[str]:
    """The address of a server that shakes hands once, and says nothing."""
    with create_server((HERE, 0)) as listening:
        thread = threading.Thread(target=_shake_hands, args=(listening, context))
        thread.start()
        yield f"https://{HERE}:{listening.getsockname()[1]}"
        thread.join()


def _shake_hands(listening: socket, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    with connection, suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
        secured.recv(1)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.make(tmp_path_factory.mktemp("certificates") / "made")


def ends(certificates: Certificates, shown: Shown, authorities: Path | None) -> datetime | None:
    with served(certificates.contexts[shown]) as url:
        return certificate_ends([(url, authorities)])[HERE]


def test_the_authority_that_the_operator_trusts_is_the_one_that_counts(certificates: Certificates) -> None:
    end = ends(certificates, Shown.RIGHT, certificates.authorities)
    assert end is not None
    assert timedelta() < end - datetime.now(UTC) <= timedelta(days=1)


@pytest.mark.parametrize("shown", [Shown.EXPIRED, Shown.OF_ANOTHER_NAME, Shown.OF_ANOTHER_AUTHORITY])
def test_what_does_not_hold_has_no_end(certificates: Certificates, shown: Shown) -> None:
    assert ends(certificates, shown, certificates.authorities) is None


def test_without_a_file_the_systems_authorities_count(certificates: Certificates) -> None:
    assert ends(certificates, Shown.RIGHT, None) is None


def test_who_does_not_answer_is_absent() -> None:
    with create_server((HERE, 0)) as listening:
        url = f"https://{HERE}:{listening.getsockname()[1]}"
    assert certificate_ends([(url, None)]) == {}
