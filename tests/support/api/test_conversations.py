"""The desk's endpoints: agents act, colleagues are kept apart, programs read."""

from typing import Any

import pytest
from django.test import Client

from services.support import models
from services.support.actions import conversations
from services.support.models.choices import State
from shared.accounts.models import User
from shared.api_keys.actions import issue_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


@pytest.fixture
def question(conversation: models.Conversation) -> models.Message:
    return conversations.post_visitor_message(conversation=conversation, text="my card is lost")


@pytest.fixture
def key(db: None) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_key(name='crm', scopes=['conversations:read'], created_by=None)[1]}"}


def test_an_agent_takes_over_answers_hands_back_and_closes(agent: Client, question: models.Message) -> None:
    path = f"/api/conversations/{question.conversation_id}"
    assert _post(agent, f"{path}/take-over").json()["state"] == State.PERSON
    written = _post(agent, f"{path}/messages", {"text": "I am on it.", "client_id": "a1"})
    assert written.status_code == 201
    assert written.json()["messages"][-1]["text"] == "I am on it."
    assert _post(agent, f"{path}/typing", {"on": True}).status_code == 204
    assert _post(agent, f"{path}/hand-back").json()["state"] == State.BOT
    assert _post(agent, f"{path}/close").json()["state"] == State.CLOSED


def test_a_colleague_is_told_who_is_there(agent: Client, ben: User, question: models.Message) -> None:
    conversations.take_over(conversation=question.conversation, agent=ben)
    reply = _post(agent, f"/api/conversations/{question.conversation_id}/take-over")
    assert (reply.status_code, reply.json()["code"]) == (409, "taken_by_another")
    assert "Ben" in reply.json()["detail"]


def test_a_key_reads_but_does_not_speak(nobody: Client, key: dict[str, str], question: models.Message) -> None:
    path = f"/api/conversations/{question.conversation_id}"
    assert nobody.get(path, headers=key).json()["messages"][0]["text"] == "my card is lost"
    refused = nobody.post(f"{path}/take-over", headers=key)
    assert refused.status_code == 403


def test_strangers_see_nothing(nobody: Client, question: models.Message) -> None:
    for path in ("/api/conversations", f"/api/conversations/{question.conversation_id}", "/api/inbox/events"):
        assert nobody.get(path).status_code == 401


def test_what_does_not_exist_is_not_found(agent: Client) -> None:
    path = "/api/conversations/00000000-0000-4000-8000-000000000000"
    assert agent.get(path).status_code == 404
    assert agent.get(f"{path}/events").status_code == 404
    assert _post(agent, f"{path}/take-over").status_code == 404


def test_lists_are_filtered_and_paged(agent: Client, visitor: models.Visitor) -> None:
    rows = [conversations.open_conversation(visitor=visitor) for _ in range(3)]
    for row in rows[:2]:
        conversations.ask_for_person(conversation=row)
    first = agent.get("/api/conversations", {"state": "waiting", "limit": "1"}).json()
    then = agent.get(
        "/api/conversations", {"state": "waiting", "limit": "1", "cursor": str(first["next_cursor"])}
    ).json()
    assert [page["items"][0]["id"] for page in (first, then)] == [str(row.pk) for row in rows[:2]]
    assert then["next_cursor"] is None
    assert agent.get("/api/conversations", {"state": "nonsense"}).status_code == 422


def test_why_an_answer_was_given(agent: Client, question: models.Message) -> None:
    reply = conversations.answer_message(question.pk)
    assert reply is not None
    by_message = agent.get(f"/api/messages/{reply.pk}/trace").json()
    assert by_message["reason"] == "intent_accepted"
    assert {"mask", "language", "intent"} <= {step["step"] for step in by_message["steps"]}
    assert agent.get(f"/api/traces/{by_message['id']}").json() == by_message
    assert agent.get("/api/traces", {"rung": "template"}).json()["items"] == [by_message]
    assert agent.get("/api/traces/999999").status_code == 404


def _post(client: Client, path: str, body: object = None) -> Any:
    return client.post(path, body or {}, content_type="application/json")
