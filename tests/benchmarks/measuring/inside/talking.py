"""Customers, agents and answering processes that act at random, and what must hold of every conversation after."""

import os
import random
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn

from django.utils import timezone

from services.support import models
from services.support.actions import conversations
from services.support.actions.answer.asking import Asking
from services.support.actions.answer.handover import hand_over
from services.support.actions.answer.outcome import Answer
from services.support.actions.answer.wording import say
from services.support.actions.conversations import answering, claims
from services.support.actions.conversations.refusals import StateConflict
from services.support.models.choices import Author, Reason, Rung, State
from shared.accounts.models import User

AGENTS = ("ana", "ben")
_ASKED = say(Reason.ASKED_FOR_PERSON.value, "en")
_JOINED = {say("took_over", "en", agent=name) for name in AGENTS}
# Conversations that are had at once, and how many steps each has.
_AT_ONCE, _STEPS = 40, 12
# The longest that an answer is in the making, in seconds; long enough for anything to happen meanwhile.
_SLOWEST = 0.03
_SECONDS_BETWEEN_KILLS = 1.5
Answering = models.Message.Answering


def run(verb: str, *arguments: str) -> dict[str, Any]:
    verbs: dict[str, Callable[..., dict[str, Any]]] = {"people": _people, "answerers": _answerers, "judge": _judge}
    return verbs[verb](*map(int, arguments))


def _people(talks: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    agents = [User.objects.get_or_create(username=name, defaults={"role": "agent"})[0] for name in AGENTS]
    left = {conversations.open_conversation(visitor=conversations.open_visitor()): _STEPS for _ in range(_AT_ONCE)}
    opened = len(left)
    while left:
        talk = chance.choice(list(left))
        _step(talk, agents, chance)
        left[talk] -= 1
        if not left[talk]:
            del left[talk]
            if opened < talks:
                left[conversations.open_conversation(visitor=conversations.open_visitor())] = _STEPS
                opened += 1
    return {"talks": opened}


def _step(talk: models.Conversation, agents: list[User], chance: random.Random) -> None:
    agent = chance.choice(agents)
    steps: list[tuple[int, Callable[[], object]]] = [
        (6, lambda: conversations.post_visitor_message(conversation=talk, text="my card is lost")),
        (1, lambda: conversations.ask_for_person(conversation=talk)),
        (3, lambda: conversations.take_over(conversation=talk, agent=agent)),
        (2, lambda: conversations.post_agent_message(conversation=talk, agent=agent, text="Let me see.")),
        (2, lambda: conversations.hand_back(conversation=talk, agent=agent)),
        (1, lambda: conversations.close(conversation=talk, agent=agent)),
        (1, lambda: _run_out(talk.messages.all())),
    ]
    try:
        chance.choices([act for _weight, act in steps], [weight for weight, _act in steps])[0]()
    except StateConflict:
        # Out of turn: refused is the right outcome.
        return


def _answerers(count: int, seed: int) -> dict[str, Any]:
    """Processes that answer, killed at random and replaced at once, until standard input ends.

    They are forked, because a new interpreter would spend the time to its own death on imports.
    """
    chance = random.Random(seed)
    running = [_forked(seed + number) for number in range(count)]
    killed = 0
    while not select.select([sys.stdin], [], [], chance.expovariate(1 / _SECONDS_BETWEEN_KILLS))[0]:
        place = chance.randrange(count)
        _kill(running[place])
        killed += 1
        running[place] = _forked(seed + count + killed)
    for process in running:
        _kill(process)
    return {"killed": killed}


def _forked(seed: int) -> int:
    process = os.fork()
    if process == 0:
        _answer(random.Random(seed))
    return process


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _answer(chance: random.Random) -> NoReturn:
    """Claims and writes for ever; somebody kills it."""
    while True:
        waiting = claims.unclaimed(limit=20)
        claimed = claims.claim(chance.choice(waiting)) if waiting else None
        if claimed is None:
            # Nothing to wait for but the customers, who do not say when they write.
            time.sleep(0.002)
            continue
        time.sleep(chance.random() * _SLOWEST)
        answering._write(claimed, _found(claimed, chance))


def _found(claimed: claims.Claim, chance: random.Random) -> Answer:
    asking = Asking(text=claimed.message.text, language="en")
    if chance.random() < 0.15:
        return hand_over(asking, Reason.BELOW_THRESHOLD)
    return asking.conclude("Freeze it.", rung=Rung.TEMPLATE, reason=Reason.INTENT_ACCEPTED, intent="card_lost")


def _run_out(messages: Any) -> None:
    messages.filter(claimed_until__isnull=False).update(claimed_until=timezone.now() - timedelta(seconds=1))


def _judge() -> dict[str, Any]:
    """After the last sweep, from every conversation's numbered events."""
    _run_out(models.Message.objects.all())
    chance = random.Random(0)
    for message_id in claims.unclaimed(limit=1_000_000):
        if claimed := claims.claim(message_id):
            answering._write(claimed, _found(claimed, chance))
    happened: Counter[str] = Counter()
    wrong: Counter[str] = Counter(dict.fromkeys(_WRONG, 0))
    for talk in models.Conversation.objects.iterator():
        events = list(talk.events.order_by("number").values_list("kind", "data"))
        happened.update(_happened(events))
        wrong.update(_wrong(talk, events))
    return {"happened": dict(happened), "wrong": dict(wrong)}


_WRONG = (
    "the assistant spoke while a person was there or awaited",
    "a question with two replies",
    "a question with neither a reply nor a person",
    "a hand-off with no notice or several",
)
_Events = list[tuple[str, dict[str, Any]]]


def _happened(events: _Events) -> Counter[str]:
    found = Counter({"conversations": 1})
    for kind, data in events:
        if kind == "message":
            found[f"messages of {data['author']}"] += 1
        elif kind == "state":
            found[f"changes to {data['state']}"] += 1
    return found


def _wrong(talk: models.Conversation, events: _Events) -> Counter[str]:
    over, twice, lost, notices = _WRONG
    found: Counter[str] = Counter()
    state: str = State.BOT
    for kind, data in events:
        if kind == "state":
            state = data["state"]
        elif kind == "message" and data["author"] == Author.BOT and state != State.BOT:
            found[over] += 1
    for question in talk.messages.filter(author=Author.VISITOR):
        replies = models.Message.objects.filter(in_reply_to=question).count()
        found[twice] += replies > 1
        found[lost] += (question.answering, replies) not in {(Answering.DONE, 1), (Answering.NOT_NEEDED, 0)}
    found[notices] += sum(abs(owed - told) for owed, told in _notices(events))
    return found


def _notices(events: _Events) -> list[tuple[int, int]]:
    """(how often, how often the customer was told): that a person was called, and that one came."""
    states = Counter(data["state"] for kind, data in events if kind == "state")
    said = [data for kind, data in events if kind == "message"]
    called = sum(one["rung"] == Rung.HANDOVER or one["text"] == _ASKED for one in said)
    came = sum(one["text"] in _JOINED for one in said)
    return [(states[State.WAITING], called), (states[State.PERSON], came)]
