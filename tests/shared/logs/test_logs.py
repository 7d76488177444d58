"""Logs tell what happened to a request, and nothing of what was in it."""

import json
import logging

import pytest
from django.test import Client

from shared.logs.configuration import logging_config

pytestmark = pytest.mark.django_db


def as_json(record: logging.LogRecord) -> dict[str, object]:
    handler = logging.config.dictConfigClass(logging_config("json"))
    formatter = handler.configure_formatter(handler.config["formatters"]["line"])
    return dict(json.loads(formatter.format(record)))


def request_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    lines = [as_json(record) for record in caplog.records if record.name.startswith("shared.logs")]
    return [line for line in lines if line["event"] == "request_finished"]


def test_each_request_leaves_one_line_with_its_id(outsider: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    response = outsider.get("/livez")
    (line,) = request_lines(caplog)
    assert (line["route"], line["status"], line["request_id"]) == ("livez", 200, response["X-Request-ID"])


def test_what_a_customer_wrote_is_in_no_line(outsider: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    outsider.get("/livez?question=my+card+4111111111111111")
    outsider.post("/accounts/login/?q=4111111111111111", {"username": "4111111111111111", "password": "x"})
    assert request_lines(caplog)
    assert "4111111111111111" not in caplog.text


def test_a_callers_request_id_is_kept(outsider: Client) -> None:
    assert outsider.get("/livez", headers={"X-Request-ID": "caller-0001"})["X-Request-ID"] == "caller-0001"


@pytest.mark.parametrize("forged", ["short", "new\nline-in-it", "x" * 65])
def test_an_id_that_could_forge_a_line_is_replaced(outsider: Client, forged: str) -> None:
    assert outsider.get("/livez", headers={"X-Request-ID": forged})["X-Request-ID"] != forged


def test_a_traceback_keeps_the_values_of_variables_to_itself() -> None:
    what_the_customer_wrote = "4111 1111 1111 1111"
    try:
        raise RuntimeError("no model")
    except RuntimeError as error:
        line = as_json(
            logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), (type(error), error, error.__traceback__))
        )
    assert "no model" in json.dumps(line)
    assert what_the_customer_wrote not in json.dumps(line)
