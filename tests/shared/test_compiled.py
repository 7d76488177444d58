"""A question compiled once is answered as the ORM would answer it."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.utils import timezone

from shared.api_keys.models import ApiKey
from shared.compiled import Compiled

_FIELDS = ("id", "name", "scopes", "expires_at")


def _by_prefix(prefix: str) -> QuerySet[ApiKey, tuple[Any, ...]]:
    return ApiKey.objects.filter(revoked_at=None, prefix=prefix, name__startswith="shop").values_list(*_FIELDS)


def _issue(prefix: str, **fields: object) -> ApiKey:
    return ApiKey.objects.create(prefix=prefix, hash="", name="shop front", **fields)


@pytest.mark.django_db
def test_values_come_as_the_orm_gives_them_and_what_changed_is_seen() -> None:
    asked = Compiled(_by_prefix)
    assert asked.rows("abc") == []
    key = _issue("abc", scopes=["data:read", "日本"], expires_at=timezone.now() + timedelta(days=1))
    other = _issue('it\'s 100 % "new"')
    assert asked.rows("abc") == [(key.pk, "shop front", ["data:read", "日本"], key.expires_at)]
    assert asked.rows(other.prefix) == [(other.pk, "shop front", [], None)]
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    assert asked.rows("abc") == []


@pytest.mark.django_db
def test_one_question_is_one_statement(django_assert_num_queries: Any) -> None:
    asked = Compiled(_by_prefix)
    with django_assert_num_queries(2):
        asked.rows("abc")
        asked.rows("abd")


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection() -> None:
    asked, found, key = Compiled(_by_prefix), [], _issue("abc")

    def ask() -> None:
        found.append((asked.rows("abc")[0][0], asked._compiled()[0].connection is connections["default"]))
        connection.close()

    asked.rows("abc")
    for _ in range(2):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert found == [(key.pk, True)] * 2


@pytest.mark.django_db
def test_postgresql_plans_a_statement_once_that_is_asked_often() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an embedded database has nothing to be told twice")
    connection.ensure_connection()
    before, connection.connection.prepare_threshold = connection.connection.prepare_threshold, 2
    try:
        asked, key = Compiled(_by_prefix), _issue("abc")
        assert [asked.rows("abc")[0][0] for _ in range(4)] == [key.pk] * 4
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%api_key%%'")
            assert cursor.fetchone() == (1,)
    finally:
        connection.connection.prepare_threshold = before
