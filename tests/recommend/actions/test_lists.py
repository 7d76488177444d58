"""Lists as columns say the same as lists one by one."""

import json

import numpy as np
import pytest
from django.db import connection

from services.recommend import models
from services.recommend.actions.batch.lists import Columns, Keys, Listed, joined, numbers_json
from services.recommend.actions.batch.storing import store_lists
from services.recommend.actions.ranking import Ranked

KEYS = ["plain", 'quoted "so"', "back\\slash", "日本語", "tab\there"]
WAYS = ["personal", "newest", "segment", "personal"]
USERS = ["ana", "back\\slash", "tab\tand\nline", "日本"]


def columns() -> Columns:
    """A list of three, of none, of one with reasons, and of all."""
    rng = np.random.default_rng(2)
    lengths, told = (3, 0, 1, 5), ((), (), ({"kind": "pinned"},), ())
    ranked = [Ranked(rng.permutation(5)[:length], rng.random(length).astype(np.float32)) for length in lengths]
    return Columns.of(Keys.of(KEYS), [Listed(*one) for one in zip(USERS, ranked, told, WAYS, strict=True)])


def by_hand(lists: Columns) -> list[tuple[str, list[str], list[float]]]:
    rows = zip(USERS, lists.ends[:-1], lists.ends[1:], strict=True)
    return [
        (user, [KEYS[place] for place in lists.places[begin:end]], lists.scores[begin:end].tolist())
        for user, begin, end in rows
    ]


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def test_texts_are_those_that_json_would_write() -> None:
    lists = columns()
    assert lists.items_json.to_pylist() == [compact(items) for _user, items, _scores in by_hand(lists)]
    assert lists.scores_json.to_pylist() == [compact(scores) for _user, _items, scores in by_hand(lists)]
    assert joined(lists.lines).decode() == "".join(compact(row) for row in by_hand(lists))
    assert joined(lists.lines[1:3]).decode() == "".join(compact(row) for row in by_hand(lists)[1:3])


@pytest.mark.parametrize("power", range(-7, 8))
def test_numbers_are_written_as_json_writes_them(power: int) -> None:
    drawn = np.random.default_rng(power + 7).standard_normal(2_000) * 10.0**power
    values = np.concatenate([np.round(drawn, 6), [0.0, -0.0, 1.0, -1.0, 1e-6, 0.000999, 1e16]])
    assert numbers_json(values).to_pylist() == [json.dumps(one) for one in values.tolist()]


@pytest.mark.django_db
def test_the_database_gives_back_what_was_written() -> None:
    lists = columns()
    generation = models.Generation.objects.create(model_version="x", per_user=5, as_of="2026-03-01T00:00:00Z")
    store_lists(generation, lists)
    found = {one.user: one for one in generation.lists.all()}
    for user, items, scores in by_hand(lists):
        assert (found[user].items, found[user].scores) == (items, scores)
    assert [found[user].way for user in USERS] == WAYS
    assert [found[user].reasons for user in USERS] == [[], [], [{"kind": "pinned"}], []]


@pytest.mark.django_db
def test_postgresql_packs_long_lists_quickly_where_it_can() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an embedded database packs nothing")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
        if cursor.fetchone() != (True,):
            pytest.skip("this PostgreSQL has no LZ4")
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'recommend_userlist'::regclass AND attcompression = 'l'"
        )
        assert {name for (name,) in cursor.fetchall()} == {"items", "scores"}
