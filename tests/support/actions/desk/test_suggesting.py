"""What an agent may insert: templates, articles with their sources, and what was corrected."""

import pytest

from services.support import models
from services.support.actions import conversations
from services.support.actions.desk.suggesting import suggest
from tests.support.bank import RATE_QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


def test_templates_and_articles_are_suggested(conversation: models.Conversation) -> None:
    conversations.post_visitor_message(conversation=conversation, text=RATE_QUESTION)
    found = suggest(conversation)
    assert {one.kind for one in found} >= {"article"}
    article = next(one for one in found if one.kind == "article")
    assert article.sources[0].document in {"rates", "rates-zh"}
    assert all(0 <= one.score <= 1 for one in found)


def test_a_recognised_intent_comes_first(conversation: models.Conversation) -> None:
    conversations.post_visitor_message(conversation=conversation, text="my card is lost")
    first = suggest(conversation)[0]
    assert (first.kind, first.name) == ("template", "card_lost")


def test_before_the_customer_has_written_there_is_nothing(conversation: models.Conversation) -> None:
    assert suggest(conversation) == []
