"""The operator's one decision, and what it costs."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import submissions
from services.support.actions.policy.measuring import Measured
from services.support.queries import answers
from shared.audit.models import AuditEntry


def measured() -> None:
    """Confident answers are right, doubtful ones wrong half of the time."""
    scores = [index / 400 for index in range(400, 0, -1)]
    correct = [score > 0.5 or index % 2 == 0 for index, score in enumerate(scores)]
    row = answers.policy()
    row.curves = {"answer": Measured(scores, correct).as_dict(), "scorer": "fused"}
    row.save()


def test_before_any_training_it_says_what_to_do(editor: Client) -> None:
    assert "Nothing measured yet" in editor.get(reverse("policy")).content.decode()


def test_a_stricter_limit_answers_less(editor: Client) -> None:
    measured()
    shares = [
        editor.get(reverse("policy-preview"), {"max_wrong_percent": limit}).context["preview"]["coverage"]
        for limit in ("2", "20")
    ]
    assert 0 < shares[0] < shares[1]


def test_saving_puts_the_threshold_in_force(editor: Client) -> None:
    measured()
    response = editor.post(reverse("policy"), {"max_wrong_percent": "2"})
    assert models.Policy.objects.get().max_wrong_share == 0.1
    assert "≤ 2.0%" in editor.get(reverse("policy")).content.decode()
    submissions.run_next()
    assert "The next answer follows it." in editor.get(response.headers["Location"]).content.decode()
    assert AuditEntry.objects.get(action="policy_changed").actor == "edith"
    row = models.Policy.objects.get()
    assert row.max_wrong_share == pytest.approx(0.02)
    assert row.answer_threshold is not None
    assert row.answer_threshold > 0.4


@pytest.mark.parametrize("limit", ["", "0", "99", "x", "nan"])
def test_nonsense_is_refused(editor: Client, limit: str) -> None:
    assert editor.get(reverse("policy-preview"), {"max_wrong_percent": limit}).status_code == 400
    assert editor.post(reverse("policy"), {"max_wrong_percent": limit}).status_code == 400


def test_proof_costs_answers_and_stays_in_force(editor: Client) -> None:
    measured()
    loose, sure = (
        editor.get(reverse("policy-preview"), {"max_wrong_percent": "5", **more}).context["preview"]
        for more in ({}, {"confident": "on"})
    )
    assert 0 < sure["coverage"] < loose["coverage"]
    assert sure["rungs"]["answer"]["highest"] < loose["rungs"]["answer"]["highest"]
    editor.post(reverse("policy"), {"max_wrong_percent": "5", "confident": "on"})
    submissions.run_next()
    row = models.Policy.objects.get()
    assert row.confident
    assert row.answer_threshold == sure["answer_threshold"]
    assert 'name="confident" checked' in editor.get(reverse("policy")).content.decode()
