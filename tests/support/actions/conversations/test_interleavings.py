"""Every order of visitor, agent, answerers and time-outs: hypothesis step by step, then threads for real."""

import random
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.support import models
from services.support.actions import conversations
from services.support.actions.answer.asking import Asking
from services.support.actions.answer.handover import hand_over
from services.support.actions.answer.outcome import Answer
from services.support.actions.conversations import answering, claims
from services.support.actions.conversations.refusals import StateConflict
from services.support.models.choices import Reason, Rung
from shared.accounts.models import User
from tests.support.actions.conversations import invariants

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = st.integers(0, 5)


class Talk(RuleBasedStateMachine):
    """An answer is two steps here, claim and write, so that anything may happen between them."""

    def __init__(self) -> None:
        super().__init__()
        self.conversation = conversations.open_conversation(visitor=conversations.open_visitor())
        self.agents = [User.objects.get_or_create(username=name, defaults={"role": "agent"})[0] for name in "ab"]
        self.begun: list[claims.Claim] = []

    @rule()
    def visitor_writes(self) -> None:
        conversations.post_visitor_message(conversation=self.conversation, text="my card is lost")

    @rule()
    def visitor_asks_for_a_person(self) -> None:
        conversations.ask_for_person(conversation=self.conversation)

    @rule(place=PLACES)
    def answerer_claims(self, place: int) -> None:
        waiting = self.conversation.messages.order_by("pk").values_list("pk", flat=True)
        if waiting and (claimed := claims.claim(waiting[place % len(waiting)])):
            self.begun.append(claimed)

    @rule(place=PLACES, gives_up=st.booleans())
    def answerer_writes(self, place: int, gives_up: bool) -> None:
        if self.begun:
            claimed = self.begun.pop(place % len(self.begun))
            answering._write(claimed, handover(claimed) if gives_up else template(claimed))

    @rule(place=PLACES)
    def answerer_is_killed(self, place: int) -> None:
        if self.begun:
            self.begun.pop(place % len(self.begun))

    @rule()
    def claims_run_out(self) -> None:
        expire_claims(self.conversation)

    @rule(who=st.integers(0, 1), what=st.sampled_from(["take_over", "hand_back", "close", "write"]))
    def agent_acts(self, who: int, what: str) -> None:
        agent_acts(self.conversation, self.agents[who], what)

    @invariant()
    def it_holds(self) -> None:
        invariants.check(self.conversation)

    def teardown(self) -> None:
        """Whatever was left lying is answered by the sweep."""
        expire_claims(self.conversation)
        for message_id in claims.unclaimed(limit=1_000):
            if claimed := claims.claim(message_id):
                answering._write(claimed, template(claimed))
        invariants.check_nothing_is_left(self.conversation)


def test_no_order_of_events_lets_the_assistant_speak_out_of_turn_or_twice() -> None:
    run_state_machine_as_test(
        Talk,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("seed", range(4))
def test_threads_that_race_leave_one_reply_or_a_person(seed: int, ana: User, ben: User) -> None:
    conversation = conversations.open_conversation(visitor=conversations.open_visitor())
    actors: list[Callable[[random.Random], None]] = [
        lambda chance: _visit(conversation, chance),
        lambda chance: _answer(conversation, chance),
        lambda chance: _answer(conversation, chance),
        lambda chance: agent_acts(conversation, ana, chance.choice(["take_over", "hand_back", "write", "close"])),
        lambda chance: agent_acts(conversation, ben, chance.choice(["take_over", "hand_back"])),
        lambda _chance: expire_claims(conversation),
    ]
    failures: list[BaseException] = []
    start = threading.Barrier(len(actors))
    threads = [
        threading.Thread(target=_repeat, args=(act, seed * 100 + number, start, failures))
        for number, act in enumerate(actors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    expire_claims(conversation)
    for message_id in claims.unclaimed(limit=1_000):
        if claimed := claims.claim(message_id):
            answering._write(claimed, template(claimed))
    invariants.check_nothing_is_left(conversation)


def _repeat(
    act: Callable[[random.Random], None], seed: int, start: threading.Barrier, failures: list[BaseException]
) -> None:
    chance = random.Random(seed)
    try:
        start.wait()
        for _ in range(12):
            act(chance)
    except BaseException as error:
        failures.append(error)
        raise
    finally:
        connection.close()


def _visit(conversation: models.Conversation, chance: random.Random) -> None:
    if chance.random() < 0.2:
        conversations.ask_for_person(conversation=conversation)
    else:
        conversations.post_visitor_message(conversation=conversation, text="my card is lost")


def _answer(conversation: models.Conversation, chance: random.Random) -> None:
    waiting = list(conversation.messages.values_list("pk", flat=True))
    if waiting and (claimed := claims.claim(chance.choice(waiting))):
        answering._write(claimed, handover(claimed) if chance.random() < 0.2 else template(claimed))


def agent_acts(conversation: models.Conversation, agent: User, what: str) -> None:
    acts: dict[str, Callable[[], object]] = {
        "take_over": lambda: conversations.take_over(conversation=conversation, agent=agent),
        "hand_back": lambda: conversations.hand_back(conversation=conversation, agent=agent),
        "close": lambda: conversations.close(conversation=conversation, agent=agent),
        "write": lambda: conversations.post_agent_message(conversation=conversation, agent=agent, text="Let me see."),
    }
    try:
        acts[what]()
    except StateConflict:
        # Out of turn: refused is the right outcome.
        return


def expire_claims(conversation: models.Conversation) -> None:
    past = timezone.now() - timedelta(seconds=1)
    conversation.messages.filter(claimed_until__isnull=False).update(claimed_until=past)


def template(claimed: claims.Claim) -> Answer:
    asking = Asking(text=claimed.message.text, language="en")
    return asking.conclude("Freeze it.", rung=Rung.TEMPLATE, reason=Reason.INTENT_ACCEPTED, intent="card_lost")


def handover(claimed: claims.Claim) -> Answer:
    return hand_over(Asking(text=claimed.message.text, language="en"), Reason.BELOW_THRESHOLD)
