"""Counts over time."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from services.sentiment.api.articles import READ
from services.sentiment.queries import trends as queries
from services.sentiment.queries.periods import Period
from services.sentiment.schemas import entities as schemas
from shared.errors import refuse

router = Router(tags=["trends"])
_LONGEST = {"hour": timedelta(days=31), "day": timedelta(days=400)}


@router.get("", response=schemas.TrendOut, auth=READ)
def read_trend(request: HttpRequest, asked: Annotated[schemas.TrendFilter, Query()]) -> Any:
    """Every hour or day, the empty ones too."""
    if asked.since >= asked.until:
        raise refuse("until", _("It is not after `since`."), _("Give a later time."))
    if asked.until - asked.since > _LONGEST[asked.step]:
        message = _("More than %(days)s days are asked for.") % {"days": _LONGEST[asked.step].days}
        raise refuse("since", message, _("Ask for a shorter time."))
    period = Period(asked.since, asked.until)
    rows = queries.bins(period=period, entity=asked.entity, topic=asked.topic, group=asked.group)
    return {"points": queries.trend(rows, period=period, step=asked.step)}
