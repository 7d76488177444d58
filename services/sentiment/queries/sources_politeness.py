"""The proof of politeness, from the log of every request: what hosts asked for, and what was done."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from services.sentiment import models
from services.sentiment.queries.periods import Period

# Times are taken by clocks that a busy machine reads late; what is below this is no breach.
TOLERANCE = timedelta(milliseconds=20)
_MOST_LISTED = 100


@dataclass(frozen=True)
class Violation:
    """A request that came too early or should not have come. `kind` is pause, robots or retry_after."""

    kind: str
    at: datetime
    url: str
    required: float
    seen: float


@dataclass
class HostReport:
    """One host, asked by whichever source. Pauses are in seconds, between requests for pages."""

    host: str
    requests: int = 0
    robots_requests: int = 0
    denied: int = 0
    busy_answers: int = 0
    longest_required: float = 0.0
    shortest_pause: float | None = None
    # The required pause that stood against the shortest one.
    required_then: float | None = None
    most_in_an_hour: int = 0
    per_hour: float = 0.0
    violations: list[Violation] = field(default_factory=list)
    violations_count: int = 0

    def note(self, violation: Violation) -> None:
        self.violations_count += 1
        if len(self.violations) < _MOST_LISTED:
            self.violations.append(violation)


@dataclass(frozen=True)
class PolitenessReport:
    period: Period
    hosts: list[HostReport]

    @property
    def violations(self) -> int:
        return sum(host.violations_count for host in self.hosts)

    @property
    def requests(self) -> int:
        return sum(host.requests for host in self.hosts)


@dataclass(frozen=True)
class _Sent:
    host: str
    url: str
    at: datetime
    seconds: float
    robots: str
    required: float
    retry_at: datetime | None
    crawl: int


def politeness(source: models.Source | None, *, period: Period) -> PolitenessReport:
    """Of the hosts that this source asked, or of all. What other sources asked of them counts too."""
    rows = models.Fetch.objects.filter(sent_at__gte=period.begin, sent_at__lt=period.end)
    if source is not None:
        asked = rows.filter(crawl__source=source).order_by().values_list("host", flat=True).distinct()
        rows = rows.filter(host__in=list(asked))
    hours = max(period.length.total_seconds() / 3600, 1.0)
    fields = ("host", "url", "sent_at", "seconds", "robots", "required_delay", "retry_at", "crawl_id")
    log = rows.order_by("host", "sent_at", "pk").values_list(*fields).iterator(chunk_size=5_000)
    sent = (_Sent(*row) for row in log)
    return PolitenessReport(period, [_of_host(host, log, hours) for host, log in groupby(sent, lambda one: one.host)])


def _of_host(host: str, log: Iterable[_Sent], hours: float) -> HostReport:
    report, by_hour = HostReport(host), Counter[datetime]()
    for one in _watched(log, report):
        if one.robots == "denied":
            report.denied += 1
            continue
        report.requests += 1
        report.robots_requests += one.robots == "robots"
        report.busy_answers += one.retry_at is not None
        report.longest_required = max(report.longest_required, one.required)
        by_hour[one.at.replace(minute=0, second=0, microsecond=0)] += 1
    report.most_in_an_hour = max(by_hour.values(), default=0)
    report.per_hour = report.requests / hours
    return report


def _watched(log: Iterable[_Sent], report: HostReport) -> Iterator[_Sent]:
    """Passes the log on, holding each request against those before it."""
    before: _Sent | None = None
    busy: _Sent | None = None
    denied: dict[int, set[str]] = defaultdict(set)
    for one in log:
        if one.robots == "denied":
            denied[one.crawl].add(one.url)
        else:
            if one.url in denied[one.crawl]:
                report.note(Violation("robots", one.at, one.url, 0.0, 0.0))
            _hold_against_busy(one, busy, report)
            if one.retry_at:
                busy = one
            # robots.txt must be read before its own pause is known, so it is no part of the rhythm.
            if one.robots != "robots":
                _hold_against(one, before, report)
                before = one
        yield one


def _hold_against(one: _Sent, before: _Sent | None, report: HostReport) -> None:
    if before is None:
        return
    pause = (one.at - before.at).total_seconds()
    if report.shortest_pause is None or pause < report.shortest_pause:
        report.shortest_pause, report.required_then = pause, before.required
    if pause < before.required - TOLERANCE.total_seconds():
        report.note(Violation("pause", one.at, one.url, before.required, pause))


def _hold_against_busy(one: _Sent, busy: _Sent | None, report: HostReport) -> None:
    """What was under way when the host asked for a pause was not sent against its will."""
    if busy is None or busy.retry_at is None:
        return
    answered = busy.at + timedelta(seconds=busy.seconds)
    if answered + TOLERANCE < one.at < busy.retry_at - TOLERANCE:
        asked, kept = busy.retry_at - answered, one.at - answered
        report.note(Violation("retry_after", one.at, one.url, asked.total_seconds(), kept.total_seconds()))
