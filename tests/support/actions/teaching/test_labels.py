"""Wrong labels: shown one by one, and refused when a batch has too many."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from services.support import models
from services.support.actions import teaching
from services.support.actions.teaching import labels as checking
from services.support.actions.teaching.proposing import Proposal
from shared.accounts.models import User

TOPICS = ("card", "bank", "money", "refund")
pytestmark = pytest.mark.django_db


@pytest.fixture
def far_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions about one topic lie together: what a trained encoder does, and a tiny one does not."""

    def embed(_encoder: str, texts: Sequence[str], _kind: str) -> np.ndarray:
        rows = np.array([[float(text.startswith(topic)) for topic in TOPICS] for text in texts], dtype=np.float32)
        noise = np.random.default_rng(0).normal(0, 0.05, rows.shape).astype(np.float32)
        noisy: np.ndarray = rows + noise
        return np.asarray(noisy / np.linalg.norm(noisy, axis=1, keepdims=True))

    monkeypatch.setattr(checking, "embed", embed)
    models.Policy.objects.update(taught={"disagreement": 0.05})


def batch(author: User, *, wrong: int = 0) -> list[models.Correction]:
    rows, draw = [], random.Random(0)
    for number in range(24):
        topic = TOPICS[number % 4]
        name = draw.choice([other for other in TOPICS if other != topic]) if number < wrong else topic
        proposal = Proposal(question=f"{topic} number {number}", intent=f"about_{name}", text=f"About {name}.")
        rows.append(teaching.propose(proposal=proposal, author=author))
    return rows


@pytest.mark.usefixtures("bank", "far_apart")
def test_right_labels_pass_and_a_third_wrong_ones_do_not(ana: User) -> None:
    assert not checking.check_labels(batch(ana)).too_many
    spoiled = checking.check_labels(batch(ana, wrong=12))
    assert spoiled.too_many
    assert spoiled.judged == 24


@pytest.mark.usefixtures("bank", "far_apart")
def test_one_wrong_label_is_shown_with_its_nearest_question(ana: User) -> None:
    rows = batch(ana, wrong=1)
    found = checking.check_labels(rows)
    assert not found.too_many
    assert rows[0].pk in {doubt.correction for doubt in found.doubts}
    assert next(doubt.leads_to for doubt in found.doubts if doubt.correction == rows[0].pk) == "about_card"


@pytest.mark.usefixtures("bank", "far_apart")
def test_a_refused_batch_leaves_nothing_live(ana: User, edith: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.support.actions.teaching.deciding.is_calibrated", lambda: True)
    rows = batch(ana, wrong=12)
    with pytest.raises(teaching.BatchRefused, match="nothing was taken"):
        teaching.approve(corrections=[row.pk for row in rows], editor=edith)
    assert set(models.Correction.objects.values_list("state", flat=True)) == {"held"}
    assert not models.Example.objects.exists()


def test_a_few_corrections_say_nothing_about_a_batch() -> None:
    doubts = [checking.Doubt(number, "1", "x", 0.9) for number in range(7)]
    assert not checking.Labels(judged=7, doubts=doubts, usual=0.0).too_many
