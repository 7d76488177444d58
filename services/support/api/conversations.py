"""The desk's side: agents who are signed in speak; programs with a key read."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Status
from ninja.errors import HttpError

from services.support import models
from services.support.actions import conversations
from services.support.api.streams import Position, conversation_stream, inbox_stream
from services.support.models.choices import State
from services.support.queries import conversations as queries
from services.support.schemas import conversations as schemas
from shared.accounts.models import User
from shared.api.caller import Caller
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth

router = Router(tags=["conversations"], auth=KeyAuth(scope="conversations:read"))


@router.get("/conversations", response=schemas.ConversationsOut)
def list_conversations(
    request: HttpRequest,
    page: Annotated[PageIn, Query()],
    filters: Annotated[schemas.ConversationFilter, Query()],
) -> Any:
    """Newest first; with `state=waiting`, who has waited longest."""
    agent = _caller(request).user
    mine = agent.pk if filters.mine and agent else None
    order = "waiting_since" if filters.state == State.WAITING else "-created_at"
    return cut_page(queries.conversations(state=filters.state, agent_id=mine), page=page, order=order)


@router.get("/conversations/{uuid:conversation_id}", response=schemas.ConversationDetailOut)
def read_conversation(request: HttpRequest, conversation_id: UUID) -> Any:
    return _detail(conversation_id)


@router.get("/conversations/{uuid:conversation_id}/events")
def stream_events(request: HttpRequest, conversation_id: UUID) -> StreamingHttpResponse:
    if queries.conversation(conversation_id) is None:
        raise Http404
    return conversation_stream(conversation_id, Position.of_request(request), internal=True)


@router.get("/inbox/events")
def stream_inbox(request: HttpRequest) -> StreamingHttpResponse:
    return inbox_stream(Position.of_request(request))


@router.post("/conversations/{uuid:conversation_id}/take-over", response=schemas.ConversationDetailOut)
def take_over(request: HttpRequest, conversation_id: UUID) -> Any:
    conversations.take_over(conversation=conversation_id, agent=_agent(request))
    return _detail(conversation_id)


@router.post("/conversations/{uuid:conversation_id}/messages", response={201: schemas.ConversationDetailOut})
def post_message(request: HttpRequest, conversation_id: UUID, payload: schemas.MessageIn) -> Any:
    conversations.post_agent_message(
        conversation=conversation_id, agent=_agent(request), text=payload.text, client_id=payload.client_id
    )
    return Status(201, _detail(conversation_id))


@router.post("/conversations/{uuid:conversation_id}/hand-back", response=schemas.ConversationDetailOut)
def hand_back(request: HttpRequest, conversation_id: UUID) -> Any:
    conversations.hand_back(conversation=conversation_id, agent=_agent(request))
    return _detail(conversation_id)


@router.post("/conversations/{uuid:conversation_id}/close", response=schemas.ConversationDetailOut)
def close(request: HttpRequest, conversation_id: UUID) -> Any:
    conversations.close(conversation=conversation_id, agent=_agent(request))
    return _detail(conversation_id)


@router.post("/conversations/{uuid:conversation_id}/merge", response=schemas.ConversationDetailOut)
def merge(request: HttpRequest, conversation_id: UUID, payload: schemas.MergeIn) -> Any:
    """This one is closed and reads on in the other: the reply. 409 `other_customer` until that is confirmed."""
    conversations.merge(
        source=conversation_id, target=payload.into, agent=_agent(request), same_person=payload.same_person
    )
    return _detail(payload.into)


@router.post("/conversations/{uuid:conversation_id}/unmerge", response=schemas.ConversationDetailOut)
def unmerge(request: HttpRequest, conversation_id: UUID) -> Any:
    conversations.unmerge(source=conversation_id, agent=_agent(request))
    return _detail(conversation_id)


@router.post("/conversations/{uuid:conversation_id}/typing", response={204: None})
def show_typing(request: HttpRequest, conversation_id: UUID, payload: schemas.TypingIn) -> Any:
    conversations.show_typing(conversation=conversation_id, agent=_agent(request), on=payload.on)
    return Status(204, None)


def _caller(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]  # set by ninja from KeyAuth
    return caller


def _agent(request: HttpRequest) -> User:
    """Only people speak to customers as people."""
    user = _caller(request).user
    if user is None:
        raise HttpError(403, "Sign in as an agent: a key cannot speak to customers.")
    return user


def _detail(conversation_id: UUID) -> models.Conversation:
    row = queries.conversation(conversation_id)
    if row is None:
        raise Http404
    return row
