"""One worker runs every model, and takes together what arrived while it was busy.

Nothing waits for a batch to fill: an idle worker starts at once, so a lone customer pays nothing, and a crowd
shares passes. One thread, because two passes side by side on the same cores only slow each other down.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from typing import Any

from modelkit.errors import EngineUnavailable, Overloaded
from modelkit.inference.stats import EngineStats

Run = Callable[[list[Any]], Iterable[Any]]

# How much later a unit of cost (about a character) may be served: a page yields to a question, but not for ever.
SECONDS_PER_COST = 0.0002


@dataclass(order=True)
class _Ticket:
    due: float
    number: int
    cost: float = field(compare=False)
    key: Hashable = field(compare=False)
    run: Run = field(compare=False)
    items: list[Any] = field(compare=False)
    future: "Future[list[Any]]" = field(compare=False)


class BatchQueue:
    """Runs `run(items)` in one thread; tickets with an equal key share a call of at most `batch_cost`.

    Turns work away once what waits would take longer than `patience` seconds at the speed measured lately.
    """

    def __init__(self, *, batch_cost: float, patience: float, stats: EngineStats | None = None) -> None:
        self._batch_cost = batch_cost
        self._patience = patience
        self._stats = stats or EngineStats()
        self._tickets: list[_Ticket] = []
        self._waiting = 0.0
        self._cost_per_second = batch_cost  # a first guess, then measured
        self._numbers = 0
        self._closed = False
        self._changed = threading.Condition()
        self._worker = threading.Thread(target=self._work, name="modelkit-batches", daemon=True)
        self._worker.start()

    def call(
        self, key: Hashable, run: Run, items: list[Any], *, cost: float, timeout: float, admitted: bool = False
    ) -> list[Any]:
        """One result per item, from a call that may be shared. Overloaded when full, EngineUnavailable when late.

        `admitted` marks the rest of work that was let in before: turning it away would waste what is done.
        """
        ticket = self._enter(key, run, items, cost, admitted=admitted)
        try:
            return ticket.future.result(timeout)
        except TimeoutError:
            ticket.future.cancel()
            raise EngineUnavailable(f"No answer within {timeout:g} seconds.", remedy="Try again.") from None
        except CancelledError:
            raise EngineUnavailable("The engine is closing.") from None

    def close(self) -> None:
        """Finish the running call, turn the rest away."""
        with self._changed:
            self._closed = True
            for ticket in self._tickets:
                ticket.future.cancel()
            self._tickets.clear()
            self._changed.notify_all()
        self._worker.join()

    @property
    def waiting(self) -> float:
        """The cost that waits to be run."""
        return self._waiting

    def _enter(self, key: Hashable, run: Run, items: list[Any], cost: float, *, admitted: bool) -> _Ticket:
        with self._changed:
            if self._closed:
                raise EngineUnavailable("The engine is closed.")
            if not admitted and self._is_full(cost):
                self._stats.count("turned_away")
                raise Overloaded(retry_after=max(1.0, self._waiting / self._cost_per_second))
            self._numbers += 1
            due = time.monotonic() + cost * SECONDS_PER_COST
            ticket = _Ticket(due, self._numbers, cost, key, run, items, Future())
            self._tickets.append(ticket)
            self._waiting += cost
            self._changed.notify()
        return ticket

    def _is_full(self, cost: float) -> bool:
        # Whatever its size, work is taken when nothing waits: it can never fit better.
        room = max(self._batch_cost, self._patience * self._cost_per_second)
        return self._waiting > 0 and self._waiting + cost > room

    def _work(self) -> None:
        while batch := self._next():
            started = time.monotonic()
            self._serve(batch)
            cost = sum(ticket.cost for ticket in batch)
            speed = cost / max(time.monotonic() - started, 1e-6)
            self._cost_per_second += 0.2 * (speed - self._cost_per_second)
            self._stats.count("batches")
            self._stats.count("batched_items", sum(len(ticket.items) for ticket in batch))

    def _next(self) -> list[_Ticket]:
        """The most urgent ticket and those that can ride along; empty when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._tickets or self._closed)
            if self._closed:
                return []
            self._tickets.sort()
            first = self._tickets[0]
            taken, room = [first], self._batch_cost - first.cost
            for ticket in self._tickets[1:]:
                if ticket.key == first.key and ticket.cost <= room:
                    taken.append(ticket)
                    room -= ticket.cost
            numbers = {ticket.number for ticket in taken}
            self._tickets = [ticket for ticket in self._tickets if ticket.number not in numbers]
            self._waiting = sum(ticket.cost for ticket in self._tickets)
        return taken

    def _serve(self, batch: list[_Ticket]) -> None:
        # A caller that gave up has cancelled its future: its work is not done any more.
        live = [ticket for ticket in batch if ticket.future.set_running_or_notify_cancel()]
        if not live:
            return
        try:
            results = list(live[0].run([item for ticket in live for item in ticket.items]))
        except Exception as error:  # noqa: BLE001 - whatever a model raises belongs to the caller, not to the worker
            self._serve_apart(live, error)
            return
        start = 0
        for ticket in live:
            ticket.future.set_result(results[start : start + len(ticket.items)])
            start += len(ticket.items)

    def _serve_apart(self, live: list[_Ticket], error: Exception) -> None:
        """One caller's bad input must not fail those who happened to share its call."""
        if len(live) == 1:
            live[0].future.set_exception(error)
            return
        for ticket in live:
            try:
                ticket.future.set_result(list(ticket.run(ticket.items)))
            except Exception as own:  # noqa: BLE001 - as above
                ticket.future.set_exception(own)
