"""A correction teaches at once, says who did it, and can be taken back without a trace."""

import pytest

from services.support import models
from services.support.actions import answer as ladder
from services.support.actions import teaching
from services.support.actions.prototypes import prototype_ids
from services.support.actions.records.templates import TemplateRefused
from services.support.actions.teaching import Proposal
from services.support.models.choices import Reason, Rung
from shared.accounts.models import User
from shared.audit.models import AuditEntry

State = models.Correction.State
QUESTION = "zebra crossing voucher"
LOST = "my card is lost"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calibration has tests of its own; here the nearness is what a test says."""
    monkeypatch.setattr("services.support.actions.teaching.deciding.is_calibrated", lambda: True)


def propose(message: models.Message, author: User, **fields: str) -> models.Correction:
    given = {"intent": "zebra_voucher", "text": "Vouchers are under Offers.", **fields}
    return teaching.propose(proposal=Proposal(question="", **given), author=author, message=message)


def test_the_same_words_are_answered_from_the_approval_on(asked: models.Message, ana: User, edith: User) -> None:
    assert ladder.answer(text=QUESTION).reason != Reason.TAUGHT
    row = propose(asked, ana)
    assert ladder.answer(text=QUESTION).reason != Reason.TAUGHT
    decision = teaching.approve(corrections=[row.pk], editor=edith)
    found = ladder.answer(text="  Zebra   crossing VOUCHER ")
    assert decision.live == [row.pk]
    assert (found.rung, found.reason, found.text) == (Rung.TEMPLATE, Reason.TAUGHT, "Vouchers are under Offers.")
    row.refresh_from_db()
    assert (row.state, row.author, row.decided_by) == (State.LIVE, ana, edith)
    assert row.live_at is not None
    assert AuditEntry.objects.filter(action="correction_approved", actor="edith").exists()


@pytest.mark.usefixtures("near_enough")
def test_a_paraphrase_is_answered_and_a_stranger_is_not(asked: models.Message, ana: User, edith: User) -> None:
    teaching.approve(corrections=[propose(asked, ana).pk], editor=edith)
    assert ladder.answer(text="zebra crossing voucher please").reason == Reason.TAUGHT
    stranger = ladder.answer(text=LOST)
    assert stranger.intent == "card_lost"
    assert next(step for step in stranger.trace_steps if step["step"] == "taught")["accepted"] is False


def test_an_example_and_a_case_come_with_it(asked: models.Message, ana: User, edith: User) -> None:
    row = propose(asked, ana)
    teaching.approve(corrections=[row.pk], editor=edith)
    example = models.Example.objects.get(correction=row)
    case = models.EvaluationCase.objects.get(correction=row)
    assert (example.intent and example.intent.name, example.split) == ("zebra_voucher", "train")
    assert (case.expect, case.intent, case.protected) == ("template", "zebra_voucher", True)
    assert prototype_ids() >= {f"c{row.pk}"}


def test_taking_it_back_leaves_no_trace_in_answers(asked: models.Message, ana: User, edith: User) -> None:
    row = propose(asked, ana)
    teaching.approve(corrections=[row.pk], editor=edith)
    teaching.undo(correction=row, editor=edith)
    assert ladder.answer(text=QUESTION).reason != Reason.TAUGHT
    assert not models.Intent.objects.filter(name="zebra_voucher").exists()
    assert not models.Example.objects.exists()
    assert not models.EvaluationCase.objects.exists()
    teaching.follow()
    assert prototype_ids() == set()
    with pytest.raises(teaching.AlreadyDecided):
        teaching.undo(correction=row, editor=edith)


def test_a_changed_template_comes_back_as_it_was(asked: models.Message, ana: User, edith: User) -> None:
    before = ladder.answer(text=LOST).text
    row = propose(asked, ana, intent="card_lost", text="Ask at a branch for {fee} EUR.")
    teaching.approve(corrections=[row.pk], editor=edith)
    assert ladder.answer(text=LOST).text == "Ask at a branch for 6.00 EUR."
    teaching.undo(correction=row, editor=edith)
    assert ladder.answer(text=LOST).text == before


def test_an_existing_answer_needs_no_new_words(asked: models.Message, ana: User, edith: User) -> None:
    row = propose(asked, ana, intent="pin_forgotten", text="")
    teaching.approve(corrections=[row.pk], editor=edith)
    found = ladder.answer(text=QUESTION)
    assert (found.reason, found.intent) == (Reason.TAUGHT, "pin_forgotten")


def test_a_section_of_an_article_answers_with_its_source(asked: models.Message, ana: User, edith: User) -> None:
    text = "A zebra voucher is worth 5 EUR. It is valid for 30 days."
    row = propose(asked, ana, intent="", document_key="rates", heading="Zebra vouchers", text=text)
    teaching.approve(corrections=[row.pk], editor=edith)
    found = ladder.answer(text=QUESTION)
    assert found.rung == Rung.COMPOSED
    assert found.citations[0].document == "rates"
    assert "5 EUR" in found.text
    document = models.Document.objects.get(key="rates")
    assert document.current is not None
    assert "How the exchange rate is set" in document.current.body
    teaching.undo(correction=row, editor=edith)
    document.refresh_from_db()
    assert document.current is not None
    assert "Zebra" not in document.current.body
    assert ladder.answer(text=QUESTION).reason != Reason.TAUGHT


def test_a_section_without_an_article_begins_one(asked: models.Message, ana: User, edith: User) -> None:
    row = propose(asked, ana, intent="", heading="Zebra vouchers", text="A zebra voucher is worth 5 EUR.")
    teaching.approve(corrections=[row.pk], editor=edith)
    assert ladder.answer(text=QUESTION).citations[0].title == "Questions our team has answered"
    teaching.undo(correction=row, editor=edith)
    assert models.Document.objects.get(key="en/answered-by-our-team").archived_at is not None


def test_two_answers_to_one_question_are_refused(asked: models.Message, ana: User, edith: User) -> None:
    first, second = propose(asked, ana), propose(asked, ana, intent="pin_forgotten", text="")
    with pytest.raises(teaching.CorrectionRefused, match="otherwise than"):
        teaching.approve(corrections=[first.pk, second.pk], editor=edith)
    teaching.approve(corrections=[first.pk], editor=edith)
    with pytest.raises(teaching.CorrectionRefused, match=f"correction {first.pk}"):
        teaching.approve(corrections=[second.pk], editor=edith)


def test_what_breaks_a_protected_case_is_held_and_named(asked: models.Message, ana: User, edith: User) -> None:
    models.EvaluationCase.objects.create(
        question=LOST,
        question_hash="lost",
        language="en",
        expect="template",
        intent="card_lost",
        must_contain=["Freeze"],
        protected=True,
    )
    row = propose(asked, ana, intent="card_lost", text="We do not know.")
    decision = teaching.approve(corrections=[row.pk], editor=edith)
    row.refresh_from_db()
    assert decision.live == []
    assert row.state == State.HELD
    assert [one["before"] for one in row.verdict["worse"]] == ["template card_lost"]
    assert "Freeze" in ladder.answer(text=LOST).text
    teaching.approve(corrections=[row.pk], editor=edith, force=True)
    assert ladder.answer(text=LOST).text == "We do not know."


def test_rejected_is_rejected(asked: models.Message, ana: User, edith: User) -> None:
    row = propose(asked, ana)
    teaching.reject(correction=row, editor=edith, note="Offers are gone.")
    with pytest.raises(teaching.AlreadyDecided):
        teaching.approve(corrections=[row.pk], editor=edith)
    row.refresh_from_db()
    assert (row.state, row.note) == (State.REJECTED, "Offers are gone.")


def test_the_customers_words_are_masked(bank: None, ana: User) -> None:
    row = teaching.propose(proposal=Proposal("My mail is jo@example.com", intent="card_lost"), author=ana)
    assert "jo@example.com" not in row.question


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"question": " ", "intent": "card_lost"}, teaching.CorrectionRefused),
        ({"question": "x", "intent": "not a name", "text": "y"}, teaching.CorrectionRefused),
        ({"question": "x", "intent": "brand_new"}, teaching.CorrectionRefused),
        ({"question": "x", "text": ""}, teaching.CorrectionRefused),
        ({"question": "x", "text": "y", "heading": " ## "}, teaching.CorrectionRefused),
        ({"question": "x", "intent": "card_lost", "text": "It costs {prize}."}, TemplateRefused),
    ],
)
def test_what_lacks_something_is_refused(ana: User, fields: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        teaching.propose(proposal=Proposal(**fields), author=ana)
    assert not models.Correction.objects.exists()
