"""What was measured, and what is wrong with the data, in the order in which it hurts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from services.recommend import models
from services.recommend.queries import catalogue
from services.recommend.queries.machines import flagged

# Of so many events it is looked up whether their items are known.
LATEST = 10_000


@dataclass(frozen=True)
class DataWarning:
    """How many, what it means, and what helps."""

    count: int
    title: str
    remedy: str
    examples: Sequence[str]


def evaluations(*, protocol: str = "") -> QuerySet[models.Evaluation]:
    rows = models.Evaluation.objects.all()
    return rows.filter(protocol=protocol) if protocol else rows


def warnings(*, now: datetime) -> list[DataWarning]:
    found = [
        _of_keys(
            _("Items without text"),
            _("They are recommended by what users do with them only. Send a title or a description."),
            list(catalogue.without_text().values_list("key", flat=True)[:5]),
            catalogue.without_text().count(),
        ),
        _unknown(),
        _same_titles(),
        _of_keys(
            _("Items without a category"),
            _("Lists by category leave them out."),
            list(catalogue.without_category().values_list("key", flat=True)[:5]),
            catalogue.without_category().count(),
        ),
        _of_keys(
            _("Users who send more events than people do"),
            _("What they send beyond the daily cap is not kept, and no model learns from them."),
            list(flagged().values_list("user", flat=True)[:5]),
            flagged().count(),
        ),
        _of_keys(
            _("Items that expire within a day"),
            _("They leave every list by themselves."),
            list(catalogue.expiring(now=now).values_list("key", flat=True)[:5]),
            catalogue.expiring(now=now).count(),
        ),
    ]
    return [one for one in found if one.count]


def _of_keys(title: str, remedy: str, examples: Sequence[str], count: int) -> DataWarning:
    return DataWarning(count, title, remedy, examples)


def _unknown() -> DataWarning:
    named = catalogue.unknown_items(latest=LATEST)
    remedy = _("Of the latest %(most)s events. They count as soon as their items are sent.") % {"most": f"{LATEST:,}"}
    return DataWarning(named.total(), _("Events whose item is not known"), remedy, sorted(named)[:5])


def _same_titles() -> DataWarning:
    rows = models.Item.objects.exclude(title="").values("title").annotate(count=Count("pk")).filter(count__gt=1)
    titles = list(rows.order_by("-count", "title").values_list("title", flat=True)[:5])
    remedy = _("Users see the same twice. Make one of them unavailable.")
    return DataWarning(rows.count() if titles else 0, _("Titles that several items have"), remedy, titles)
