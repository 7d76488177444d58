"""Erasing a visitor: everything of theirs goes, nothing of anybody else's, and the proof says so."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from services.support import models
from services.support.actions import conversations
from services.support.actions.erase import UnknownVisitor, erase_visitor
from shared.audit.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


def test_nothing_of_the_visitor_is_left_and_the_neighbour_is_untouched(visitor: models.Visitor) -> None:
    neighbour = conversations.open_visitor()
    for one in (visitor, neighbour):
        _live(one)
    proof = erase_visitor(visitor_id=visitor.pk)
    assert proof.holds
    assert proof.before["messages"] == 2
    assert min(proof.before[kind] for kind in ("conversations", "events", "traces", "examples", "pairs")) > 0
    assert set(proof.after.values()) == {0}
    assert neighbour.conversations.get().messages.count() == 2
    assert models.Trace.objects.count() == 1
    assert models.Example.objects.count() == models.TrainingPair.objects.count() == 1


def test_models_that_may_have_learned_from_the_visitor_are_named(visitor: models.Visitor) -> None:
    _live(visitor)
    assert "support-intent@1" in erase_visitor(visitor_id=visitor.pk).trained_before


def test_the_audit_log_tells_that_it_happened_and_not_what_was_said(visitor: models.Visitor) -> None:
    _live(visitor)
    erase_visitor(visitor_id=visitor.pk, actor="ana")
    entry = AuditEntry.objects.get(action="visitor_erased")
    assert entry.actor == "ana"
    assert "card" not in str(entry.fields)


def test_an_unknown_visitor_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownVisitor):
        erase_visitor(visitor_id=uuid4())


@pytest.mark.parametrize("arguments", [["nonsense"], [str(uuid4())], ["customer-9", "--external"]])
def test_the_command_names_an_id_it_does_not_know(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="No visitor"):
        call_command("erase", *arguments)


def test_the_command_prints_the_proof() -> None:
    _live(conversations.open_visitor(external_id="customer-7"))
    printed = StringIO()
    call_command("erase", "customer-7", "--external", stdout=printed)
    rows = [line.split() for line in printed.getvalue().splitlines() if line.split()[-1].isdecimal()]
    assert {row[0]: row[-1] for row in rows}.items() >= {"messages": "0", "traces": "0", "index_entries": "0"}.items()


def _live(visitor: models.Visitor) -> None:
    """A question with its answer and trace, and two training rows made from it."""
    talk = conversations.open_conversation(visitor=visitor)
    question = conversations.post_visitor_message(conversation=talk, text="my card is lost")
    assert conversations.answer_message(question.pk) is not None
    text = f"my card is lost {visitor.pk}"
    models.Example.objects.create(text=text, text_hash=text[-60:], language="en", visitor=visitor)
    models.TrainingPair.objects.create(
        question=text, question_hash=text[-60:], answer="Freeze it.", language="en", visitor=visitor
    )
