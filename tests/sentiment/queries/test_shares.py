"""Shares are corrected for a classifier's doubts, and their drift is seen."""

from datetime import timedelta

import numpy as np
import pytest

from services.sentiment import models
from services.sentiment.queries import labelling, shares
from services.sentiment.queries.periods import Period
from tests.sentiment.market import NOON, add_article, add_entity

pytestmark = pytest.mark.django_db
AROUND = Period(NOON - timedelta(days=1), NOON + timedelta(days=1))


def said(tone: str, probabilities: dict[str, float], *, days: float = 0) -> models.Article:
    article = add_article("A", minutes=days * 1440)
    models.Judgement.objects.create(
        article=article, model_version="m@1", sentiment=tone, probabilities=probabilities, topic="legal"
    )
    return article


def test_a_hesitant_classifier_is_corrected_towards_the_truth() -> None:
    # Nine of ten are negative; the classifier, trained on equal shares, sees each with an evidence of 3 to 1.
    random = np.random.default_rng(0)
    for truth in ["negative"] * 180 + ["positive"] * 20:
        seen = truth if random.random() < 0.75 else ("positive" if truth == "negative" else "negative")
        other = "positive" if seen == "negative" else "negative"
        said(seen, {seen: 0.75, other: 0.25, "neutral": 0.0})
    counted = models.Judgement.objects.filter(sentiment="negative").count() / 200
    corrected = shares.corrected_shares(period=AROUND)
    assert abs(corrected["negative"] - 0.9) < abs(counted - 0.9)
    assert sum(corrected.values()) == pytest.approx(1, abs=0.001)


def test_too_few_articles_no_shares() -> None:
    for _ in range(29):
        said("negative", {"negative": 0.6, "neutral": 0.3, "positive": 0.1})
    assert shares.corrected_shares(period=AROUND) == {}
    said("negative", {"negative": 0.6, "neutral": 0.3, "positive": 0.1})
    assert shares.corrected_shares(period=AROUND)["negative"] > 0.6


def test_a_period_ends_before_its_end_and_filters_narrow_it() -> None:
    for _ in range(30):
        said("negative", {"negative": 0.6, "neutral": 0.3, "positive": 0.1})
    assert shares.corrected_shares(period=Period(NOON - timedelta(days=1), NOON)) == {}
    assert shares.corrected_shares(period=AROUND, topic="legal", group="north")
    assert shares.corrected_shares(period=AROUND, topic="earnings") == {}
    assert shares.corrected_shares(period=AROUND, group="south") == {}


@pytest.mark.parametrize(("entity_version", "leans_on"), [("m@1", "whole texts"), ("entities@1", "entities")])
def test_the_prior_is_that_of_the_model_that_judged(entity_version: str, leans_on: str) -> None:
    umbrel = add_entity("Umbrel")
    for number in range(60):
        models.Label.objects.create(
            text=f"{number}", text_hash=f"{number}", sentiment="negative", language="en", split="train"
        )
        models.Label.objects.create(
            text=f"{number}",
            text_hash=f"e{number}",
            sentiment="positive",
            language="en",
            split="train",
            entity_name="U",
        )
    even = {"negative": 0.45, "neutral": 0.1, "positive": 0.45}
    for _ in range(30):
        article = said("negative", even)
        models.Judgement.objects.create(
            article=article, entity=umbrel, model_version=entity_version, sentiment="negative", probabilities=even
        )
    found = shares.corrected_shares(period=AROUND, entity_id=umbrel.pk)
    # Who was taught one tone alone, and still doubts, has seen the other.
    assert (found["positive"] > found["negative"]) == (leans_on == "whole texts")


def test_the_least_sure_come_first_and_the_labelled_never() -> None:
    sure = said("negative", {"negative": 0.9, "neutral": 0.1})
    unsure = said("negative", {"negative": 0.5, "neutral": 0.4})
    done = said("negative", {"negative": 0.4, "neutral": 0.4})
    models.Label.objects.create(text="A", text_hash="1", sentiment="negative", language="en", article=done)
    assert [one.article for one in labelling.most_informative()] == [unsure, sure]
    assert [one.article for one in labelling.most_informative(skipped=frozenset({(unsure.pk, 0)}))] == [sure]
