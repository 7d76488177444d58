"""Filters in the address: every page that has them can be linked to as it is."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from services.sentiment.models.choices import Sentiment
from services.sentiment.queries.articles import Filters
from services.sentiment.queries.periods import DAY, Period

PRESETS = (1, 7, 30, 90)
LONGEST_DAYS = 400
_NAMES = ("entity", "topic", "sentiment", "language", "group", "search")


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; `preset` is empty where two dates were given."""

    filters: Filters
    period: Period
    preset: int | None

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self.filters, name) for name in _NAMES)

    @property
    def query(self) -> str:
        """All filters but the place in the list, to append to an address."""
        days = {"days": self.preset} if self.preset else {"from": self.first, "to": self.last}
        kept = {name: value for name in _NAMES if (value := getattr(self.filters, name))}
        return urlencode({**days, **kept})

    @property
    def permalink(self) -> str:
        """By dates, so that it shows the same days tomorrow."""
        kept = {name: value for name in _NAMES if (value := getattr(self.filters, name))}
        return urlencode({"from": self.first, "to": self.last, **kept})

    @property
    def query_for_others(self) -> str:
        """The same for another company."""
        return replace(self, filters=replace(self.filters, entity="")).query

    @property
    def zone(self) -> str:
        """The zone in which days begin and times are shown."""
        return timezone.get_current_timezone_name()

    @property
    def first(self) -> str:
        return timezone.localtime(self.period.begin).date().isoformat()

    @property
    def last(self) -> str:
        return timezone.localtime(self.period.end - timedelta(seconds=1)).date().isoformat()


def chosen(request: HttpRequest, *, days: int = 7) -> Chosen:
    """Nonsense in the address is dropped, not refused: people edit addresses."""
    period, preset = _period(request, days)
    values = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in _NAMES}
    if values["sentiment"] not in Sentiment.values:
        values["sentiment"] = ""
    return Chosen(Filters(period=period, **values), period, preset)


def _period(request: HttpRequest, days: int) -> tuple[Period, int | None]:
    first, last = _date(request, "from"), _date(request, "to")
    if first and last and first <= last <= first + timedelta(days=LONGEST_DAYS):
        return Period(first, last + DAY), None
    asked = request.GET.get("days", "")
    count = int(asked) if asked.isascii() and asked.isdecimal() and 0 < int(asked[:4]) <= LONGEST_DAYS else days
    # Up to the next minute, so that what has just come in is there, and the address means the same for a while.
    end = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return Period(end - timedelta(days=count), end), count


def _date(request: HttpRequest, name: str) -> datetime | None:
    try:
        found = parse_date(request.GET.get(name, ""))
        return datetime.combine(found, time.min, tzinfo=timezone.get_current_timezone()) if found else None
    except (ValueError, OverflowError):
        return None
