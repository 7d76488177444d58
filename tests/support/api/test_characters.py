"""Characters that no database keeps are refused by their field, and are never a server error."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
NUL, HALF = "a\x00b", "a\ud800"


@pytest.mark.parametrize("name", ["rung", "reason", "intent"])
def test_no_trace_has_them(agent: Client, name: str) -> None:
    assert agent.get("/api/traces", {name: "\x00"}).status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("answers", {"question": "Where?", "history": [{"author": "visitor", "text": NUL}]}, "history.0.text"),
        ("candidate/split", {"share": 0.1, "receivers": [HALF]}, "receivers.0"),
        ("candidate/split", {"share": 0.1, "receivers": [NUL]}, "receivers.0"),
    ],
)
def test_a_body_with_them_is_refused_by_field(editor: Client, path: str, body: dict[str, Any], field: str) -> None:
    reply = editor.post(f"/api/{path}", body, content_type="application/json")
    assert (reply.status_code, [error["field"] for error in reply.json()["errors"]]) == (422, [field])
