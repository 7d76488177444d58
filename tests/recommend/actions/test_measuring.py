"""Measured every night, where there is anything new to measure."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from services.recommend import models, tasks
from services.recommend.actions import evaluating
from shared.jobs import actions as jobs
from shared.jobs.models import Job
from tests.recommend import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    """Three users who opened something days ago, and something else yesterday."""
    shop.stock()
    for number in range(3):
        shop.act(f"user{number}", [f"i{number:03d}"], minutes_ago=60 * 24 * 6)
        shop.act(f"user{number}", [f"i{number + 4:03d}"], minutes_ago=60 * 24)


def measured() -> int:
    return models.Evaluation.objects.filter(protocol="rolling-time").count()


def test_each_night_adds_a_point_to_the_chart_where_people_opened_something(analyst_client: Client) -> None:
    tasks.evaluate_daily()
    assert Job.objects.get().state == "succeeded"
    assert models.Evaluation.objects.filter(protocol="off-policy").count() == measured() == 1
    models.Evaluation.objects.update(created_at=timezone.now() - timedelta(hours=24))
    shop.act("user0", ["i008"], minutes_ago=60)
    tasks.evaluate_daily()
    assert measured() == 2
    assert "NDCG@10 through time" in analyst_client.get("/quality/").content.decode()


def test_a_night_on_which_nothing_new_was_opened_is_left_out() -> None:
    tasks.evaluate_daily()
    tasks.evaluate_daily()
    assert (measured(), Job.objects.count()) == (1, 1)


def test_what_machines_open_is_nothing_new() -> None:
    models.Profile.objects.bulk_create(
        models.Profile(user=f"user{number}", flagged_at=timezone.now()) for number in range(3)
    )
    tasks.evaluate_daily()
    assert not Job.objects.exists()


def test_what_is_older_than_the_days_asked_about_is_nothing_new() -> None:
    models.Event.objects.update(at=timezone.now() - timedelta(days=10))
    tasks.evaluate_daily()
    assert not Job.objects.exists()


def test_where_somebody_measures_already_that_is_enough() -> None:
    somebodys = evaluating.start_evaluation()
    jobs.advance(job=somebodys)
    tasks.evaluate_daily()
    assert Job.objects.get() == somebodys
