from dataclasses import replace

import pytest

from sceau.drill.report import MOST_TRACES, Measured, NotRun, Report


def measured(name: str, readable: int, traces: int = 0) -> Measured:
    return Measured(name, readable, 1000, 10, tuple(f"trace {number}" for number in range(traces)))


def report(*readable: int, found: int = 14, pairs: int = 14) -> Report:
    components = tuple(measured(f"component {number}", one) for number, one in enumerate(readable))
    pair = measured("a pair", pairs)
    return Report(components, (pair,), (pair,), components, control_readable=found, canaries=14, seconds=1.0)


def test_it_holds_when_nobody_is_readable_and_the_control_found_everybody() -> None:
    assert report(0, 0, 0).holds


@pytest.mark.parametrize("readable", [(0, 1, 0), (14,)])
def test_one_readable_person_is_enough_to_fail(readable: tuple[int, ...]) -> None:
    assert not report(*readable).holds


def test_a_blind_search_fails() -> None:
    assert not report(0, 0, found=13).holds


def test_a_drill_that_stole_nothing_fails() -> None:
    assert not report().holds


def test_the_sum_is_of_the_components_alone() -> None:
    assert report(1, 2, pairs=14).as_json()["sum"] == 3


def test_its_json_has_what_programs_read() -> None:
    said = report(0).as_json()
    assert said["control"] == {"readable": 14, "canaries": 14, "components": [{"name": "component 0", "readable": 0}]}
    assert {"components", "not_run", "sum", "control", "shown", "pairs", "seconds"} == set(said)


def test_what_was_not_run_is_said_by_name_and_is_no_component() -> None:
    said = replace(report(0), not_run=(NotRun("a browser's profile", "chromium"),)).as_json()
    assert said["not_run"] == [{"name": "a browser's profile", "missing": "chromium"}]
    assert [one["name"] for one in said["components"]] == ["component 0"]  # type: ignore[attr-defined]


def test_traces_are_many_in_the_folder_and_few_in_the_json() -> None:
    assert len(measured("one", 1, traces=100).as_json()["traces"]) == MOST_TRACES  # type: ignore[arg-type]
