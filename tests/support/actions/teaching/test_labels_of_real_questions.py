"""Banking77 under the backbone as it is: wrong labels are told from right ones, although no two share a label."""

import csv
import json
import random
from collections import defaultdict
from pathlib import Path

import pytest

from services.support import models
from services.support.actions import teaching
from services.support.actions.prototypes import nearest, sync_prototypes
from services.support.actions.records import import_file
from services.support.actions.teaching.labels import check_labels
from services.support.actions.teaching.proposing import Proposal
from services.support.queries.answers import intents_of
from shared.accounts.models import User
from tests.requirements import public_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_models")]
EACH, BATCH = 12, 12

Labelled = list[tuple[str, str]]


@pytest.fixture
def known(db: None, ana: User) -> dict[str, list[str]]:
    """Twelve examples of each intent are known; what is left are customers' questions."""
    questions = _by_intent(public_data() / "support" / "banking77" / "train.csv")
    intents = [{"name": name, "templates": [{"language": "en", "text": "Ours."}]} for name in questions]
    examples = [{"text": text, "label": name} for name, texts in questions.items() for text in texts[:EACH]]
    for kind, rows in (("intents", intents), ("examples", examples)):
        import_file(kind=kind, filename=f"{kind}.json", data=json.dumps(rows).encode())
    teaching.propose(proposal=Proposal(question="is anybody there", intent="hello", text="Hello."), author=ana)
    sync_prototypes()
    return {name: texts[EACH:] for name, texts in questions.items()}


def test_right_labels_of_known_and_new_intents_pass_and_wrong_ones_do_not(
    known: dict[str, list[str]], ana: User
) -> None:
    for seed in range(3):
        right = _drawn(known, random.Random(seed))
        assert not check_labels(_proposed(right, ana)).too_many
        names = sorted(known)
        wrong = [
            (text, names[(names.index(name) + 20 + place) % len(names)]) for place, (text, name) in enumerate(right)
        ]
        found = check_labels(_proposed(wrong, ana))
        assert found.judged == BATCH
        assert found.too_many
        new = [(text, f"new_{place}") for place, (text, _name) in enumerate(right)]
        assert not check_labels(_proposed(new, ana)).too_many


def test_right_labels_of_questions_that_lie_near_to_others_pass(known: dict[str, list[str]], ana: User) -> None:
    """What is corrected is what was hard: the nearest known question of each leads elsewhere."""
    chance = random.Random(7)
    drawn = [(text, name) for name in sorted(known) for text in chance.sample(known[name], 3)]
    near = nearest([text for text, _name in drawn], patient=True)
    first = intents_of([found[0].id for found in near])
    hard = [row for row, found in zip(drawn, near, strict=True) if first[found[0].id] != row[1]]
    assert len(hard) >= BATCH
    found = check_labels(_proposed(hard, ana))
    assert found.judged == len(hard)
    assert len(found.doubts) > len(hard) / 2, "all but those that a fellow of the batch is nearer to"
    assert not found.too_many


def _by_intent(path: Path) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["category"].rstrip("?")].append(" ".join(row["text"].split()))
    return dict(found)


def _drawn(known: dict[str, list[str]], chance: random.Random) -> Labelled:
    """As many intents as questions: no correction of the batch has a fellow."""
    return [(chance.choice(known[name]), name) for name in chance.sample(sorted(known), BATCH)]


def _proposed(rows: Labelled, author: User) -> list[models.Correction]:
    return [
        teaching.propose(proposal=Proposal(question=text, intent=name, text="Ours."), author=author)
        for text, name in rows
    ]
