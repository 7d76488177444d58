"""A database that compares as a language does: small letters beside capitals, and signs before digits."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, TextField
from django.utils import timezone

from services.recommend.actions import batch
from services.recommend.queries import histories
from tests.recommend import shop

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="an embedded database compares bytes"),
]
ORDER = ["alice", "Bob", "user-2", "user10", "Zoe", "zoe"]


@pytest.fixture(autouse=True)
def _by_language() -> None:
    """Undone with the transaction of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'")
        if cursor.fetchone() is None:
            pytest.skip("this server was built without ICU")
        for model in apps.get_app_config("recommend").get_models():
            for field in model._meta.local_fields:
                if isinstance(field, CharField | TextField):
                    kind = f'{field.db_type(connection)} COLLATE "und-x-icu"'
                    cursor.execute(f'ALTER TABLE {model._meta.db_table} ALTER "{field.column}" TYPE {kind}')


@pytest.fixture(autouse=True)
def _stocked() -> None:
    shop.stock()
    for user in sorted(ORDER):
        shop.act(user, ["i001", "i002"])


@pytest.mark.parametrize("shard_users", [1, 2, 4])
def test_everybody_gets_one_list_however_shards_are_cut(shard_users: int) -> None:
    generation = batch.recommend_all(report=lambda _stage, _done, _total: None, per_user=8, shard_users=shard_users)
    assert sorted(generation.lists.values_list("user", flat=True)) == sorted(ORDER)
    assert all(shard.users == shard_users for shard in generation.shards.all()[: len(ORDER) // shard_users])


def test_a_range_holds_those_who_stand_between_its_ends() -> None:
    now = timezone.now()
    assert set(histories.users(until=now)) == set(ORDER)
    for first, last in [(0, 2), (1, 3), (4, 4), (0, 5)]:
        everybody = histories.users(until=now)
        found = histories.users(until=now, between=(everybody[first], everybody[last]))
        assert found == everybody[first : last + 1]
