"""How a database is reached: who vanishes without a word is given up."""

from datetime import timedelta

import pytest
from psycopg.conninfo import conninfo_to_dict

from sceau.web.database import open_pool


def parameters(url: str) -> dict[str, object]:
    """What a pool connects with; nobody answers."""
    with open_pool(url, size=1) as pool:
        assert isinstance(pool.conninfo, str)
        return dict(conninfo_to_dict(pool.conninfo))


def seconds(found: dict[str, object], name: str) -> timedelta:
    return timedelta(seconds=int(str(found[name])))


def test_a_host_that_vanished_is_noticed_before_a_lease_ends() -> None:
    found = parameters("postgresql://sceau@/relay?host=/nowhere,/nobody&target_session_attrs=read-write")
    silent = seconds(found, "keepalives_idle") + seconds(found, "keepalives_interval") * int(
        str(found["keepalives_count"])
    )
    unanswered = timedelta(milliseconds=int(str(found["tcp_user_timeout"])))
    assert max(silent, unanswered) < timedelta(minutes=1)
    assert (found["host"], found["target_session_attrs"]) == ("/nowhere,/nobody", "read-write")


@pytest.mark.parametrize("name", ["keepalives_idle", "tcp_user_timeout"])
def test_what_the_url_says_of_it_holds(name: str) -> None:
    assert parameters(f"postgresql:///relay?host=/nowhere&{name}=77")[name] == "77"
