"""`POST /api/answers`: cited answers for programs, and what happens when too many ask at once."""

from typing import Any

import pytest
from django.test import Client

from services.support import models
from services.support.actions import answerers
from services.support.api import answers as endpoint
from shared.api_keys.actions import issue_key
from tests.support.bank import RATE_QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


@pytest.fixture
def key(db: None) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_key(name='shop', scopes=['answers:write'], created_by=None)[1]}"}


def test_a_template_answer_names_intent_reason_and_trace(nobody: Client, key: dict[str, str]) -> None:
    found = _ask(nobody, key, question="my card is lost")
    assert found["rung"] == "template"
    assert (found["intent"], found["reason"]) == ("card_lost", "intent_accepted")
    assert models.Trace.objects.get(pk=found["trace"]).text == "my card is lost"


def test_a_composed_answer_cites_versioned_chunks(nobody: Client, key: dict[str, str]) -> None:
    models.Policy.objects.update(intent_threshold=2.0)
    found = _ask(nobody, key, question=RATE_QUESTION)
    assert found["rung"] == "composed"
    for citation in found["citations"]:
        assert f"[{citation['n']}]" in found["answer"]
        assert models.Chunk.objects.filter(pk=citation["chunk"]).exists()


def test_history_gives_a_follow_up_its_meaning(nobody: Client, key: dict[str, str]) -> None:
    found = _ask(nobody, key, question="那企业账户呢?", history=[{"author": "visitor", "text": "我的密码是什么"}])
    assert "我的密码是什么" in str(models.Trace.objects.get(pk=found["trace"]).steps)


def test_a_language_that_is_given_is_final(nobody: Client, key: dict[str, str]) -> None:
    assert _ask(nobody, key, question="my card is lost", language="zh")["language"] == "zh"


@pytest.mark.parametrize("body", [{}, {"question": ""}, {"question": "x" * 20_001}, {"question": "a", "language": "!"}])
def test_bad_questions_name_the_field(nobody: Client, key: dict[str, str], body: dict[str, str]) -> None:
    reply = nobody.post("/api/answers", body, content_type="application/json", headers=key)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"]


def test_strangers_and_keys_of_other_scopes_are_refused(nobody: Client, reader_key: dict[str, str]) -> None:
    body = {"question": "my card is lost"}
    assert nobody.post("/api/answers", body, content_type="application/json").status_code == 401
    reply = nobody.post("/api/answers", body, content_type="application/json", headers=reader_key)
    assert reply.status_code == 403


def test_beyond_its_places_the_ladder_says_when_to_come_back(
    nobody: Client, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = answerers.Admission(climbing=1, waiting=0)
    monkeypatch.setattr(endpoint, "admission", full)
    with full.admitted():
        reply = nobody.post("/api/answers", {"question": "hi"}, content_type="application/json", headers=key)
    assert (reply.status_code, reply["Retry-After"], reply.json()["code"]) == (429, "1", "too_busy")
    assert _ask(nobody, key, question="hi")["rung"] == "notice"


def _ask(client: Client, key: dict[str, str], **body: object) -> dict[str, Any]:
    reply = client.post("/api/answers", body, content_type="application/json", headers=key)
    assert reply.status_code == 200, reply.content
    found: dict[str, Any] = reply.json()
    return found
