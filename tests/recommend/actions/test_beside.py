"""What is read ahead and written behind, and who waits for whom."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from services.recommend.actions.batch.beside import ahead, beside
from services.recommend.actions.lock import alone, join_in
from tests.recommend.locks import somebody_waits

T = TypeVar("T")


def test_results_come_in_order_with_one_more_under_way() -> None:
    told: list[str] = []

    def submit(work: Callable[[], T], /) -> Callable[[], T]:
        told.append(f"begun {work()}")
        return work

    told.extend(f"had {one}" for one in ahead(submit, (partial(str, name) for name in "abc")))
    assert told == ["begun a", "begun b", "had a", "begun c", "had b", "had c"]
    assert list(ahead(submit, [])) == []
    told.clear()
    assert list(ahead(submit, (partial(str, name) for name in "abc"), 2)) == ["a", "b", "c"]
    assert told == ["begun a", "begun b", "begun c"]


@pytest.mark.django_db(transaction=True)
def test_work_beside_has_a_connection_of_its_own_and_its_fault_is_told_to_who_waits() -> None:
    class Full(Exception):
        """Of a disk, say."""

    def fail() -> None:
        raise Full

    with beside() as submit:
        first, second = submit(threading.get_ident)(), submit(threading.get_ident)()
        assert first == second
        apart = connection.vendor == "postgresql"
        assert (first != threading.get_ident()) is apart
        if apart:
            waiting = submit(fail)
            with pytest.raises(Full):
                waiting()
        with transaction.atomic(), beside() as inside:
            # It would not see what the transaction wrote.
            assert inside(threading.get_ident)() == threading.get_ident()


@pytest.mark.django_db(transaction=True)
def test_several_work_at_once_and_leave_no_connection_behind() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("an embedded database would rather do one thing after another")
    both, prepared = threading.Barrier(2, timeout=10), []

    def ask() -> tuple[int, BaseDatabaseWrapper]:
        # Neither goes on alone.
        both.wait()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return threading.get_ident(), connections["default"]

    with beside(2, prepare=lambda: prepared.append(threading.get_ident())) as submit:
        asked = [one() for one in [submit(ask), submit(ask)]]
        names = {name for name, _connection in asked}
        assert len(names) == 2
        assert set(prepared) == names
    assert all(own.connection is None for _name, own in asked)


@pytest.mark.django_db(transaction=True)
def test_whoever_is_alone_next_waits_for_what_a_killed_run_leaves_behind() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a file's lock ends with the process, which writes itself")
    begun, done, entered = threading.Event(), threading.Event(), threading.Event()

    def leave_behind() -> None:
        with transaction.atomic():
            join_in("batch")
            begun.set()
            done.wait(10)
        connection.close()

    def enter() -> None:
        with alone("batch"):
            entered.set()
        connection.close()

    threads = [threading.Thread(target=leave_behind), threading.Thread(target=enter)]
    threads[0].start()
    assert begun.wait(10)
    threads[1].start()
    try:
        assert somebody_waits()
        assert not entered.is_set()
    finally:
        done.set()
    assert entered.wait(10)
    for one in threads:
        one.join()
