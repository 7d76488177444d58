"""While a conversation is open: what is expected of it is kept, and a person is called early at most once."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from services.support import models
from services.support.actions import conversations, remembered
from services.support.actions.background import AlreadyRuns
from services.support.actions.conversations.rows import add_message, locked
from services.support.actions.forecast import following, refitting
from services.support.actions.forecast.model import Model
from services.support.actions.forecast.signs import NAMES, shown
from services.support.actions.forecast.telling import reasons
from services.support.actions.gaps import finding
from services.support.models.choices import Author, Reason, State
from services.support.queries import answers, fits
from services.support.queries.talks import talk_of
from shared.accounts.models import User
from tests.support.fits import minds_tone
from tests.support.talks import go_badly, go_well

pytestmark = pytest.mark.django_db
FitState = models.SatisfactionFit.State


@pytest.fixture(autouse=True)
def _fresh() -> None:
    remembered.forget_all()


def early(threshold: float | None) -> None:
    row = answers.policy()
    row.early_handover = threshold
    row.save()


def test_without_a_forecast_nothing_is_kept(conversation: models.Conversation) -> None:
    early(0.05)
    conversations.post_visitor_message(conversation=conversation, text="This is ridiculous!!")
    conversation.refresh_from_db()
    assert conversation.state == State.BOT
    assert not models.Prediction.objects.exists()


def test_each_word_and_thumb_brings_it_up_to_date(conversation: models.Conversation) -> None:
    fit = minds_tone(liked=-4.0)
    conversations.post_visitor_message(conversation=conversation, text="where is my card")
    first = models.Prediction.objects.get()
    assert first.version == fit.version
    with locked(conversation) as row:
        reply = add_message(row, author=Author.BOT, text="In the post.")
    conversations.give_feedback(message=reply, value=-1)
    second = models.Prediction.objects.get()
    conversations.post_visitor_message(conversation=conversation, text="This is ridiculous!!")
    third = models.Prediction.objects.get()
    assert first.probability < second.probability < third.probability
    assert first.event < second.event < third.event
    assert reasons(third) == ["Thumbs down", "Reproachful tone"]


def test_it_is_off_until_the_operator_sets_a_threshold(conversation: models.Conversation) -> None:
    minds_tone()
    conversations.post_visitor_message(conversation=conversation, text="This is ridiculous!!")
    conversation.refresh_from_db()
    assert models.Prediction.objects.get().probability > 0.9
    assert conversation.state == State.BOT


def test_above_the_threshold_a_person_is_called_instead_of_an_answer(conversation: models.Conversation) -> None:
    minds_tone()
    early(0.6)
    calm = conversations.post_visitor_message(conversation=conversation, text="where is my card")
    assert calm.answering == models.Message.Answering.PENDING
    message = conversations.post_visitor_message(conversation=conversation, text="This is ridiculous!!!! useless")
    third = conversations.post_visitor_message(conversation=conversation, text="you are useless")
    conversation.refresh_from_db()
    assert (conversation.state, conversation.handover_reason) == (State.WAITING, Reason.LIKELY_UNHAPPY)
    for one in (calm, message, third):
        one.refresh_from_db()
        assert one.answering == models.Message.Answering.NOT_NEEDED
    said = conversation.messages.filter(author=Author.SYSTEM)
    assert [one.text for one in said] == ["A person can help you better here. I have asked one, who will answer here."]


def test_a_thumb_can_call_a_person_too(conversation: models.Conversation) -> None:
    minds_tone(liked=-8.0)
    early(0.6)
    conversations.post_visitor_message(conversation=conversation, text="where is my card")
    with locked(conversation) as row:
        reply = add_message(row, author=Author.BOT, text="In the post.")
    row = conversations.give_feedback(message=reply, value=-1)
    assert (row.state, row.handover_reason) == (State.WAITING, Reason.LIKELY_UNHAPPY)


def test_once_a_conversation_even_when_it_is_handed_back(conversation: models.Conversation, ana: User) -> None:
    minds_tone()
    early(0.6)
    for _time in "12":
        conversations.post_visitor_message(conversation=conversation, text="This is ridiculous!!", client_id="same")
    conversations.take_over(conversation=conversation, agent=ana)
    conversations.hand_back(conversation=conversation, agent=ana)
    conversations.post_visitor_message(conversation=conversation, text="Still ridiculous!! useless!!")
    conversation.refresh_from_db()
    assert conversation.state == State.BOT
    called = conversation.events.filter(kind="state", data__state="waiting")
    assert called.count() == 1
    assert fits.early_handovers() == 1


def test_live_and_past_conversations_are_read_alike(conversation: models.Conversation) -> None:
    minds_tone()
    conversations.post_visitor_message(conversation=conversation, text="where is my card")
    with locked(conversation) as row:
        add_message(row, author=Author.BOT, text="In the post.")
    conversations.post_visitor_message(conversation=conversation, text="where is my card??")
    kept = models.Prediction.objects.get()
    conversations.ask_for_person(conversation=conversation)
    conversation.refresh_from_db()
    fit = remembered.forecast()
    assert fit is not None
    then = shown([talk_of(conversation).until(kept.event)])
    assert float(Model.from_dict(fit.parameters).probabilities(then)[0]) == pytest.approx(kept.probability, abs=1e-4)


def test_a_model_of_other_signs_keeps_silent(conversation: models.Conversation) -> None:
    fit = minds_tone()
    fit.parameters |= {"names": [*NAMES[:-1], "once_there_was"]}
    fit.save()
    conversations.post_visitor_message(conversation=conversation, text="This is ridiculous!!")
    assert not models.Prediction.objects.exists()


def test_reasons_of_signs_that_are_gone_are_left_out() -> None:
    row = models.Prediction(reasons=[{"name": "once_there_was", "low": True}, {"name": "brief", "low": True}])
    assert reasons(row) == ["Many messages"]


def test_the_daily_round_keeps_both_fits_and_says_that_there_is_too_little(conversation: models.Conversation) -> None:
    go_well(days=20)
    minds_tone()
    conversations.post_visitor_message(conversation=conversation, text="where is my card")
    result = refitting.run_job(job_id=refitting.start_job().pk)
    assert result["drivers"] == {"version": 1, "state": "few", "ratings": 1}
    assert result["forecast"] == {"version": 2, "state": "few", "ratings": 1}
    assert fits.forecast_in_force() is None
    assert remembered.forecast() is None
    # What the older version said is not shown beside what goes on.
    assert not models.Prediction.objects.exists()


def test_enough_ratings_bring_it_into_force_and_foresee_what_is_open(conversation: models.Conversation) -> None:
    conversations.post_visitor_message(conversation=conversation, text="This is ridiculous!! useless!!")
    for number in range(80):
        (go_badly if number % 3 == 0 else go_well)(days=60 - number / 2)
    result = refitting.run_job(job_id=refitting.start_job().pk)
    assert result["forecast"] == {"version": 1, "state": "in_force", "ratings": 80}
    assert result["drivers"]["state"] == "in_force"
    assert result["foreseen"] == 1
    kept = models.Prediction.objects.get(conversation=conversation)
    assert kept.version == 1
    assert kept.probability > 0.5


def test_one_round_at_a_time() -> None:
    refitting.start_job()
    with pytest.raises(AlreadyRuns):
        refitting.start_job()
    assert finding.start_job()


def test_of_each_kind_one_is_in_force_and_the_oldest_go() -> None:
    for _number in range(95):
        minds_tone()
    rows = models.SatisfactionFit.objects.filter(kind="forecast")
    assert rows.count() == 90
    assert rows.get(state=FitState.IN_FORCE).version == 95


def test_a_customer_who_is_erased_takes_the_prediction_along(conversation: models.Conversation) -> None:
    minds_tone()
    conversations.post_visitor_message(conversation=conversation, text="where is my card")
    conversation.visitor.delete()
    assert not models.Prediction.objects.exists()


def test_the_round_follows_the_lock(conversation: models.Conversation) -> None:
    """Nothing is foreseen of a conversation in which the customer has not written."""
    minds_tone()
    with locked(conversation) as row:
        assert following.follow(row) is None


def test_the_command_prints_what_came_of_it() -> None:
    go_well(days=20)
    printed = StringIO()
    call_command("satisfaction", "--json", stdout=printed)
    found = json.loads(printed.getvalue())
    assert found["drivers"]["state"] == found["forecast"]["state"] == "few"
    assert found["drivers"]["figures"]["ratings"] == 1
    printed = StringIO()
    call_command("satisfaction", stdout=printed)
    assert "Too few to tell: 1 ratings of 1 customers" in printed.getvalue()
