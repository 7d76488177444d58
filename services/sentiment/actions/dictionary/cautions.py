"""What may go wrong with a name before it does: too short, a word of everyday, or somebody else's as well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions.dictionary.automaton import Automaton, Name, fold, is_cjk
from services.sentiment.actions.dictionary.everyday import is_everyday
from services.sentiment.queries import entities

# Fewer letters than this stand inside too many other things; Chinese says more in a character.
_SHORT, _SHORT_CJK = 3, 2
# A name that headlines write in lower case this often is a word to their writers.
_LOWERED, _ENOUGH = 0.2, 5

Headline = tuple[int, str, str]


@dataclass(frozen=True)
class Caution:
    """A name, what may go wrong with it, and what helps."""

    name: str
    message: str
    remedy: str


def cautions(
    *, names: Sequence[Name], entity: models.Entity | None, headlines: Iterable[Headline] = ()
) -> list[Caution]:
    """In the order of the names. They warn and do not forbid: a desk may know better."""
    taken = _taken(entity)
    titles = [title for _pk, title, _language in headlines]
    found = []
    for name in names:
        found += [*(_short(name) or _common(name, titles)), *_shared(name, taken)]
    return found


def _short(name: Name) -> list[Caution]:
    few = _SHORT_CJK if any(map(is_cjk, name.text)) else _SHORT
    if len(name.text) >= few or name.needs:
        return []
    remedy = _("Say which words must stand beside it, or leave it out.")
    return [Caution(name.text, _("It is so short that it will be found where others are meant."), remedy)]


def _common(name: Name, titles: Sequence[str]) -> list[Caution]:
    if name.needs:
        return []
    remedy = _("Let its case matter, or say which words must stand beside it.")
    if is_everyday(fold(name.text), exact=name.case_sensitive):
        return [Caution(name.text, _("It is a word of everyday too."), remedy)]
    if name.case_sensitive or name.text == fold(name.text):
        return []
    alone = Automaton([name])
    written = [title[hit.start : hit.end] for title in titles for hit in alone.hits(title)]
    lowered = sum(text == fold(text) for text in written)
    if len(written) < _ENOUGH or lowered < _LOWERED * len(written):
        return []
    told = {"lowered": lowered, "all": len(written)}
    return [Caution(name.text, _("%(lowered)d of %(all)d recent headlines write it as a plain word.") % told, remedy)]


def _shared(name: Name, taken: dict[str, set[str]]) -> list[Caution]:
    others = sorted(taken.get(fold(name.text), ()))
    if not others or name.needs:
        return []
    message = _("It is a name of %(others)s too: a text that says it counts for both.") % {"others": ", ".join(others)}
    return [Caution(name.text, message, _("Keep it at one of them, or say which words must stand beside it."))]


def _taken(entity: models.Entity | None) -> dict[str, set[str]]:
    """Whose each name is already, those that have no further rule."""
    named, called = entities.others(entity)
    whose = {row[0]: row[1] for row in named}
    taken: dict[str, set[str]] = {}
    for pk, name, name_zh, ticker in named:
        for text in filter(None, (name, name_zh, ticker)):
            taken.setdefault(fold(text), set()).add(whose[pk])
    for pk, text, _exact, needs in called:
        if not needs:
            taken.setdefault(fold(text), set()).add(whose[pk])
    return taken
