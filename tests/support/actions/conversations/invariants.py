"""What holds in a conversation whatever happened in it, read from its rows and events."""

from services.support import models
from services.support.models.choices import Author, State

Answering = models.Message.Answering


def check(conversation: models.Conversation) -> None:
    conversation.refresh_from_db()
    events = list(conversation.events.order_by("number"))
    assert [event.number for event in events] == list(range(1, conversation.last_event + 1))
    _bot_spoke_only_in_its_turn(events)
    _agents_spoke_only_in_theirs(events)
    replies = list(conversation.messages.filter(author=Author.BOT).values_list("in_reply_to_id", flat=True))
    assert len(replies) == len(set(replies))
    open_items = conversation.messages.filter(answering__in=[Answering.PENDING, Answering.CLAIMED])
    assert conversation.state == State.BOT or not open_items.exists()


def check_nothing_is_left(conversation: models.Conversation) -> None:
    """Every question was answered once, or a person was there for it."""
    check(conversation)
    for question in conversation.messages.filter(author=Author.VISITOR):
        answered = models.Message.objects.filter(in_reply_to=question).count()
        assert (question.answering, answered) in {(Answering.DONE, 1), (Answering.NOT_NEEDED, 0)}


def _bot_spoke_only_in_its_turn(events: list[models.Event]) -> None:
    state: str = State.BOT
    for event in events:
        if event.kind == "state":
            state = event.data["state"]
        elif event.kind == "message" and event.data["author"] == Author.BOT:
            assert state == State.BOT, f"The assistant spoke in event {event.number} while {state}."


def _agents_spoke_only_in_theirs(events: list[models.Event]) -> None:
    state: str = State.BOT
    for event in events:
        if event.kind == "state":
            state = event.data["state"]
        elif event.kind == "message" and event.data["author"] == Author.AGENT:
            assert state == State.PERSON
