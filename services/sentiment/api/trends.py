"""Counts over time."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
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
        raise refuse("until", "It is not after `since`.", "Give a later time.")
    if asked.until - asked.since > _LONGEST[asked.step]:
        raise refuse("since", f"More than {_LONGEST[asked.step].days} days are asked for.", "Ask for a shorter time.")
    period = Period(asked.since, asked.until)
    rows = queries.bins(period=period, entity=asked.entity, topic=asked.topic, group=asked.group)
    return {"points": queries.trend(rows, period=period, step=asked.step)}
