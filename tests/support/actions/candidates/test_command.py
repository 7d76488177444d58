"""`manage.py candidate`: the whole way of one, from a terminal."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from services.support import models
from services.support.actions import conversations
from shared.outbox.models import Endpoint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


def run(*arguments: str) -> str:
    printed = StringIO()
    call_command("candidate", *arguments, stdout=printed)
    return printed.getvalue()


def test_from_its_name_to_its_end(mixed_up: int) -> None:
    assert "ready" in run("--name", f"support-intent={mixed_up}", "--share", "1", "--max-wrong", "0.3")
    talk = conversations.open_conversation(visitor=conversations.open_visitor(language="en"))
    question = conversations.post_visitor_message(conversation=talk, text="my card is lost")
    conversations.answer_message(question.pk)
    told = json.loads(run("--ask", "--json"))
    assert (told["answered"], told["verdict"]) == (1, "open")
    with pytest.raises(CommandError, match="'nobody' is not known"):
        run("--split", "0.5", "--tell", "nobody")
    ops = Endpoint.objects.create(name="ops", address="https://example.com/hook")
    run("--split", "0.5", "--tell", "ops")
    assert models.Split.objects.get().is_open
    assert list(models.Split.objects.get().receivers.all()) == [ops]
    run("--stop-split")
    assert not models.Split.objects.get().is_open
    assert "ended" in run("--end")


@pytest.mark.parametrize(
    "arguments",
    [[], ["--end"], ["--stop-split"], ["--split", "0.5"], ["--share", "0.5"], ["--name", "x"], ["--name", "x=2"]],
)
def test_it_says_what_cannot_be_done(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
    assert not models.Candidate.objects.exists()
