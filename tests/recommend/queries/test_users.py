"""Users as people look at them."""

import pytest

from services.recommend.queries import users
from tests.recommend.stream import event, send

pytestmark = pytest.mark.django_db


def test_who_was_only_shown_something_did_nothing() -> None:
    send([event(1), event(2, user="ben", kind="impression", position=1)])
    assert [(row.user, row.events) for row in users.users()] == [("ana", 1)]
    assert (users.exists("ana"), users.exists("ben")) == (True, False)
