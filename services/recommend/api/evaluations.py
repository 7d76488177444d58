"""What was measured offline."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from services.recommend.queries import quality
from services.recommend.schemas import evaluations as schemas
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth

router = Router(tags=["quality"])
READ = KeyAuth(scope="data:read")


@router.get("", response=schemas.EvaluationsOut, auth=READ)
def list_evaluations(
    request: HttpRequest, filters: Annotated[schemas.EvaluationFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """Newest first."""
    return cut_page(quality.evaluations(protocol=filters.protocol), page=page, order="-created_at")
