"""U, experience: how much trouble was it? Each measure is 0 at its worst and 1 at its best."""

from services.support.actions.drivers.tone import repeats, tone
from services.support.models.choices import State
from services.support.queries.talks import Talk

# So many messages of one customer are as many as ten.
_MOST = 10


def brief(talk: Talk) -> float:
    """1 after one message of the customer, falling evenly to 0 after ten."""
    return 1 - min(max(len(talk.words) - 1, 0), _MOST - 1) / (_MOST - 1)


def unrepeated(talk: Talk) -> float:
    """The share of the customer's messages that did not say the same again."""
    texts = [fact.text for fact in talk.words]
    again = sum(repeats(text, texts[:place]) for place, text in enumerate(texts))
    return 1 - again / len(texts) if texts else 1.0


def friendly(talk: Talk) -> float:
    """The mean tone of the customer's messages, from 0 (all reproach) to 1 (all thanks); 0.5 is neutral."""
    tones = [tone(fact.text) for fact in talk.words]
    return (1 + sum(tones) / len(tones)) / 2 if tones else 0.5


def friendly_last(talk: Talk) -> float:
    """The same of the last message alone."""
    return (1 + tone(talk.words[-1].text)) / 2 if talk.words else 0.5


def unbroken(talk: Talk) -> float:
    """1 / (1 + hand-offs): each time somebody else went on answering, the assistant included."""
    holders = [""]
    for fact in talk.facts:
        # Whoever only waits is still with whom they were with.
        if fact.kind == "state" and fact.state in {State.BOT, State.PERSON}:
            holder = fact.agent if fact.state == State.PERSON else ""
            if holder != holders[-1]:
                holders.append(holder)
    return 1 / len(holders)
