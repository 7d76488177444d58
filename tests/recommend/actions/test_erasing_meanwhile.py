"""Somebody is erased while lists are made: nothing of them is written any more, and everybody else gets a list."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connection
from pyarrow import parquet

from services.recommend import models
from services.recommend.actions import batch
from services.recommend.actions.batch import on_ray, parts, shards
from services.recommend.actions.batch.executor import Report
from services.recommend.actions.batch.lists import Columns
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.erasing import erase_user
from services.recommend.queries import histories
from tests.recommend import shop
from tests.recommend.locks import somebody_waits
from tests.recommend.residue import residue

# Where the database is a server, a run works over a second connection, which sees no transaction of a test.
pytestmark = pytest.mark.django_db(transaction=True)
USERS = [f"user{number:02d}" for number in range(23)]


@pytest.fixture(autouse=True)
def _stocked() -> Iterator[None]:
    shop.stock()
    for number, user in enumerate(USERS):
        shop.act(user, [f"i{(7 * number + step) % 40:03d}" for step in (1, 4)])
    yield
    on_ray._stock.cache_clear()


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def run(*, report: Report = ignore, shard_users: int = 5) -> models.Generation:
    return batch.recommend_all(report=report, per_user=8, shard_users=shard_users)


class Killed(BaseException):
    """Stands for a process that is gone."""


def killed_at(
    home: ModuleType, name: str, call: int, monkeypatch: pytest.MonkeyPatch, *, shard_users: int = 5
) -> models.Generation:
    """A run that ends at the so-many-th call of a function; the generation it was at."""
    real, calls = getattr(home, name), iter(range(1_000))

    def dying(*arguments: object, **named: object) -> object:
        if next(calls) == call:
            raise Killed
        return real(*arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(home, name, dying)
        with pytest.raises(Killed):
            run(shard_users=shard_users)
    return models.Generation.objects.get(state="building")


def everybody_but(user: str, generation: models.Generation) -> bool:
    """Has one list, in the database and in the files."""
    others = [one for one in USERS if one != user]
    listed = sorted(generation.lists.values_list("user", flat=True))
    return listed == sorted(parquet.read_table(generation.folder)["user_id"].to_pylist()) == others


@pytest.mark.parametrize("user", ["user05", "user07", "user12", "user20", "user22"])
def test_who_is_erased_between_reading_and_writing_is_written_no_more(user: str, tmp_path: Path) -> None:
    """At the moment when the second shard is ranked and the third was read: of those, or of what comes last."""
    erased: list[int] = []

    def erase(stage: str, done: int, _total: int) -> None:
        if (stage, done) == ("recommending", 1) and not erased:
            erased.append(erase_user(user=user, actor="test"))

    generation = run(report=erase)
    assert erased[0] > 0
    assert residue([user], tmp_path) == []
    assert everybody_but(user, generation)


@pytest.mark.parametrize(("user", "shard_users"), [("user15", 5), ("user19", 5), ("user22", 5), ("user16", 1)])
def test_a_run_goes_on_when_who_bounds_its_shards_is_erased(
    user: str, shard_users: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = killed_at(shards, "write_part", 2, monkeypatch, shard_users=shard_users)
    erase_user(user=user, actor="test")
    assert residue([user], tmp_path) == []
    generation = run(shard_users=shard_users)
    assert generation.pk == begun.pk
    assert everybody_but(user, generation)


def test_a_shard_of_which_all_are_erased_one_by_one_is_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun = killed_at(shards, "write_part", 2, monkeypatch)
    for user in ("user19", "user15", "user17", "user18", "user16"):
        erase_user(user=user, actor="test")
    generation = run()
    assert (generation.pk, generation.users, generation.lists.count()) == (begun.pk, 18, 18)
    assert residue([f"user{number}" for number in range(15, 20)], tmp_path) == []


def test_half_a_file_that_a_kill_left_behind_goes_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    killed_at(parts.os, "replace", 1, monkeypatch)  # type: ignore[attr-defined]
    assert list(tmp_path.rglob("*.tmp"))
    erase_user(user="user06", actor="test")
    assert not list(tmp_path.rglob("*.tmp"))
    assert everybody_but("user06", run())


def test_a_machine_of_a_cluster_works_again_on_what_it_had_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    generation, lists = killed_at(shards, "write_part", 0, monkeypatch), Stock.lists
    erased: list[int] = []

    def erasing(stock: Stock, *arguments: Any, **named: Any) -> Columns:
        if not erased:
            erased.append(erase_user(user="user07", actor="test"))
        return lists(stock, *arguments, **named)

    monkeypatch.setattr(Stock, "lists", erasing)
    on_ray.build_shard(generation.pk, 1)
    assert sorted(generation.lists.values_list("user", flat=True)) == ["user05", "user06", "user08", "user09"]
    assert residue(["user07"], tmp_path) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="in an embedded database one writes after another")
def test_an_erasure_waits_until_the_plan_that_may_name_the_user_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    users, other = histories.users, threading.Thread(target=_erase, args=("user15",))

    def planned(**named: Any) -> list[str]:
        found = users(**named)
        if "between" not in named:
            other.start()
            assert somebody_waits()
        return found

    monkeypatch.setattr(histories, "users", planned)
    generation = run()
    other.join()
    assert residue(["user15"], tmp_path) == []
    assert everybody_but("user15", generation)


def _erase(user: str) -> None:
    erase_user(user=user, actor="test")
    connection.close()
