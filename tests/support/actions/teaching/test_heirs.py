"""Several corrections on one answer, taken back in any order."""

from itertools import permutations

import pytest
from django.utils import timezone

from services.support import models
from services.support.actions.documents.sections import put_section, section_text
from services.support.actions.teaching.applying import apply, take_back

State = models.Correction.State
pytestmark = pytest.mark.django_db
ORDERS = list(permutations(range(3)))


def go_live(number: int, **fields: str) -> models.Correction:
    question = f"question {number}"
    told = {"kind": "template", "question": question, "question_hash": question, "language": "en", **fields}
    row = models.Correction(**told)
    row.save()
    row.undo, row.state, row.live_at = apply(row), State.LIVE, timezone.now()
    row.save()
    return row


def go_back(row: models.Correction) -> None:
    row.refresh_from_db()
    take_back(row)
    row.state, row.undo = State.UNDONE, {}
    row.save()


def template(intent: str) -> str | None:
    found = models.AnswerTemplate.objects.filter(intent__name=intent, language="en").first()
    return found.text if found else None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("texts", [("New.", "New.", "New."), ("New.", "", "New."), ("New.", "Newer.", "Newer.")])
def test_a_new_answer_stays_until_the_last_of_them_goes(texts: tuple[str, ...], order: tuple[int, ...]) -> None:
    rows = [go_live(number, intent="zebra", text=text) for number, text in enumerate(texts)]
    for place in order[:-1]:
        go_back(rows[place])
        assert template("zebra")
    go_back(rows[order[-1]])
    assert template("zebra") is None
    assert not models.Intent.objects.filter(name="zebra").exists()
    assert not models.Example.objects.exists()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("texts", [("A.", "A.", "A."), ("A.", "B.", "C."), ("A.", "", "B."), ("A.", "B.", "A.")])
def test_the_words_from_before_all_of_them_return(texts: tuple[str, ...], order: tuple[int, ...]) -> None:
    intent = models.Intent.objects.create(name="zebra", title={})
    intent.templates.create(language="en", text="Before.")
    rows = [go_live(number, intent="zebra", text=text) for number, text in enumerate(texts)]
    live = dict(enumerate(texts))
    for place in order:
        go_back(rows[place])
        del live[place]
        # The latest of those that have words of their own and are still live.
        assert template("zebra") == next((live[one] for one in sorted(live, reverse=True) if live[one]), "Before.")
    assert models.Intent.objects.filter(name="zebra").exists()


def test_words_written_by_hand_in_between_return() -> None:
    intent = models.Intent.objects.create(name="zebra", title={})
    intent.templates.create(language="en", text="Before.")
    first = go_live(1, intent="zebra", text="A.")
    models.AnswerTemplate.objects.update(text="By hand.")
    second = go_live(2, intent="zebra", text="B.")
    go_back(first)
    assert template("zebra") == "B."
    go_back(second)
    assert template("zebra") == "By hand."


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("before", ["", "It was 4 EUR."])
def test_a_section_stays_until_the_last_of_them_goes(before: str, order: tuple[int, ...]) -> None:
    put_section(key="rates", heading="Other", text="It stays.", language="en")
    if before:
        put_section(key="rates", heading="Zebra", text=before, language="en")
    texts = ["It is 5 EUR.", "It is 6 EUR.", "It is 6 EUR."]
    where = {"document_key": "rates", "heading": "Zebra"}
    rows = [go_live(number, text=text, **where | {"kind": "article"}) for number, text in enumerate(texts)]
    live = dict(enumerate(texts))
    for place in order:
        go_back(rows[place])
        del live[place]
        assert section_text(key="rates", heading="Zebra") == (live[max(live)] if live else before)
    assert section_text(key="rates", heading="Other") == "It stays."
