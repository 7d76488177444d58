"""Ratings: kept once, told once, and read with how sure one can be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.support import models
from services.support.actions import conversations, satisfaction
from services.support.actions.erase import erase_visitor
from services.support.actions.satisfaction.figures import figures
from services.support.models.choices import Author
from services.support.queries.overview import Period
from shared.accounts.models import User
from shared.outbox.models import Delivery, Endpoint
from tests.support.rows import conversation, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver() -> Endpoint:
    endpoint = Endpoint.objects.create(name="crm", kind="webhook", address="https://crm.example/hook")
    satisfaction.save_survey(enabled=True, question={}, asks_comment=True, receivers=[endpoint])
    return endpoint


def answered(text: str = "Where is my card?") -> models.Conversation:
    row = conversation(text)
    row.messages.create(author=Author.BOT, text="In the post.")
    return row


def test_a_rating_is_kept_masked_and_told_once(receiver: Endpoint) -> None:
    row = answered()
    for comment in ("Write to jo@example.com", "Write to jo@example.com", ""):
        satisfaction.rate(conversation=row, score=4, comment=comment)
    rating = models.Rating.objects.get()
    assert (rating.score, rating.by_person) == (4, False)
    assert "jo@example.com" not in rating.comment
    body = Delivery.objects.get(endpoint=receiver).message.body
    assert (body["type"], body["score"], body["conversation"]) == ("support.rating", 4, str(row.pk))


def test_a_later_word_counts_and_keeps_the_comment(receiver: Endpoint) -> None:
    row = answered()
    satisfaction.rate(conversation=row, score=5, comment="Lovely")
    satisfaction.rate(conversation=row, score=2)
    rating = models.Rating.objects.get()
    assert (rating.score, rating.comment) == (2, "Lovely")
    assert [one.message.body["changed"] for one in Delivery.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize("score", [0, 6, -1])
def test_only_one_to_five(score: int) -> None:
    with pytest.raises(satisfaction.NotRatable):
        satisfaction.rate(conversation=answered(), score=score)


def test_what_nobody_answered_and_what_nobody_asks_is_not_rated() -> None:
    with pytest.raises(satisfaction.NotRatable):
        satisfaction.rate(conversation=conversation(), score=5)
    satisfaction.save_survey(enabled=False, question={}, asks_comment=True, receivers=[])
    with pytest.raises(satisfaction.NotRatable):
        satisfaction.rate(conversation=answered(), score=5)


def test_a_link_opens_exactly_its_conversation() -> None:
    row = answered()
    token = satisfaction.link_for(row).strip("/").split("/")[-1]
    assert satisfaction.read_link(token) == row.pk
    assert satisfaction.read_link(f"{token}x") is None


def test_figures_come_with_their_interval(ana: User) -> None:
    for score in (5, 5, 4, 1):
        satisfaction.rate(conversation=answered(), score=score)
    row = waiting()
    conversations.take_over(conversation=row, agent=ana)
    conversations.post_agent_message(conversation=row, agent=ana, text="Hello")
    conversations.close(conversation=row, agent=ana)
    satisfaction.rate(conversation=row, score=3)
    today = timezone.localdate()
    found = figures(Period(today - timedelta(days=6), today))
    assert (found.everybody.rated, found.everybody.satisfied, found.by_person.rated) == (5, 3, 1)
    assert found.everybody.low is not None
    assert found.everybody.high is not None
    assert found.everybody.low < 0.6 < found.everybody.high
    assert found.everybody.is_few
    assert found.asked == 1
    assert found.scores == [(5, 2), (4, 1), (3, 1), (2, 0), (1, 1)]


def test_erasing_a_customer_erases_what_they_said(receiver: Endpoint) -> None:
    row = answered()
    satisfaction.rate(conversation=row, score=1, comment="Bad")
    proof = erase_visitor(visitor_id=row.visitor_id)
    assert (proof.before["ratings"], proof.before["told"], proof.holds) == (1, 1, True)
    assert not models.Rating.objects.exists()
    assert not Delivery.objects.exists()
