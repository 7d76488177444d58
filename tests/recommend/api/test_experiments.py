"""Experiments over the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from services.recommend import models
from services.recommend.schemas.experiments import ToldOut
from shared.accounts.models import User
from shared.api_keys.actions import issue_key
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(db: None) -> None:
    """Two that began days ago: in one users are split, in the other lists are shared."""
    models.Experiment.objects.create(key="split", surface="home")
    models.Experiment.objects.create(key="both", surface="mail", design="interleave", treatment="popular")
    began = timezone.now() - timedelta(hours=30)
    models.Experiment.objects.update(started_at=began)
    models.Experiment.objects.filter(key="split").update(started_at=began - timedelta(hours=1))
    shop.act("ana", ["i001"], minutes_ago=29 * 60, request="r1")


def ask(client: Client, path: str, **wanted: Any) -> Any:
    reply = client.get(path, wanted)
    assert reply.status_code == 200, reply.content
    return reply.json()


@pytest.mark.usefixtures("begun")
def test_they_are_listed_page_by_page(analyst_client: Client) -> None:
    first = ask(analyst_client, "/api/experiments", limit=1)
    assert [one["key"] for one in first["items"]] == ["both"]
    second = ask(analyst_client, "/api/experiments", limit=1, cursor=first["next_cursor"])
    assert second["next_cursor"] is None
    only = second["items"][0]
    assert (only["key"], only["surface"], only["design"], only["ended_at"]) == ("split", "home", "split", None)


@pytest.mark.usefixtures("begun")
def test_a_split_tells_its_sides(analyst_client: Client) -> None:
    split, now = models.Experiment.objects.get(key="split"), timezone.now()
    split.exposures.create(user="ana", treated=True, at=now - timedelta(hours=30))
    split.exposures.create(user="ben", treated=False, at=now - timedelta(hours=30))
    split.exposures.create(user="eve", treated=False, at=now)
    told = ask(analyst_client, "/api/experiments/split")
    assert told["split"] == {
        "control": {"users": 1, "clicked": 0},
        "treatment": {"users": 1, "clicked": 1},
        "saved": 0.0,
        "skewed": False,
    }
    assert (told["experiment"]["key"], told["waiting"], told["difference"]) == ("split", 1, None)
    assert told["interleaved"] is None
    ToldOut.model_validate(told, strict=False, extra="forbid")


@pytest.mark.usefixtures("begun")
def test_shared_lists_tell_whose_items_were_clicked(analyst_client: Client) -> None:
    both, at = models.Experiment.objects.get(key="both"), timezone.now() - timedelta(hours=30)
    both.drafts.create(request="r1", user="ana", teams={"i001": models.Draft.TREATMENT}, at=at)
    both.drafts.create(request="r2", user="ben", teams={"i001": models.Draft.CONTROL}, at=at)
    told = ask(analyst_client, "/api/experiments/both")
    assert told["interleaved"] == {"users": 1, "silent": 1, "clicks": {"control": 0, "treatment": 1}}
    assert (told["split"], told["waiting"], told["difference"]) == (None, 0, None)


def test_a_difference_is_told_once_there_are_users_enough(analyst_client: Client) -> None:
    split, at = models.Experiment.objects.create(key="split"), timezone.now() - timedelta(hours=30)
    models.Exposure.objects.bulk_create(
        models.Exposure(experiment=split, user=f"user{number}", treated=number % 2 == 0, at=at) for number in range(200)
    )
    found = ask(analyst_client, "/api/experiments/split")["difference"]
    assert found["low"] <= found["value"] == 0.0 <= found["high"]
    assert found["known"] is False


def test_a_key_needs_the_scope_for_figures(analyst: User, analyst_client: Client) -> None:
    models.Experiment.objects.create(key="split")
    assert Client().get("/api/experiments").status_code == 401
    assert analyst_client.get("/api/experiments/gone").status_code == 404
    for scope, status in (("recommendations:read", 403), ("data:read", 200)):
        _key, text = issue_key(name=scope, scopes=[scope], created_by=analyst)
        for path in ("/api/experiments", "/api/experiments/split", "/api/evaluations"):
            assert Client().get(path, headers={"Authorization": f"Bearer {text}"}).status_code == status
