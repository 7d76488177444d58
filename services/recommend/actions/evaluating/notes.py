"""What the reader of an evaluation should know: kept as codes and numbers, and put into words when it is read."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.recommend.actions.evaluating import leaks

# Figures of fewer users are mostly chance.
_FEW = 50
# Evaluations from before there were codes keep what was said of them.
Note = Mapping[str, Any] | str
_LEAKS: dict[str, Any] = {
    leaks.OWN_PAST: gettext_lazy(
        "Leak: %(count)d of the items asked for had been touched before, further back than histories reach."
    ),
    leaks.LATER: gettext_lazy("Leak: %(count)d deeds of the histories came after the moment that is asked about."),
    leaks.UNPUBLISHED: gettext_lazy(
        "%(count)d items were opened before the catalogue says they were published: how new they were is not known."
    ),
    leaks.LEARNT: gettext_lazy(
        "Leak: the version in force learnt from %(count)d of the users and days it is measured on, which flatters it."
    ),
    leaks.WRITTEN: gettext_lazy(
        "What the catalogue says of %(count)d items was written after the days measured began: texts, sections and "
        "prices are those of now."
    ),
}


def notes(*, cold: Collection[str], warm: Collection[str], found: Mapping[str, int]) -> list[dict[str, Any]]:
    """`cold` and `warm` name users; `found` counts leaks by kind."""
    slices = {"cold": len(cold), "warm": len(warm)}
    few = [(name, users) for name, users in slices.items() if 0 < users < _FEW]
    return [
        *({"code": "few", "slice": name, "users": users, "few": _FEW} for name, users in few),
        *({"code": "leak", "kind": kind, "count": count} for kind, count in found.items()),
    ]


def worded(note: Note) -> str:
    """In the reader's language."""
    if isinstance(note, str):
        return note
    if note["code"] == "leak":
        return str(_LEAKS.get(note["kind"], note["kind"])) % {"count": note["count"]}
    texts = {
        "cold": _("Fewer than %(few)d cold users: read their figures with care."),
        "warm": _("Fewer than %(few)d warm users: read their figures with care."),
    }
    return texts[note["slice"]] % {"few": note["few"]}


def is_weighty(note: Note) -> bool:
    """Whether figures may mislead for it; what the catalogue says now is only good to know."""
    return isinstance(note, str) or note.get("kind") != leaks.WRITTEN
