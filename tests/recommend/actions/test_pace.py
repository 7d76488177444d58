"""How long a run still takes is told by what it did itself."""

from typing import Any

import pytest

from services.recommend.actions import batch
from services.recommend.actions.batch.pace import Pace
from shared.jobs import actions as jobs
from tests.recommend import shop


class Stopped(BaseException):
    """Stands for somebody who stops the run."""


def test_what_an_earlier_run_did_is_no_pace() -> None:
    moments = iter([0.0, 10.0, 30.0, 100.0])
    pace = Pace(clock=lambda: next(moments))
    left = [pace.seconds_left("recommending", done, 100) for done in (80, 81, 85, 100)]
    assert left == [None, 190.0, 90.0, None]


def test_each_stage_has_a_pace_of_its_own() -> None:
    moments = iter([0.0, 60.0, 600.0, 601.0])
    pace = Pace(clock=lambda: next(moments))
    steps = [("embedding", 256, 1_000), ("embedding", 512, 1_000), ("recommending", 0, 10), ("recommending", 1, 10)]
    assert [pace.seconds_left(*step) for step in steps] == [None, pytest.approx(60 * 488 / 256), None, 9.0]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_goes_on_says_nothing_before_it_did_something(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.stock()
    for number in range(6):
        shop.act(f"user{number}", ["i001"])
    with pytest.raises(Stopped):
        batch.recommend_all(report=_stop, shard_users=1)
    advance = jobs.advance
    told: list[str] = []

    def noted(*, stage: str = "", message: str = "", **named: Any) -> None:
        if stage == "recommending":
            told.append(message)
        advance(stage=stage, message=message, **named)

    monkeypatch.setattr(jobs, "advance", noted)
    batch.run_batch_job(job_id=batch.start_batch().pk)
    first, *others = told
    assert first == ""
    assert 1 <= len(others) < 5
    assert all(message.startswith("About ") for message in others)


def _stop(stage: str, done: int, _total: int) -> None:
    if (stage, done) == ("recommending", 4):
        raise Stopped
