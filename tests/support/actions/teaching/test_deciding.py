"""Editors who decide at once, workers that are killed, and customers who are erased."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from modelkit.errors import EngineUnavailable
from services.support import models
from services.support.actions import teaching
from services.support.actions.erase import erase_visitor
from services.support.actions.prototypes import EXAMPLES, prototype_ids
from services.support.actions.teaching import Proposal
from services.support.actions.teaching import deciding as module
from shared.accounts.models import User
from shared.audit.models import AuditEntry

State = models.Correction.State
QUESTION = "zebra crossing voucher"


@pytest.fixture(autouse=True)
def _calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calibration has tests of its own."""
    monkeypatch.setattr("services.support.actions.teaching.deciding.is_calibrated", lambda: True)


def propose(author: User, *, intent: str = "pin_forgotten", question: str = QUESTION) -> models.Correction:
    return teaching.propose(proposal=Proposal(question=question, intent=intent), author=author)


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_what_is_being_checked_is_nobodys_to_decide(ana: User, edith: User) -> None:
    row = propose(ana)
    assert teaching.start_approval(corrections=[row.pk]) == [row.pk]
    assert teaching.start_approval(corrections=[row.pk]) == []
    with pytest.raises(teaching.AlreadyDecided):
        teaching.reject(correction=row, editor=edith)
    with pytest.raises(teaching.AlreadyDecided):
        teaching.revise(correction=row, proposal=Proposal(question="x", intent="card_lost"), editor=edith)


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_a_check_whose_worker_was_killed_is_called_off(ana: User) -> None:
    row = propose(ana)
    teaching.start_approval(corrections=[row.pk])
    teaching.follow()
    row.refresh_from_db()
    assert row.state == State.CHECKING
    models.Correction.objects.update(checking_since=timezone.now() - timedelta(hours=1))
    teaching.follow()
    row.refresh_from_db()
    assert row.state == State.PROPOSED


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_a_server_that_is_away_holds_and_says_so(ana: User, edith: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise EngineUnavailable("gone")

    row = propose(ana)
    teaching.start_approval(corrections=[row.pk])
    monkeypatch.setattr(module, "sync_prototypes", away)
    teaching.run_approval(corrections=[row.pk], editor_id=edith.pk)
    row.refresh_from_db()
    assert (row.state, row.verdict["code"]) == (State.HELD, EngineUnavailable.code)


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_contradicting_corrections_are_named_by_number_only(ana: User, edith: User) -> None:
    first, second = propose(ana), propose(ana, intent="card_lost")
    teaching.start_approval(corrections=[first.pk, second.pk])
    teaching.run_approval(corrections=[first.pk, second.pk], editor_id=edith.pk)
    second.refresh_from_db()
    assert (second.state, second.verdict["code"]) == (State.HELD, "contradiction")
    assert sorted(second.verdict["pair"]) == [first.pk, second.pk]
    assert "zebra" not in str(second.verdict)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("bank")
def test_of_two_contradicting_ones_approved_at_once_one_goes_live(ana: User, edith: User) -> None:
    rows = [propose(ana), propose(ana, intent="card_lost")]
    teaching.prepare()
    together = Barrier(2, timeout=30)

    def decide(row: models.Correction) -> None:
        together.wait()
        try:
            teaching.run_approval(corrections=[row.pk], editor_id=edith.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(decide, rows))
    assert sorted(models.Correction.objects.values_list("state", flat=True)) == [State.HELD, State.LIVE]


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_a_pair_of_the_records_stays_when_the_correction_goes(ana: User, edith: User) -> None:
    heading = "How the exchange rate is set"
    given = Proposal(question=QUESTION, document_key="rates", heading=heading, text="It is the Visa rate.")
    row = teaching.propose(proposal=given, author=ana)
    pair = models.TrainingPair.objects.create(
        question=QUESTION,
        question_hash=row.question_hash,
        answer="It is.",
        document_key="rates",
        heading=heading,
        language="en",
    )
    teaching.approve(corrections=[row.pk], editor=edith)
    teaching.undo(correction=row, editor=edith)
    pair.refresh_from_db()
    assert (pair.answer, pair.correction) == ("It is.", None)


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_headings_of_an_answer_stay_in_its_section(ana: User, edith: User) -> None:
    before = models.Document.objects.get(key="rates").current
    text = "# Vouchers\nThey are worth 5 EUR.\n\n## More\nAsk us."
    given = Proposal(question=QUESTION, document_key="rates", heading="Zebra vouchers", text=text)
    row = teaching.propose(proposal=given, author=ana)
    teaching.approve(corrections=[row.pk], editor=edith)
    teaching.undo(correction=row, editor=edith)
    after = models.Document.objects.get(key="rates").current
    assert before is not None
    assert after is not None
    assert after.body.strip() == before.body.strip()


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_erasing_a_customer_takes_their_question_out_of_everything(
    asked: models.Message, ana: User, edith: User
) -> None:
    row = teaching.propose(
        proposal=Proposal(question="", intent="zebra_voucher", text="See Offers."), author=ana, message=asked
    )
    other = propose(ana, question="may I keep a horse")
    teaching.approve(corrections=[row.pk, other.pk], editor=edith)
    case = models.EvaluationCase.objects.get(correction=row)
    models.EvaluationRun.objects.create(failures=[{"case": case.pk, "question": QUESTION}])
    proof = erase_visitor(visitor_id=asked.conversation.visitor_id)
    assert proof.holds
    assert proof.before["corrections"] == 1
    assert prototype_ids() & {f"c{row.pk}", f"c{other.pk}"} == {f"c{other.pk}"}
    kept = [path.read_bytes() for path in (Path(settings.MODELKIT_INDEXES) / EXAMPLES).rglob("*") if path.is_file()]
    assert not any(b"zebra" in content for content in kept)
    assert "zebra crossing" not in str(list(AuditEntry.objects.values()))
    assert "zebra crossing" not in str(list(models.EvaluationRun.objects.values("failures")))
