"""Batches form only from what arrived while the worker was busy; nothing here waits for a clock."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from modelkit.errors import EngineUnavailable, Overloaded
from modelkit.inference.batching import BatchQueue


class Bench:
    """A model that notes each pass, and can be held in the middle of one."""

    def __init__(self) -> None:
        self.passes: list[list[Any]] = []
        self.busy = threading.Event()
        self.go_on = threading.Event()

    def double(self, items: list[Any]) -> list[Any]:
        self.passes.append(items)
        if "hold" in items:
            self.busy.set()
            assert self.go_on.wait(10)
        if "bad" in items:
            raise ValueError("bad item")
        return [item * 2 for item in items]


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def queue() -> Iterator[BatchQueue]:
    made = BatchQueue(batch_cost=100, patience=1.0)
    yield made
    made.close()


@pytest.fixture
def crowd(queue: BatchQueue, bench: Bench) -> Iterator["Crowd"]:
    with ThreadPoolExecutor(16) as pool:
        made = Crowd(queue, bench, pool)
        yield made
        bench.go_on.set()


class Crowd:
    """Callers who arrive, one after another, while the model is held."""

    def __init__(self, queue: BatchQueue, bench: Bench, pool: ThreadPoolExecutor) -> None:
        self.queue, self.bench, self.pool = queue, bench, pool
        self.holder = self.call(["hold"])
        assert bench.busy.wait(10)

    def call(self, items: list[Any], *, key: str = "k", cost: float = 1, **options: Any) -> "Future[list[Any]]":
        options = {"timeout": 10} | options
        return self.pool.submit(self.queue.call, key, self.bench.double, items, cost=cost, **options)

    def arrive(self, items: list[Any], **options: Any) -> "Future[list[Any]]":
        """A call that is in the queue when this returns."""
        before = self.queue.waiting
        future = self.call(items, **options)
        with self.queue._changed:
            pass
        while self.queue.waiting == before and not future.done():
            threading.Event().wait(0.001)
        return future


def test_a_lone_call_runs_at_once(queue: BatchQueue, bench: Bench) -> None:
    assert queue.call("k", bench.double, ["a", "b"], cost=2, timeout=10) == ["aa", "bb"]
    assert bench.passes == [["a", "b"]]


def test_those_who_waited_share_a_pass_and_get_their_own_answers(crowd: Crowd, bench: Bench) -> None:
    calls = [crowd.arrive([letter]) for letter in "abc"]
    bench.go_on.set()
    assert [call.result() for call in calls] == [["aa"], ["bb"], ["cc"]]
    assert sorted(bench.passes[1]) == ["a", "b", "c"]


def test_another_models_work_stays_apart(crowd: Crowd, bench: Bench) -> None:
    calls = [crowd.arrive(["a"], key="one"), crowd.arrive(["b"], key="two")]
    bench.go_on.set()
    assert [call.result() for call in calls] == [["aa"], ["bb"]]
    assert bench.passes[1:] == [["a"], ["b"]]


def test_a_pass_has_a_largest_size(crowd: Crowd, bench: Bench) -> None:
    calls = [crowd.arrive([letter], cost=30, admitted=True) for letter in "abcd"]
    bench.go_on.set()
    assert [call.result() for call in calls] == [["aa"], ["bb"], ["cc"], ["dd"]]
    assert [len(items) for items in bench.passes[1:]] == [3, 1]


def test_a_short_question_goes_before_a_long_page(crowd: Crowd, bench: Bench) -> None:
    page = crowd.arrive(["page"], key="pages", cost=90_000, admitted=True)
    question = crowd.arrive(["question"], key="questions", admitted=True)
    bench.go_on.set()
    page.result()
    question.result()
    assert bench.passes[1:] == [["question"], ["page"]]


def test_what_would_wait_too_long_is_turned_away_with_a_time_to_return(crowd: Crowd) -> None:
    crowd.arrive(["a"], cost=80)
    with pytest.raises(Overloaded) as caught:
        crowd.arrive(["b"], cost=80).result()
    assert caught.value.retry_after >= 1.0


def test_the_rest_of_admitted_work_is_never_turned_away(crowd: Crowd, bench: Bench) -> None:
    crowd.arrive(["a"], cost=80)
    rest = crowd.arrive(["b"], cost=80, admitted=True)
    bench.go_on.set()
    assert rest.result() == ["bb"]


def test_one_callers_bad_input_fails_nobody_else(crowd: Crowd, bench: Bench) -> None:
    good, bad = crowd.arrive(["a"]), crowd.arrive(["bad"])
    bench.go_on.set()
    assert good.result() == ["aa"]
    with pytest.raises(ValueError, match="bad item"):
        bad.result()


def test_a_late_answer_is_an_error_and_its_work_is_dropped(crowd: Crowd, bench: Bench) -> None:
    late = crowd.arrive(["late"], timeout=0.01)
    with pytest.raises(EngineUnavailable, match=r"within 0\.01 seconds"):
        late.result()
    bench.go_on.set()
    assert crowd.call(["next"]).result() == ["nextnext"]
    assert not any("late" in items for items in bench.passes)


def test_closing_turns_away_who_waits(crowd: Crowd, bench: Bench) -> None:
    waiting = crowd.arrive(["a"])
    closing = threading.Thread(target=crowd.queue.close)
    closing.start()
    with pytest.raises(EngineUnavailable, match="closing"):
        waiting.result()
    bench.go_on.set()
    closing.join()
    assert crowd.holder.result() == ["holdhold"]
    with pytest.raises(EngineUnavailable, match="closed"):
        crowd.queue.call("k", bench.double, ["z"], cost=1, timeout=1)
