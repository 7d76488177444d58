"""One question, one answer, for programs: the same ladder as in the chat."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from services.support.actions import answer as ladder
from services.support.actions.answerers import admission
from services.support.actions.conversations.answering import keep_trace
from services.support.schemas import answers as schemas
from shared.api.rate_limit import RateLimit
from shared.api_keys.auth import KeyAuth

router = Router(tags=["answers"], auth=KeyAuth(scope="answers:write"))


@router.post("/answers", response=schemas.AnswerOut, throttle=[RateLimit("answers", "6000/minute")])
def answer_question(request: HttpRequest, payload: schemas.QuestionIn) -> Any:
    """429 with Retry-After when too many questions are being answered at once."""
    turns = [ladder.Turn(author=turn.author, text=turn.text) for turn in payload.history]
    with admission.admitted():
        found = ladder.answer(text=payload.question, language=payload.language, context=turns)
    return {
        "answer": found.text,
        "rung": found.rung,
        "reason": found.reason,
        "language": found.language,
        "intent": found.intent,
        "confidence": found.confidence,
        "citations": found.citations,
        "trace": keep_trace(found).pk,
        "milliseconds": round(found.milliseconds, 2),
    }
