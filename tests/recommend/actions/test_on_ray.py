"""The shards of a run over Ray: processes of its own, the same lists."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions import batch
from services.recommend.actions.batch import on_ray, shards
from services.recommend.errors import RunFailed
from shared.errors import InputRefused
from tests.recommend import shop

pytestmark = pytest.mark.django_db(transaction=True)

on_a_server = pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="Ray's processes write at once, which an embedded database does not allow",
)


@pytest.fixture(autouse=True)
def _stocked(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BATCH_EXECUTOR, settings.RAY_ADDRESS = "ray", ""
    shop.stock()
    for number in range(23):
        shop.act(f"user{number:02d}", [f"i{(7 * number + step) % 40:03d}" for step in (1, 4)])
    if connection.vendor == "postgresql":
        # What the processes of a cluster would have in their environment.
        told = connection.settings_dict
        where = f"{told['HOST']}:{told['PORT'] or 5432}"
        monkeypatch.setenv("DATABASE_URL", f"postgres://{told['USER']}:{told['PASSWORD']}@{where}/{told['NAME']}")
        monkeypatch.setenv("DATA_DIR", str(tmp_path))


def run(*, executor: str, settings: Settings, report: object = None) -> models.Generation:
    settings.BATCH_EXECUTOR = executor
    told = report or (lambda _stage, _done, _total: None)
    return batch.recommend_all(report=told, per_user=8, shard_users=5, until=MOMENT)  # type: ignore[arg-type]


MOMENT = timezone.now()


class Stopped(BaseException):
    """Stands for somebody who stops the run."""


@on_a_server
def test_a_stopped_run_goes_on_and_ends_with_the_lists_of_one_process(settings: Settings) -> None:
    steps: list[tuple[str, int]] = []

    def stop(stage: str, done: int, _total: int) -> None:
        if (stage, done) == ("recommending", 2):
            raise Stopped

    ours = run(executor="here", settings=settings)
    with pytest.raises(Stopped):
        run(executor="ray", settings=settings, report=stop)
    begun = models.Generation.objects.get(state="building")
    kept = dict(begun.shards.exclude(done_at=None).values_list("number", "done_at"))
    assert len(kept) >= 2
    theirs = run(executor="ray", settings=settings, report=lambda stage, done, _total: steps.append((stage, done)))
    assert theirs.pk == begun.pk
    assert kept.items() <= dict(theirs.shards.values_list("number", "done_at")).items()
    assert (theirs.state, theirs.users, theirs.items, theirs.digest) == ("current", 23, ours.items, ours.digest)
    assert [done for stage, done in steps if stage == "recommending"] == list(range(len(kept), 5))
    assert models.UserList.objects.filter(generation=theirs).count() == 23


@on_a_server
def test_what_a_machine_could_not_do_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
    with pytest.raises(RunFailed, match=r"connection .*refused|port 1"):
        run(executor="ray", settings=settings)
    assert models.Generation.objects.get().state == "building"


def test_a_shard_is_recorded_once(settings: Settings) -> None:
    """A machine that is cut off from its run comes late, with other lists than were recorded."""
    generation = run(executor="here", settings=settings)
    on_ray.build_shard(generation.pk, 0)
    shard = generation.shards.get(number=0)
    part = Path(generation.folder) / "part-00000.parquet"
    before = (part.read_bytes(), shard.done_at, shard.digest, models.UserList.objects.count())
    shard.done_at = None
    stock = on_ray._stock(generation.pk)
    shards.finish(generation, shard, stock.lists(shards.read(generation, shard), count=3), shards.Clock())
    shard.refresh_from_db()
    assert (part.read_bytes(), shard.done_at, shard.digest, models.UserList.objects.count()) == before


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of embedded databases")
def test_an_embedded_database_is_refused_with_its_remedy(settings: Settings) -> None:
    with pytest.raises(InputRefused, match="BATCH_EXECUTOR"):
        run(executor="ray", settings=settings)


@pytest.fixture(autouse=True)
def _no_stock_of_another_test() -> Iterator[None]:
    yield
    on_ray._stock.cache_clear()
