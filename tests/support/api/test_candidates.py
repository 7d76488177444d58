"""The candidate over HTTP."""

import pytest
from django.test import Client
from django.utils import timezone

from services.support import models, tasks
from shared.api_keys.actions import issue_key
from shared.outbox.models import Endpoint
from tests.support.views.test_candidates import pair

pytestmark = pytest.mark.django_db
ROOT = "/api/candidate"
JSON = "application/json"


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    sent: list[tuple[object, ...]] = []
    monkeypatch.setattr(tasks.prepare_candidate, "delay_on_commit", lambda *given: sent.append(given))
    return sent


@pytest.fixture
def candidate(db: None) -> models.Candidate:
    return models.Candidate.objects.create(
        state=models.Candidate.State.READY, max_wrong_share=0.2, ready_at=timezone.now()
    )


@pytest.fixture
def talks_key(db: None) -> dict[str, str]:
    _key, text = issue_key(name="talks", scopes=("conversations:read",), created_by=None)
    return {"Authorization": f"Bearer {text}"}


def test_before_there_is_one_there_is_nothing(nobody: Client, talks_key: dict[str, str]) -> None:
    for address in (ROOT, f"{ROOT}/shadowed"):
        assert nobody.get(address, headers=talks_key).status_code == 404


def test_it_is_named_shared_and_ended(editor: Client, queued: list[tuple[object, ...]]) -> None:
    named = editor.post(ROOT, {"max_wrong_share": 0.3}, content_type=JSON)
    assert named.status_code == 202
    assert len(queued) == 1
    assert editor.post(ROOT, {"max_wrong_share": 0.3}, content_type=JSON).status_code == 409
    assert editor.post(f"{ROOT}/share", {"share": 0.5}, content_type=JSON).status_code == 409
    models.Candidate.objects.update(state=models.Candidate.State.READY, ready_at=timezone.now())
    assert editor.post(f"{ROOT}/share", {"share": 0.5}, content_type=JSON).json()["share"] == 0.5
    assert editor.post(f"{ROOT}/share", {"share": 5}, content_type=JSON).status_code == 422
    assert editor.post(f"{ROOT}/end").status_code == 204
    assert editor.post(f"{ROOT}/end").status_code == 404


@pytest.mark.parametrize("body", [{}, {"max_wrong_share": 2}, {"max_wrong_share": 0.2, "versions": {"nonsense": 2}}])
def test_nonsense_is_refused(editor: Client, queued: list[tuple[object, ...]], body: dict[str, object]) -> None:
    assert editor.post(ROOT, body, content_type=JSON).status_code == 422
    assert not models.Candidate.objects.exists()


@pytest.mark.usefixtures("candidate")
def test_others_are_refused(nobody: Client, agent: Client, reader_key: dict[str, str]) -> None:
    assert nobody.get(ROOT).status_code == 401
    assert nobody.get(ROOT, headers=reader_key).status_code == 403
    assert agent.post(f"{ROOT}/end").status_code == 403
    assert models.Candidate.objects.get().is_open


def test_what_it_said_is_read(nobody: Client, talks_key: dict[str, str], candidate: models.Candidate) -> None:
    row = pair(candidate, "Where?", difference="template")
    pair(candidate, "Here?", difference="same")
    found = nobody.get(f"{ROOT}/shadowed", {"difference": "any"}, headers=talks_key).json()["items"]
    assert [(one["id"], one["asked"], one["live"]["intent"], one["candidate"]["intent"]) for one in found] == [
        (row.pk, "Where?", "card_lost", "pin")
    ]
    known = nobody.get(ROOT, headers=talks_key).json()["known"]
    assert (known["answered"], known["same"]["value"], known["verdict"]) == (2, 0.5, "open")
    assert nobody.get(f"{ROOT}/shadowed", {"difference": "x"}, headers=talks_key).status_code == 422


def test_an_experiment_is_started_read_and_stopped(
    editor: Client, agent: Client, nobody: Client, talks_key: dict[str, str], candidate: models.Candidate
) -> None:
    address = f"{ROOT}/split"
    assert nobody.get(address, headers=talks_key).status_code == 404
    assert agent.post(address, {"share": 0.2}, content_type=JSON).status_code == 403
    assert editor.post(address, {"share": 0.01}, content_type=JSON).status_code == 422
    Endpoint.objects.create(name="ops", address="https://example.com/hook")
    unknown = editor.post(address, {"share": 0.2, "receivers": ["ops", "nobody"]}, content_type=JSON)
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "receivers")
    made = editor.post(address, {"share": 0.2, "receivers": ["ops"]}, content_type=JSON)
    assert made.status_code == 201
    assert (made.json()["running"], made.json()["candidate"]) == (True, candidate.pk)
    assert made.json()["receivers"] == ["ops"]
    assert editor.post(address, {"share": 0.2}, content_type=JSON).status_code == 409
    told = nobody.get(address, headers=talks_key).json()
    assert [one["name"] for one in told["measures"]][:2] == ["handed_over", "unhappy"]
    assert agent.post(f"{address}/stop").status_code == 403
    assert editor.post(f"{address}/stop").json()["ended_because"] == "by_hand"
    assert editor.post(f"{address}/stop").status_code == 404
