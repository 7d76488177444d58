"""The desk's search for parts of words, over an index where the database has one."""

import pytest
from django.db import connection

from services.support.actions import desk
from services.support.queries.desk import Filters, queue
from shared.accounts.models import User
from tests.support.rows import conversation

pytestmark = pytest.mark.django_db


def found(words: str) -> set[str]:
    rows = queue(show="open", agent=User.objects.get(username="anna"), filters=Filters(words=words))
    return set(rows.values_list("subject", flat=True))


@pytest.fixture(autouse=True)
def _talks(db: None) -> None:
    anna = User.objects.create_user(username="anna", role="agent")
    conversation("Where is my replacement card?")
    noted = conversation("I was charged twice")
    desk.add_note(conversation=noted, agent=anna, text="Their REPLACEMENT of 50 % is on its way")
    conversation("我的银行转账在哪里？")


def test_parts_of_words_are_found_in_messages_and_notes_whatever_their_case() -> None:
    assert found("placemen") == {"Where is my replacement card?", "I was charged twice"}
    assert found("placemen CARD") == {"Where is my replacement card?"}
    assert found("银行") == {"我的银行转账在哪里？"}


def test_signs_of_patterns_are_plain_signs() -> None:
    assert found("50 %") == {"I was charged twice"}
    assert found("pl%ment") == found("re_lacement") == set()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL indexes parts of words")
def test_the_search_asks_the_index() -> None:
    with connection.cursor() as cursor:
        # Of three messages it would rather read all.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = queue(show="open", agent=User.objects.get(), filters=Filters(words="placemen")).explain()
    assert "support_message_words" in plan
    assert "support_note_words" in plan
