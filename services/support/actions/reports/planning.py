"""Reports that go out by themselves: each period once, in the transaction that remembers it was sent."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.reports.figures import figures
from services.support.actions.reports.telling import told
from services.support.queries import reports as stored
from services.support.queries.overview import Period
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.outbox import actions as outbox
from shared.outbox.models import Endpoint

Every = models.ReportPlan.Every
# Of the morning after a period: before that, what happened around midnight may still be on its way.
_HOUR = 6


class PlanRefused(ServiceError):
    """The plan cannot be kept as it is."""

    code: ClassVar[str] = "plan_refused"


def save_costs(*, currency: str, minutes_each: float, cost_an_hour: float, cost_each: float, actor: object) -> None:
    """Raises ValidationError for what is out of range."""
    row = stored.inputs()
    row.currency, row.minutes_each, row.cost_an_hour, row.cost_each = currency, minutes_each, cost_an_hour, cost_each
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    audit.record(actor=actor, action="report_costs_changed", target=row)


@transaction.atomic
def save_plan(
    *,
    every: str,
    zone: str,
    language: str,
    receivers: Collection[Endpoint],
    enabled: bool = True,
    known: models.ReportPlan | None = None,
    editor: User | None = None,
) -> models.ReportPlan:
    """A new plan begins with the period that is running now. Raises `PlanRefused` without a receiver."""
    if not receivers:
        raise PlanRefused(_("Choose at least one receiver. Administrators add them under Receivers."))
    row = known or models.ReportPlan(created_by=editor)
    if known is None or known.every != every:
        row.sent_until = last_complete(every, timezone.localdate(timezone=ZoneInfo(zone))).last
    row.every, row.timezone, row.language, row.enabled = every, zone, language, enabled
    row.save()
    row.receivers.set(receivers)
    audit.record(actor=editor or "system", action="report_planned", target=row, every=every)
    return row


def delete_plan(*, plan: models.ReportPlan, actor: object) -> None:
    audit.record(actor=actor, action="report_plan_deleted", target=plan)
    plan.delete()


def last_complete(every: str, today: date) -> Period:
    """The week from Monday to Sunday, or the month, that ended last before `today`."""
    if every == Every.WEEK:
        last = today - timedelta(days=today.weekday() + 1)
        return Period(last - timedelta(days=6), last)
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def send_due() -> int:
    """Returns how many went out. Called twice, each goes out once."""
    return sum(_send(pk) for pk in models.ReportPlan.objects.filter(enabled=True).values_list("pk", flat=True))


@transaction.atomic
def _send(plan_id: int) -> bool:
    plan = models.ReportPlan.objects.select_for_update().filter(pk=plan_id, enabled=True).first()
    if plan is None:
        return False
    with timezone.override(ZoneInfo(plan.timezone)), translation.override(plan.language):
        period = last_complete(plan.every, timezone.localdate())
        if period.last <= plan.sent_until or timezone.localtime().hour < _HOUR:
            return False
        receivers = list(plan.receivers.filter(enabled=True))
        if receivers:
            outbox.enqueue(endpoints=receivers, kind=models.ReportPlan.MESSAGE_KIND, body=body_of(period))
    plan.sent_until = period.last
    plan.save(update_fields=["sent_until"])
    return bool(receivers)


def body_of(period: Period) -> dict[str, Any]:
    """Mail and chat receivers read the title and a line a figure; programs read `figures`."""
    rows = told(figures(period), figures(period.before))
    first, last = (date_format(day, "DATE_FORMAT") for day in (period.first, period.last))
    title = _("Support from %(first)s to %(last)s") % {"first": first, "last": last}
    lines = [_("%(label)s: %(now)s (before: %(before)s)") % _words(row) for row in rows]
    return {
        "type": models.ReportPlan.MESSAGE_KIND,
        "title": title,
        "alerts": [{"annotations": {"summary": line}} for line in lines],
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "figures": {row.name: {"value": row.value, "before": row.before} for row in rows},
    }


def _words(row: Any) -> dict[str, str]:
    interval = f" [{row.interval}]" if row.interval else ""
    return {"label": row.label, "now": f"{row.said}{interval}", "before": row.said_before}
