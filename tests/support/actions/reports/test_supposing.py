"""Another limit is tried on the scores that were logged."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from services.support import models
from services.support.actions import remembered, reports
from services.support.models.choices import Reason, Rung
from services.support.queries.overview import Period
from tests.support.rows import trace

pytestmark = pytest.mark.django_db
VERSIONS = {"support-intent": 1, "policy": "then"}


@pytest.fixture(autouse=True)
def _measured(db: None) -> None:
    """Validation: above .8 nineteen of twenty are right, above .5 three of four."""
    scores = [0.9] * 60 + [0.6] * 60
    correct = [True] * 57 + [False] * 3 + [True] * 33 + [False] * 27
    curve = {"scores": scores, "correct": correct}
    models.Policy.objects.update_or_create(
        pk=1, defaults={"curves": {"intent": curve, "answer": curve}, "max_wrong_share": 0.3}
    )
    remembered.forget_all()


def asked(rung: str, *, certainty: float | None = None, score: float | None = None, **fields: Any) -> None:
    steps: list[dict[str, Any]] = [{"step": "intent", "label": "pin", "certainty": certainty}]
    if score is not None:
        steps.append({"step": "threshold", "score": score})
    reason = Reason.BELOW_THRESHOLD if rung == Rung.HANDOVER else Reason.INTENT_ACCEPTED
    given: dict[str, Any] = {"rung": rung, "reason": reason, "steps": steps, "versions": VERSIONS}
    trace(**{**given, **fields})


def supposed(limit: float) -> reports.Supposed:
    today = timezone.localdate()
    found = reports.suppose(Period(today - timedelta(days=29), today), limit=limit)
    assert found is not None
    return found


def test_a_tighter_limit_loses_what_was_uncertain() -> None:
    asked(Rung.TEMPLATE, certainty=0.9)
    asked(Rung.TEMPLATE, certainty=0.6)
    asked(Rung.COMPOSED, certainty=0.1, score=0.9)
    asked(Rung.COMPOSED, certainty=0.1, score=0.6)
    asked(Rung.HANDOVER, certainty=0.1, score=0.2)
    tight = supposed(0.1)
    # A question whose template is lost might have found a source: nobody knows.
    assert (tight.questions, tight.answered, tight.least, tight.most) == (5, 4, 2, 3)
    assert (tight.lost, tight.lost_at_least) == (2, 1)
    assert tight.cost == pytest.approx(2 * 6 / 60 * 35)
    assert tight.wrong is not None
    assert tight.wrong_now is not None
    assert tight.wrong < tight.wrong_now


def test_a_looser_limit_answers_more() -> None:
    asked(Rung.HANDOVER, certainty=0.1, score=0.6)
    loose = supposed(0.3)
    assert (loose.answered, loose.least, loose.lost) == (0, 1, -1)


def test_a_limit_that_must_be_proven_answers_less() -> None:
    asked(Rung.TEMPLATE, certainty=0.9)
    asked(Rung.HANDOVER, certainty=0.1, score=0.6)
    measured = supposed(0.3)
    models.Policy.objects.update(confident=True)
    proven = supposed(0.3)
    assert (measured.least, proven.least) == (2, 1)
    assert proven.wrong is not None
    assert measured.wrong is not None
    assert proven.wrong < measured.wrong


def test_corrections_answer_under_any_limit() -> None:
    asked(Rung.TEMPLATE, certainty=0.1, reason=Reason.TAUGHT)
    assert supposed(0.01).least == 1


def test_scores_of_other_versions_mean_something_else() -> None:
    asked(Rung.TEMPLATE, certainty=0.9, versions={"support-intent": 0})
    asked(Rung.TEMPLATE, certainty=0.9, versions={"support-intent": 1, "policy": "later"})
    asked(Rung.TEMPLATE, certainty=0.9)
    found = supposed(0.1)
    assert (found.questions, found.skipped) == (2, 1)


def test_before_anything_was_measured_nothing_is_supposed() -> None:
    models.Policy.objects.update(curves={})
    today = timezone.localdate()
    assert reports.suppose(Period(today, today), limit=0.1) is None
