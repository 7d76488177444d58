"""Drift is seen by version and week, against the labels a version was measured on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.queries import drift
from tests.sentiment.market import add_entity
from tests.sentiment.press_rows import judged

pytestmark = pytest.mark.django_db
MODEL = "sentiment-document"


def label(text: str, sentiment: str) -> None:
    models.Label.objects.create(text=text, text_hash=text, sentiment=sentiment, language="en", split="validation")


def weeks(**options: bool) -> dict[str, list[drift.Week]]:
    return drift.by_version(model=MODEL, now=timezone.now(), **({"by_entity": False} | options))


def test_a_week_like_the_validation_has_not_moved_and_another_has() -> None:
    for tone in ("negative", "neutral", "positive"):
        label(tone, tone)
        judged(f"{tone} then", sentiment=tone, ago=timedelta(days=21))
        judged(f"{tone} now", sentiment="negative", ago=timedelta(hours=1))
    then, now = weeks()[f"{MODEL}@1"]
    assert (then.judged, then.psi, then.has_moved) == (3, 0.0, False)
    assert (now.shares["negative"], now.has_moved) == (1.0, True)
    assert now.confidence == pytest.approx(0.6)


def test_versions_stand_apart() -> None:
    article = judged("Piece", sentiment="negative")
    models.Judgement.objects.create(article=article, model_version=f"{MODEL}@2", sentiment="positive")
    found = weeks()
    assert {name: rows[0].shares["positive"] for name, rows in found.items()} == {f"{MODEL}@1": 0.0, f"{MODEL}@2": 1.0}


def test_companies_and_whole_texts_stand_apart() -> None:
    judged("Umbrel sued", about=add_entity("Umbrel"))
    assert sum(week.judged for rows in weeks(by_entity=True).values() for week in rows) == 1
    assert sum(week.judged for rows in weeks().values() for week in rows) == 1


def test_without_labels_there_is_nothing_to_compare_with() -> None:
    judged("Piece")
    assert weeks()[f"{MODEL}@1"][0].psi is None


def test_input_is_compared_by_language_length_and_unknown_companies() -> None:
    umbrel = add_entity("Umbrel")
    judged("Umbrel sued", about=umbrel, ago=timedelta(days=9))
    judged("伞叶", language="zh", ago=timedelta(days=1))
    judged("Umbrel sued again", about=umbrel, ago=timedelta(days=1))
    found = drift.of_input(now=timezone.now())
    assert found is not None
    assert found.languages == [("en", 0.5, 1.0), ("zh", 0.5, 0.0)]
    assert (found.now.unknown, found.before.unknown, found.has_moved) == (0.5, 0.0, True)


def test_one_week_alone_is_no_drift() -> None:
    judged("Piece")
    assert drift.of_input(now=timezone.now()) is None
