"""Experiments: which there are, and what is known of one."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from services.recommend import models
from services.recommend.actions.experiments.telling import tell
from services.recommend.schemas import experiments as schemas
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth

router = Router(tags=["experiments"])
READ = KeyAuth(scope="data:read")


@router.get("", response=schemas.ExperimentsOut, auth=READ)
def list_experiments(request: HttpRequest, page: Annotated[PageIn, Query()]) -> Any:
    """Newest first."""
    return cut_page(models.Experiment.objects.all(), page=page, order="-started_at")


@router.get("/{slug:key}", response=schemas.ToldOut, auth=READ)
def read_experiment(request: HttpRequest, key: str) -> Any:
    """Ask as often as you like: the interval holds at every look."""
    found = get_object_or_404(models.Experiment, key=key)
    return schemas.told(tell(found, now=timezone.now()))
