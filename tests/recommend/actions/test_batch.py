"""Lists for everybody: published together, the same however often the run is interrupted."""

import gc
import json
import threading
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pyarrow import parquet
from pytest_django import Settings

from services.recommend import models, tasks
from services.recommend.actions import batch
from services.recommend.actions.batch import building, here, publishing, shards
from services.recommend.actions.batch.lists import Columns
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.lock import alone
from services.recommend.actions.ranking import nearest
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.errors import JobRuns
from shared.jobs.models import Job
from shared.outbox import actions as outbox
from shared.outbox.models import Delivery
from tests.recommend import shop

# Where the database is a server, a run works over a second connection, which sees no transaction of a test.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _stocked(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.LISTS_DIR = tmp_path, tmp_path / "lists"
    shop.stock()
    for number in range(23):
        shop.act(f"user{number:02d}", [f"i{(7 * number + step) % 40:03d}" for step in (1, 4)])


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def run(*, shard_users: int = 5, until: datetime | None = None) -> models.Generation:
    return batch.recommend_all(report=ignore, per_user=8, shard_users=shard_users, until=until)


class Killed(BaseException):
    """Stands for a process that is gone."""


def test_everybody_gets_a_list_and_the_files_say_the_same(tmp_path: Path) -> None:
    generation = run()
    assert (generation.state, generation.users) == ("current", 23)
    lists = {one.user: one for one in models.UserList.objects.all()}
    assert len(lists) == 23
    assert all(len(one.items) == 8 for one in lists.values())
    rows = parquet.read_table(Path(generation.folder)).to_pylist()
    assert {row["user_id"]: row["items"] for row in rows} == {user: one.items for user, one in lists.items()}
    assert set(rows[0]) == {"user_id", "items", "scores", "model_version", "generation"}
    assert json.loads((tmp_path / "lists" / "current.json").read_text())["generation"] == generation.pk


