"""Politeness: what hosts asked for against what came, from the log of the hosts themselves

Many sites on loopback, each with a robots.txt of its own: Crawl-delay, Request-rate, paths or the whole site
forbidden, a group for our agent alone; every tenth refuses one request in between with 429 and Retry-After. All are
visited once and then `ROUNDS` times more, unchanged. Violations are counted in the sites' own log, with 20 ms for
clocks that a busy machine reads late. `HOSTS=300` is the full run.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from tests.benchmarks.measuring import desk, newsstand
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.newsstand import Seen
from tests.benchmarks.measuring.tables import print_table

HOSTS, ROUNDS = int(os.environ.get("HOSTS", "60")), int(os.environ.get("ROUNDS", "3"))
_ITEMS, _TOLERANCE = 8, 0.02


@dataclass(frozen=True)
class Wish:
    """What one robots.txt asks of us: the pause in seconds, and paths that are closed."""

    robots: str
    pause: float = 0.0
    closed: tuple[str, ...] = ()


_WISHES = (
    Wish("User-agent: *\nCrawl-delay: 1\n", pause=1.0),
    Wish("User-agent: *\nRequest-rate: 1/2\n", pause=2.0),
    Wish("User-agent: *\nDisallow: /news/0\nCrawl-delay: 0.5\n", pause=0.5, closed=("/news/0",)),
    Wish("User-agent: *\nDisallow: /\n", closed=("/feed", "/news")),
    Wish(
        "User-agent: *\nDisallow: /\n\nUser-agent: TriptychBot\nDisallow: /news/1\nCrawl-delay: 1.5\n",
        pause=1.5,
        closed=("/news/1",),
    ),
    Wish(""),
)


def main() -> None:
    keep_two_cores()
    with (
        newsstand.opened(items=_ITEMS, robots=lambda host: _wish(host).robots, busy=_busy) as stand,
        desk.opened() as place,
    ):
        first = place.ask("visiting", str(stand.port), str(HOSTS))
        whole = len(stand.seen)
        rounds = [place.ask("visiting", str(stand.port), str(HOSTS)) for _ in range(ROUNDS)]
    log, again = stand.seen, stand.seen[whole:]
    asked = {host: list(some) for host, some in groupby(sorted(log, key=lambda one: (one.host, one.at)), _host)}
    counts = {kind: sum(check(host, some) for host, some in asked.items()) for kind, check in _CHECKS.items()}
    sent, unsaved = sum(one.bytes for one in again), sum(one.whole for one in again)
    rows = [
        ["hosts; requests in their logs", f"{len(asked)}; {len(log):,}"],
        ["answers with Retry-After", str(sum(one.retry_after > 0 for one in log))],
        *([f"violations: {kind}", str(count)] for kind, count in counts.items()),
        ["articles stored; stored twice", f"{first['articles']:,}; {rounds[-1]['twice']}"],
        [f"{ROUNDS} rounds without changes: bytes sent, robots.txt included", f"{sent:,}"],
        ["… and without conditional requests", f"{unsaved:,}"],
        ["… saved", f"{100 * (1 - sent / unsaved):.1f} %"],
        [
            "seconds: first round, then each",
            f"{first['seconds']:.0f}; {sum(r['seconds'] for r in rounds) / ROUNDS:.0f}",
        ],
        ["kinds of errors", ", ".join(sorted({code for one in (first, *rounds) for code in one["errors"]}))],
    ]
    print_table(["figure", "value"], rows)
    assert len(asked) == HOSTS
    assert not any(counts.values())


def _host(one: Seen) -> str:
    return one.host


def _number(host: str) -> int:
    _, _, high, low = host.split(".")
    return int(high) * 250 + int(low) - 1


def _wish(host: str) -> Wish:
    return _WISHES[_number(host) % len(_WISHES)]


def _busy(host: str, request: int) -> int:
    """Every tenth host refuses its fourth request for a short while, or for longer than a short visit lasts."""
    number = _number(host)
    if number % 10 or request != 4:
        return 0
    return 3 if number % 20 else 20


def _too_early(host: str, log: Sequence[Seen]) -> int:
    """robots.txt is left out: it must be read before its own pause is known."""
    times = [one.at for one in log if one.path != "/robots.txt"]
    pause = _wish(host).pause - _TOLERANCE
    return sum(later - earlier < pause for earlier, later in pairwise(times))


def _closed(host: str, log: Sequence[Seen]) -> int:
    closed = _wish(host).closed
    return sum(one.path.startswith(closed) for one in log) if closed else 0


def _while_busy(host: str, log: Sequence[Seen]) -> int:
    until, early = 0.0, 0
    for one in log:
        early += one.at < until - _TOLERANCE
        until = max(until, one.at + one.retry_after if one.retry_after else 0.0)
    return early


_CHECKS = {"pauses too short": _too_early, "forbidden paths": _closed, "before the end of Retry-After": _while_busy}
