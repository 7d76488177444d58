"""The chat widget's side: no login, a signed token, and nobody else's conversation."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from ninja import Router, Status
from ninja.errors import HttpError

from services.support import models
from services.support.actions import conversations, remembered, satisfaction
from services.support.actions.answer.wording import WORDING, say
from services.support.actions.answerers import answerers
from services.support.actions.conversations.visitors import LONGEST_MESSAGE
from services.support.api import visitor_token
from services.support.api.streams import Position, conversation_stream
from services.support.queries import conversations as queries
from services.support.queries import satisfaction as ratings
from services.support.schemas import conversations as schemas
from shared.api.rate_limit import RateLimit

router = Router(tags=["widget"], auth=visitor_token.VisitorAuth())


@router.post("/session", auth=None, response=schemas.SessionOut, throttle=[RateLimit("widget-session", "60/minute")])
def open_session(request: HttpRequest, payload: schemas.SessionIn) -> Any:
    """A token for this browser; an old token that is still good keeps its visitor."""
    visitor = _known_visitor(payload) or conversations.open_visitor(language=payload.language)
    token = visitor_token.issue(visitor.pk)
    return {"token": token, "visitor": visitor.pk, "expires_in": visitor_token.SECONDS}


@router.get("/config", auth=None, response=schemas.ConfigOut)
def read_config(request: HttpRequest, language: str = "en") -> Any:
    policy = remembered.policy()
    known = language.split("-")[0].lower()
    known = known if known in WORDING else "en"
    greeting = policy.greeting.get(known) or say("greeting", known)
    return {"company": policy.company, "greeting": greeting, "language": known, "max_length": LONGEST_MESSAGE}


@router.get("/conversations", response=schemas.OwnConversationsOut)
def list_conversations(request: HttpRequest) -> Any:
    return {"items": queries.of_visitor(_visitor_id(request))}


@router.post(
    "/conversations",
    response={201: schemas.OwnConversationOut},
    throttle=[RateLimit("widget-conversations", "30/minute")],
)
def open_conversation(request: HttpRequest, payload: schemas.ConversationIn) -> Any:
    visitor = models.Visitor.objects.filter(pk=_visitor_id(request)).first()
    if visitor is None:
        # Erased since the token was given out; the widget then asks for a new session.
        raise HttpError(401, "This visitor is unknown. Open a new session.")
    return Status(201, conversations.open_conversation(visitor=visitor, language=payload.language))


@router.post(
    "/conversations/{uuid:conversation_id}/messages",
    response={202: schemas.AcceptedOut},
    throttle=[RateLimit("widget-messages", "60/minute")],
)
def post_message(request: HttpRequest, conversation_id: UUID, payload: schemas.MessageIn) -> Any:
    """Stored before anything else; the answer comes over the stream."""
    row = _own_conversation(request, conversation_id)
    message = conversations.post_visitor_message(conversation=row.pk, text=payload.text, client_id=payload.client_id)
    if message.answering == models.Message.Answering.PENDING:
        answerers.answer_soon(message.pk)
    return Status(202, _accepted(message))


@router.get("/conversations/{uuid:conversation_id}/events")
def stream_events(request: HttpRequest, conversation_id: UUID) -> StreamingHttpResponse:
    row = _own_conversation(request, conversation_id)
    return conversation_stream(row.pk, Position.of_request(request))


@router.post("/conversations/{uuid:conversation_id}/person", response={202: schemas.StateOut})
def ask_for_person(request: HttpRequest, conversation_id: UUID) -> Any:
    row = conversations.ask_for_person(conversation=_own_conversation(request, conversation_id))
    return Status(202, {"state": row.state})


@router.get("/conversations/{uuid:conversation_id}/rating", response=schemas.SurveyOut)
def read_survey(request: HttpRequest, conversation_id: UUID) -> Any:
    """What to ask, in the conversation's language, and what was said already."""
    row = _own_conversation(request, conversation_id)
    survey, known = satisfaction.survey(), ratings.rating_of(row)
    return {
        "enabled": satisfaction.is_asked(row),
        "question": satisfaction.question_for(row),
        "asks_comment": survey.asks_comment,
        "score": known.score if known else None,
    }


@router.post("/conversations/{uuid:conversation_id}/rating", response=schemas.RatingOut)
def rate(request: HttpRequest, conversation_id: UUID, payload: schemas.RatingIn) -> Any:
    """Said again, the later word counts. 409 where nobody has answered yet, or nobody is asked."""
    row = _own_conversation(request, conversation_id)
    return satisfaction.rate(conversation=row.pk, score=payload.score, comment=payload.comment)


@router.post("/messages/{int:message_id}/feedback", response=schemas.FeedbackOut)
def give_feedback(request: HttpRequest, message_id: int, payload: schemas.FeedbackIn) -> Any:
    message = queries.visitor_message(message_id, _visitor_id(request))
    if message is None:
        raise Http404
    row = conversations.give_feedback(message=message, value=payload.value)
    return {"value": payload.value, "state": row.state}


def _known_visitor(payload: schemas.SessionIn) -> models.Visitor | None:
    if payload.identity is not None:
        if not visitor_token.is_vouched_for(payload.identity.external_id, payload.identity.signature):
            raise HttpError(403, "The identity's signature is wrong.")
        return conversations.open_visitor(language=payload.language, external_id=payload.identity.external_id)
    visitor_id = visitor_token.read(payload.token) if payload.token else None
    return models.Visitor.objects.filter(pk=visitor_id).first() if visitor_id else None


def _visitor_id(request: HttpRequest) -> UUID:
    return UUID(request.auth.id)  # type: ignore[attr-defined]  # set by ninja from VisitorAuth


def _own_conversation(request: HttpRequest, conversation_id: UUID) -> models.Conversation:
    row = queries.visitor_conversation(conversation_id, _visitor_id(request))
    if row is None:
        raise Http404
    return row


def _accepted(message: models.Message) -> dict[str, Any]:
    row = models.Conversation.objects.get(pk=message.conversation_id)
    return {"id": message.pk, "client_id": message.client_id, "state": row.state, "last_event": row.last_event}
