"""Judge texts as articles are, without keeping them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from services.sentiment.actions import classifying
from services.sentiment.schemas import classify as schemas
from shared.api_keys.auth import KeyAuth

router = Router(tags=["classify"])


@router.post("", response=schemas.VerdictsOut, auth=KeyAuth(scope="articles:write"))
def classify(request: HttpRequest, payload: schemas.TextsIn) -> Any:
    """Sentiment, topic and entities of up to 100 texts. 409 before anything is trained."""
    return {"items": classifying.classify_texts(payload.texts)}
