"""What is shown to label: the unsure first, companies too, and no two alike in a row."""

from datetime import timedelta

import numpy as np
import pytest

from services.sentiment import models
from services.sentiment.actions import labels
from services.sentiment.queries import labelling
from tests.sentiment.market import add_entity
from tests.sentiment.press_rows import judged

pytestmark = pytest.mark.django_db


def told(title: str, best: float, direction: list[float], about: models.Entity | None = None) -> models.Article:
    """An article of which the model is so sure, whose story points that way."""
    article = judged(title, about=about, ago=timedelta(hours=1))
    rest = (1.0 - best) / 2
    probabilities = {"negative": best, "neutral": rest, "positive": rest}
    models.Judgement.objects.filter(article=article).update(probabilities=probabilities)
    vector = np.array(direction, dtype=np.float32)
    models.Story.objects.filter(articles=article).update(centroid=(vector / np.linalg.norm(vector)).tobytes())
    return article


def order(**options: frozenset[labelling.Place]) -> list[str]:
    return [one.article.title for one in labelling.most_informative(10, **options)]


def test_the_least_sure_comes_first() -> None:
    told("sure", 0.9, [1, 0, 0])
    told("unsure", 0.4, [0, 1, 0])
    assert order() == ["unsure", "sure"]


def test_the_second_is_unlike_the_first() -> None:
    told("first", 0.40, [1, 0, 0])
    told("its twin", 0.41, [1, 0.01, 0])
    told("another", 0.60, [0, 1, 0])
    told("far", 0.9, [0, 0, 1])
    assert order()[:2] == ["first", "another"]


def test_what_is_like_a_label_waits() -> None:
    labels.give_label(article=told("labelled", 0.5, [1, 0, 0]), sentiment="negative")
    told("alike", 0.4, [1, 0.01, 0])
    told("new", 0.5, [0, 1, 0])
    told("far", 0.9, [0, 0, 1])
    assert order()[0] == "new"


def test_companies_are_asked_for_and_leave_when_they_are_labelled() -> None:
    umbrel = add_entity("Umbrel")
    article = told("Umbrel sued", 0.4, [1, 0, 0], about=umbrel)
    assert {one.place for one in labelling.most_informative()} == {(article.pk, 0), (article.pk, umbrel.pk)}
    labels.give_label(article=article, entity=umbrel, sentiment="negative")
    assert [one.entity for one in labelling.most_informative()] == [None]
    assert labelling.about(umbrel) == 1


def test_one_article_speaks_for_its_story() -> None:
    first = told("one", 0.4, [1, 0, 0])
    judged("two", story=first.story)
    assert len(labelling.most_informative()) == 1


def test_what_is_skipped_is_left_out() -> None:
    first = told("one", 0.4, [1, 0, 0])
    told("two", 0.5, [0, 1, 0])
    assert order(skipped=frozenset({(first.pk, 0)})) == ["two"]
