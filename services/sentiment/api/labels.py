"""Labels: list, give, take back, and what to label next."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from services.sentiment import models
from services.sentiment.actions import labels as acting
from services.sentiment.api.articles import READ, WRITE
from services.sentiment.queries import labelling
from services.sentiment.queries import labels as queries
from services.sentiment.schemas import labels as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.audit import actions as audit

router = Router(tags=["labels"])


@router.get("", response=schemas.LabelsOut, auth=READ)
def list_labels(
    request: HttpRequest, filters: Annotated[schemas.LabelFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """Newest first."""
    return cut_page(queries.labels(**filters.dict()), page=page, order="-created_at")


@router.get("/next", response=schemas.CandidatesOut, auth=READ)
def next_to_label(request: HttpRequest) -> Any:
    """What the models are least sure of and what is least like the labels there are."""
    return {
        "items": [
            {
                "article": one.article.pk,
                "entity": one.entity.key if one.entity else "",
                "title": one.article.title,
                "sentiment": one.sentiment,
                "probabilities": one.probabilities,
                "margin": round(one.margin, 4),
                "alike": one.alike,
            }
            for one in labelling.most_informative()
        ]
    }


@router.post("", response={201: schemas.LabelOut}, auth=WRITE)
@idempotent
def give_label(request: HttpRequest, body: schemas.LabelIn) -> Any:
    """A second word on the same article, or on the same company in it, replaces the first."""
    article = get_object_or_404(models.Article, pk=body.article)
    entity = get_object_or_404(models.Entity, key=body.entity) if body.entity else None
    given = acting.give_label(
        article=article, entity=entity, sentiment=body.sentiment, topic=body.topic, user=user_of(request)
    )
    return Status(201, given.label)


@router.delete("/{int:label_id}", response={204: None}, auth=WRITE)
def take_back(request: HttpRequest, label_id: int) -> Any:
    label = get_object_or_404(models.Label, pk=label_id)
    audit.record(actor=actor_of(request), action="label_removed", label=label.pk)
    acting.take_back(label=label)
    return Status(204, None)
