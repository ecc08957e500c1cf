"""`sceau agent` takes records as JSON or as files, and sends them."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.integration.client.conftest import Pharmacy, eventually

from sceau.client.files import read_file
from sceau.client.spool import State
from sceau.demo.people import write_day
from sceau.demo.processes import sceau
from sceau.record import sections

LONG_AGO = (1_600_000_000, 1_600_000_000)


@dataclass(frozen=True)
class Agent:
    address: str
    token: str
    watched: Path

    def ask(self, method: str, path: str, **given: Any) -> httpx2.Response:  # noqa: ANN401 - of httpx2
        headers = {"Authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        return httpx2.request(method, f"{self.address}{path}", headers=headers, **given)


@pytest.fixture(scope="module")
def agent(pharmacy: Pharmacy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    watched, home = tmp_path_factory.mktemp("watched"), pharmacy.world.installation.home
    process = subprocess.Popen(
        sceau("agent", "--port", "0", "--watch", str(watched), "--tickets", "--json"),
        env={**os.environ, "SCEAU_HOME": str(home)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    yield Agent(told["address"], Path(told["token_file"]).read_text(encoding="ascii"), watched)
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture
def record(tmp_path: Path, now: Callable[[], Any]) -> dict[str, Any]:
    """A made-up person's record, as a program would write it."""
    read = read_file(write_day(tmp_path / "day.csv"), now=now())
    return {name: dict(part) for name, part in sections(read.found[0].row.entry.accepted()).items()}


def state_of(agent: Agent, one: str) -> str:
    return str(agent.ask("GET", f"/records/{one}").json()["state"])


def test_a_record_given_as_json_is_registered(agent: Agent, record: dict[str, Any]) -> None:
    answer = agent.ask("POST", "/records", json=record)
    assert answer.status_code == 201, answer.text
    assert eventually(lambda: state_of(agent, answer.json()["id"]) == State.REGISTERED)


def test_its_ticket_opens(agent: Agent, pharmacy: Pharmacy, record: dict[str, Any]) -> None:
    answer = agent.ask("POST", "/records", json=record).json()
    assert eventually(lambda: state_of(agent, answer["id"]) == State.REGISTERED)
    opened = pharmacy.sceau("ticket", "open", answer["ticket"]["link"], "--born", "28/03/1979", "--json")
    assert [one["id"] for one in opened.json] == [answer["id"]]


def test_a_correction_given_as_json_is_shown_by_the_same_ticket(
    agent: Agent, pharmacy: Pharmacy, record: dict[str, Any]
) -> None:
    first = agent.ask("POST", "/records", json=record).json()
    record["identity"]["birth_date"] = "1979-03-29"
    correcting = {**record, "corrects": first["id"], "ticket": first["ticket"]["link"]}
    second = agent.ask("POST", "/records", json=correcting).json()
    assert eventually(lambda: state_of(agent, second["id"]) == State.REGISTERED)
    assert agent.ask("GET", f"/records/{first['id']}").json()["newest"] == second["id"]
    opened = pharmacy.sceau("ticket", "open", first["ticket"]["link"], "--born", "29/03/1979", "--json")
    assert [one["id"] for one in opened.json] == [first["id"], second["id"]]


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ({"corrects": "ab" * 16}, "unknown-target"),
        ({"corrects": 1}, "bad-id"),
        ({"corrects": "ab" * 16, "ticket": "https://relay.example/t"}, "bad-link"),
        ({"ticket": "https://relay.example/t"}, "link-without-target"),
    ],
)
def test_a_correction_of_nothing_is_refused_and_why_is_said(
    agent: Agent, record: dict[str, Any], beside: dict[str, object], code: str
) -> None:
    answer = agent.ask("POST", "/records", json={**record, **beside})
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_the_same_key_and_record_are_one_record(agent: Agent, record: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "made-up-and-random-0001"}
    first, second = (agent.ask("POST", "/records", json=record, headers=key).json()["id"] for _ in range(2))
    assert first == second


def test_the_same_key_and_record_at_once_are_one_ticket(agent: Agent, record: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "made-up-and-random-0003"}
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(agent.ask, "POST", "/records", json=record, headers=key) for _ in range(8)]
        tickets = [one.result().json()["ticket"] for one in asked]
    assert sum(ticket is not None for ticket in tickets) == 1


def test_another_record_under_the_same_key_is_not_lost(agent: Agent, record: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "made-up-and-random-0002"}
    first = agent.ask("POST", "/records", json=record, headers=key).json()["id"]
    record["identity"]["birth_name"] = "EXEMPLE-AUTRE"
    assert agent.ask("POST", "/records", json=record, headers=key).json()["id"] != first


def test_a_record_with_errors_is_told_all_of_them(agent: Agent, record: dict[str, Any]) -> None:
    record["identity"]["sex"] = "X"
    record["result"]["sampling_time"] = "yesterday"
    answer = agent.ask("POST", "/records", json=record)
    paths = {problem["path"] for problem in answer.json()["problems"] if problem["severity"] == "error"}
    assert (answer.status_code, {"identity.sex", "result.sampling_time"} <= paths) == (422, True)


def test_a_file_in_the_watched_folder_is_sent_and_put_away(agent: Agent, tmp_path: Path) -> None:
    day = write_day(tmp_path / "export.csv")
    os.utime(day, LONG_AGO)
    day.rename(agent.watched / "export.csv")
    assert eventually((agent.watched / "sent" / "export.csv").exists)
    tickets = (agent.watched / "tickets" / "export.csv.tickets.csv").read_text(encoding="ascii").splitlines()
    assert len(tickets) == 3
    assert eventually(lambda: {state_of(agent, line[:32]) for line in tickets} == {State.REGISTERED})


def test_a_file_nobody_can_read_is_put_where_it_can_be_mended(agent: Agent) -> None:
    (agent.watched / "broken.xml").write_text("<not-a-document/>", encoding="utf-8")
    os.utime(agent.watched / "broken.xml", LONG_AGO)
    assert eventually((agent.watched / "mend" / "broken.xml").exists)
    assert (agent.watched / "mend" / "broken.xml.reasons.txt").stat().st_size > 0
