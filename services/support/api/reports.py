"""What a period came to, for programs."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from services.support.actions import reports
from services.support.schemas import reports as schemas
from shared.api.rate_limit import RateLimit
from shared.api_keys.auth import KeyAuth

router = Router(tags=["reports"], auth=KeyAuth(scope="conversations:read", role="editor"))


@router.get("", response=schemas.ReportOut, throttle=[RateLimit("reports", "60/minute")])
def read_report(request: HttpRequest, wanted: Annotated[schemas.ReportIn, Query()]) -> Any:
    """With the period of the same length before it."""
    with timezone.override(ZoneInfo(wanted.zone)):
        period = wanted.period
        now = reports.figures(period)
        return {
            "first": period.first,
            "last": period.last,
            "figures": reports.told(now, reports.figures(period.before)),
            "quality": now.quality,
            "supposed": reports.suppose(period, limit=wanted.limit) if wanted.limit else None,
        }