@pytest.mark.parametrize(("home", "where"), [(shards, "write_part"), (shards, "store_lists"), (building, "publish")])
def test_a_killed_run_goes_on_and_ends_as_an_uninterrupted_one(
    home: ModuleType, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run()
    rng_calls = iter(range(1_000))
    real = getattr(home, where)

    def dying(*args: object, **kwargs: object) -> object:
        if next(rng_calls) in {0, 2, 3}:
            raise Killed
        return real(*args, **kwargs)

    monkeypatch.setattr(home, where, dying)
    seen = []
    for _ in range(10):
        try:
            second = run()
            break
        except Killed:
            current = models.UserList.objects.filter(generation__state="current")
            seen.append(set(current.values_list("generation", flat=True)))
    assert seen
    assert all(generations == {first.pk} for generations in seen)
    assert second.pk != first.pk
    assert second.digest == first.digest
    assert set(models.UserList.objects.filter(generation=second).values_list("user", flat=True)) == {
        f"user{number:02d}" for number in range(23)
    }


def pointed(folder: Path) -> int:
    return int(json.loads((folder / "lists" / "current.json").read_text())["generation"])


def killed_at(
    monkeypatch: pytest.MonkeyPatch, where: ModuleType, name: str, *, until: datetime | None = None
) -> models.Generation:
    """A run that comes as far as a function; the generation it was at."""

    def dying(*_arguments: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(where, name, dying)
        with pytest.raises(Killed):
            run(until=until)
    return models.Generation.objects.latest("pk")


def killed_behind_the_flip(monkeypatch: pytest.MonkeyPatch) -> models.Generation:
    return killed_at(monkeypatch, publishing, "_write_pointer")


def test_a_kill_behind_the_flip_leaves_readers_of_files_on_whole_lists_until_the_clock_mends_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = run()
    second = killed_behind_the_flip(monkeypatch)
    assert pointed(tmp_path) == first.pk != second.pk
    assert len(parquet.read_table(Path(first.folder))) == 23
    tasks.point_to_lists()
    assert pointed(tmp_path) == second.pk
    before = (tmp_path / "lists" / "current.json").stat().st_mtime_ns
    tasks.point_to_lists()
    assert (tmp_path / "lists" / "current.json").stat().st_mtime_ns == before


def test_the_next_run_mends_the_pointer_before_anything_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run()
    second = killed_behind_the_flip(monkeypatch)
    killed_at(monkeypatch, building, "_open")
    assert pointed(tmp_path) == second.pk


def test_while_somebody_builds_nobody_else_points(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = run()
    killed_behind_the_flip(monkeypatch)
    held, done = threading.Event(), threading.Event()
    other = threading.Thread(target=_hold, args=(held, done))
    other.start()
    assert held.wait(10)
    try:
        batch.point_again()
        assert pointed(tmp_path) == first.pk
    finally:
        done.set()
        other.join()


def test_a_pointer_that_cannot_be_read_is_written_again(tmp_path: Path) -> None:
    generation = run()
    (tmp_path / "lists" / "current.json").write_text("")
    batch.point_again()
    assert pointed(tmp_path) == generation.pk


def test_the_same_moment_makes_the_same_lists_and_another_moment_does_not_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = timezone.now()
    first = run(until=moment)
    shop.act("user00", ["i010"], minutes_ago=-1)
    begun = killed_at(monkeypatch, building, "publish", until=moment)
    again = run(until=moment)
    assert (again.pk, again.digest, again.users) == (begun.pk, first.digest, 23)
    given_up = killed_at(monkeypatch, building, "publish")
    run(until=moment - timedelta(minutes=2))
    assert models.Generation.objects.get(state="failed").pk == given_up.pk


def test_what_was_begun_half_a_day_ago_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    killed_at(monkeypatch, building, "publish")
    models.Generation.objects.update(created_at=timezone.now() - timedelta(hours=13))
    assert run().pk != models.Generation.objects.get(state="failed").pk


def test_the_shards_cut_changes_no_list() -> None:
    whole = {one.user: one.items for one in run(shard_users=100).lists.all()}
    assert {one.user: one.items for one in run(shard_users=3).lists.all()} == whole


def test_a_large_shelf_is_ranked_by_several_at_once_with_the_same_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "interest": 2.0,
        "last": 1.0,
        "popularity": 0.7,
        "trend": 0.3,
        "fresh": 0.5,
        "language": 0.4,
        "section": 0.6,
    }
    own = [told.get(name, 0.0) for name in NAMES]
    ranker = LearnedRanker("ranker@1", Weights([0.0] * len(NAMES), [1.0] * len(NAMES), own, 0.0))
    monkeypatch.setattr(building, "current_ranker", lambda: ranker)
    monkeypatch.setattr(here, "cores", lambda: 2)
    shop.act("nobody", ["not-on-the-shelf"])
    moment = timezone.now()
    small = {one.user: (one.way, one.items) for one in run(until=moment).lists.all()}
    frozen, threads = [], set()
    lists = Stock.lists

    def listed(stock: Stock, *args: Any, **kwargs: Any) -> Columns:
        frozen.append(gc.get_freeze_count())
        threads.add(threading.get_ident())
        return lists(stock, *args, **kwargs)

    monkeypatch.setattr(Stock, "lists", listed)
    monkeypatch.setattr(nearest, "WHOLE", 5)
    large = {one.user: (one.way, one.items) for one in run(until=moment).lists.all()}
    assert large == small
    assert large["nobody"][0] != "personal"
    assert (threading.get_ident() in threads) is (connection.vendor != "postgresql")
    # What is loaded is left out of the search for garbage, and only during the run.
    assert all(frozen)
    assert gc.get_freeze_count() == 0


def test_two_runs_at_once_are_refused() -> None:
    held, done = threading.Event(), threading.Event()
    other = threading.Thread(target=_hold, args=(held, done))
    other.start()
    assert held.wait(10)
    try:
        with pytest.raises(JobRuns):
            run()
    finally:
        done.set()
        other.join()
    job = batch.start_batch()
    with pytest.raises(JobRuns):
        batch.start_batch()
    batch.run_batch_job(job_id=job.pk)
    assert Job.objects.get(pk=job.pk).state == "succeeded"
    assert Job.objects.get(pk=job.pk).result["users"] == 23


def _hold(held: threading.Event, done: threading.Event) -> None:
    """Somebody else's connection: a database's own lock is no obstacle to the session that has it."""
    with alone("batch"):
        held.set()
        done.wait(10)
    connection.close()


def test_the_database_itself_knows_only_one_current_generation() -> None:
    run()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Generation.objects.create(state="current", model_version="x", as_of="2026-03-01T00:00:00Z", per_user=1)


def test_old_lists_go_and_the_one_before_stays(tmp_path: Path) -> None:
    generations = [run() for _ in range(4)]
    kept = set(models.UserList.objects.values_list("generation", flat=True))
    assert kept == {generation.pk for generation in generations[-2:]}
    assert len(list((tmp_path / "lists").glob("generation=*"))) == 2


def test_receivers_are_told_of_a_published_generation() -> None:
    outbox.create_endpoint(name="Shop", kind="webhook", address="https://hooks.example.com/lists")
    generation = run()
    message = Delivery.objects.get().message
    assert (message.kind, message.body["generation"], message.body["users"]) == (
        "generation.published",
        generation.pk,
        23,
    )


def test_machines_get_no_list() -> None:
    models.Profile.objects.update_or_create(user="user03", defaults={"flagged_at": "2026-03-01T00:00:00Z"})
    assert run().users == 22


def test_a_cancelled_job_stops_and_the_next_goes_on() -> None:
    job = batch.start_batch()
    Job.objects.filter(pk=job.pk).update(state="cancelled", finished_at="2026-03-01T00:00:00Z")
    batch.run_batch_job(job_id=job.pk)
    assert not models.Generation.objects.filter(state="current").exists()
    assert run().users == 23
