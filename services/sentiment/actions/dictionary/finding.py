"""Which entities a text names, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from services.sentiment.actions.dictionary.automaton import Automaton, Name
from services.sentiment.queries import entities

# A ticker shorter than this is a word of everyday more often than a share.
MIN_TICKER = 3
# A text can be a book; what follows this many characters is not about the headline any more.
MAX_CHARACTERS = 200_000

Called = tuple[int, str, bool, tuple[str, ...]]
_reading = Lock()


@dataclass(frozen=True)
class Found:
    """An entity, with [start, end) offsets of each of its names in the text."""

    entity_id: int
    spans: list[tuple[int, int]] = field(default_factory=list)


def find_entities(text: str) -> list[Found]:
    """The watched entities in a text, in the order of their first mention."""
    return find_in([text])[0]


def find_in(texts: list[str]) -> list[list[Found]]:
    """`find_entities` for many texts: the dictionary is read once."""
    automaton = current()
    return [_grouped(automaton, text[:MAX_CHARACTERS]) for text in texts]


def current() -> Automaton:
    """The automaton of the rows as they are now, built anew only where a name has changed."""
    named = tuple(entities.names())
    called = tuple((entity, text, exact, tuple(needs)) for entity, text, exact, needs in entities.aliases())
    with _reading:
        return _build(named, called)


@lru_cache(maxsize=2)
def _build(named: tuple[entities.Named, ...], called: tuple[Called, ...]) -> Automaton:
    return Automaton(all_names(named, called))


def all_names(named: Iterable[entities.Named], called: Iterable[Called]) -> list[Name]:
    """Every way to write each entity: its names, its ticker, and its aliases."""
    names: dict[tuple[int, str], Name] = {}
    for entity, name, name_zh, ticker in named:
        for text in (name, name_zh):
            names[entity, text] = Name(entity, text)
        if len(ticker) >= MIN_TICKER:
            # Tickers are shouted; the same letters in lower case are a word.
            names[entity, ticker] = Name(entity, ticker, case_sensitive=True)
        elif ticker:
            names[entity, f"${ticker}"] = Name(entity, f"${ticker}", case_sensitive=True)
    # What somebody wrote down about a name beats what follows from it.
    names |= {(entity, text): Name(entity, text, exact, tuple(needs)) for entity, text, exact, needs in called}
    return [name for name in names.values() if name.text]


def _grouped(automaton: Automaton, text: str) -> list[Found]:
    found: dict[int, Found] = {}
    for hit in automaton.hits(text):
        found.setdefault(hit.name.entity_id, Found(hit.name.entity_id)).spans.append((hit.start, hit.end))
    return list(found.values())
