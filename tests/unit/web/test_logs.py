import json
import logging

import pytest
import structlog

from sceau.web.logs import ForeignLogs, configure_logs, keep_allowed_fields


@pytest.fixture(autouse=True)
def _restored() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def test_a_field_that_is_not_on_the_list_is_not_written() -> None:
    assert keep_allowed_fields(None, "info", {"event": "sent", "name": "canary", "count": 2}) == {
        "event": "sent",
        "count": 2,
    }


def test_a_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("relay")
    structlog.get_logger().info("accepted", count=3, pharmacy="canary")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["service"], line["count"], "canary" in str(line)) == ("accepted", "relay", 3, False)


def test_a_librarys_sentence_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("relay")
    logging.getLogger("some.library").error("refused canary from 192.0.2.1")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["place"].partition(":")[0]) == ("library_message", "some.library")
    assert "canary" not in str(line)
    assert "192.0.2.1" not in str(line)


def test_a_librarys_exception_is_named_and_not_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("relay")
    try:
        int("canary")
    except ValueError:
        logging.getLogger("some.library").exception("failed")
    assert json.loads(capsys.readouterr().err)["error"] == "ValueError"


def test_only_our_handler_is_left() -> None:
    configure_logs("relay")
    assert [type(handler) for handler in logging.getLogger().handlers] == [ForeignLogs]
