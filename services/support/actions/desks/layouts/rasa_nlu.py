r"""Training data of Rasa: intents with their examples.

`nlu` lists items with `intent` and `examples`, a block of lines that begin with a dash, or a list of objects with
`text`; entities are written `[savings](account)` or `[savings]{"entity": "account"}`; items with `synonym`, `regex` or
`lookup` hold what only Rasa's own pipeline reads (rasa.com/docs/reference/primitives/training-data-format;
legacy-docs-oss.rasa.com/docs/rasa/training-data-format).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content
from services.support.actions.desks.layouts.base import Found, Kind, Layout
from services.support.actions.desks.layouts.rasa import intent_name, root
from services.support.actions.desks.text import plain

_ENTITY = re.compile(r"\[([^\[\]]{1,500})\](?:\([^()]{0,500}\)|\{[^{}]{0,500}\})")
_BULLET = re.compile(r"^\s*[-*+]\s+")
_READ = {"version", "nlu"}


def _recognises(content: Content) -> bool:
    return isinstance(root(content.values[0]).get("nlu"), list)


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    found, number = Found(), 0
    data = root(content.values[0])
    listed = data.get("nlu")
    for place, item in enumerate(listed if isinstance(listed, list) else [], start=1):
        name = next((key for key in ("intent", "synonym", "regex", "lookup") if key in root(item)), "")
        if name != "intent":
            found.leave(_left(name, root(item).get(name)))
            continue
        lines = list(_lines(item.get("examples")))
        if not lines:
            row = found.add(Kind.EXAMPLES, place, text="", label=intent_name(item["intent"]))
            row.reject("examples", _("There is none for this intent."), _("Write them as '- text' below examples: |"))
        for text in lines:
            number += 1
            found.add(Kind.EXAMPLES, number, text=text, label=intent_name(item["intent"]))
    for key in sorted(set(data) - _READ):
        found.leave(_("“%(key)s”, which this layout does not read") % {"key": key[:60]})
    return found


def _lines(examples: Any) -> Iterator[str]:
    if isinstance(examples, str):
        written = [_BULLET.sub("", line) for line in examples.split("\n") if _BULLET.match(line)]
    else:
        listed = examples if isinstance(examples, list) else []
        written = [root(one).get("text", "") if isinstance(one, dict) else str(one) for one in listed]
    for text in written:
        # An entity's words are what the customer says; what kind they are is Rasa's affair.
        if said := plain(_ENTITY.sub(r"\1", _BULLET.sub("", str(text)))):
            yield said


def _left(kind: str, name: Any) -> str:
    told = {"name": str(name)[:60]}
    if kind == "synonym":
        return _("synonym “%(name)s”") % told
    if kind == "regex":
        return _("regular expression “%(name)s”") % told
    if kind == "lookup":
        return _("lookup table “%(name)s”") % told
    return _("items that are none of intent, synonym, regex and lookup")


LAYOUT = Layout(
    name="rasa_nlu",
    title=gettext_lazy("Rasa: training data (NLU)"),
    forms=("yaml",),
    fields=(("nlu[].intent", "label"), ("nlu[].examples", "text")),
    recognises=_recognises,
    read=_read,
)
