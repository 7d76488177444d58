"""R, responsiveness: how long did it take? A wait counts half / (half + wait): 1 at once, ½ after `half` seconds."""

from datetime import datetime

from services.support.models.choices import Author, State
from services.support.queries.talks import Talk

# What half a point is lost by, in seconds: for the assistant's answer, a person's word, the first word of all.
BOT_HALF, PERSON_HALF, FIRST_HALF = 10.0, 300.0, 60.0


def quick_assistant(talk: Talk) -> float:
    """The mean over the assistant's replies; 1 where it gave none."""
    asked = {fact.message: fact.at for fact in talk.words}
    waits = [
        (fact.at - asked[fact.replies_to]).total_seconds()
        for fact in talk.facts
        if fact.author == Author.BOT and fact.replies_to in asked
    ]
    return _mean(waits, BOT_HALF)


def quick_person(talk: Talk) -> float:
    """The mean over all waits for a person's word, one that still goes on included; 1 where nobody waited."""
    return _mean(person_waits(talk), PERSON_HALF)


def quick_start(talk: Talk) -> float:
    """From the customer's first message to the first word of anybody; 1 as long as there is none of either."""
    begun = next((fact.at for fact in talk.words), None)
    first = next((fact.at for fact in talk.facts if fact.author in {Author.BOT, Author.AGENT}), None)
    return 1.0 if begun is None or first is None else _mean([(first - begun).total_seconds()], FIRST_HALF)


def person_waits(talk: Talk) -> list[float]:
    """Seconds. A wait begins with the call for a person, or with a word to one, and ends with theirs."""
    waits: list[float] = []
    since: datetime | None = None
    with_people = False
    for fact in talk.facts:
        if fact.kind == "state":
            with_people = fact.state in {State.WAITING, State.PERSON}
            if fact.state == State.WAITING:
                since = since or fact.at
        elif fact.is_customers_word and with_people:
            since = since or fact.at
        ended = fact.author == Author.AGENT or (fact.kind == "state" and not with_people)
        if since is not None and ended:
            waits.append((fact.at - since).total_seconds())
            since = None
    if since is not None:
        waits.append((talk.facts[-1].at - since).total_seconds())
    return waits


def _mean(waits: list[float], half: float) -> float:
    return sum(half / (half + max(wait, 0.0)) for wait in waits) / len(waits) if waits else 1.0
