"""A domain of Rasa: its intents, and the responses that answer them.

`intents` lists names, or objects whose one key is the name; `responses` holds, by `utter_<name>`, variants with `text`
and perhaps `condition` or `channel`; `utter_<intent>/<key>` answers a retrieval intent; `{name}` stands for a slot
(rasa.com/docs/reference/config/domain; rasa.com/docs/reference/primitives/responses).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modelkit.data.text import detect_language
from services.support.actions.desks.content import Content
from services.support.actions.desks.layouts.base import Found, Kind, Layout, texts
from services.support.actions.desks.layouts.rasa import intent_name, root
from services.support.actions.desks.text import plain
from services.support.actions.records.intents import SLOT

_PREFIX = "utter_"
_READ = {"version", "intents", "responses"}


def _recognises(content: Content) -> bool:
    data = root(content.values[0])
    return isinstance(data.get("responses"), dict) or isinstance(data.get("intents"), list)


def _read(content: Content, mapping: Mapping[str, str]) -> Found:
    found = Found()
    data = root(content.values[0])
    listed = data.get("intents")
    names = [_name(one) for one in listed] if isinstance(listed, list) else []
    responses = root(data.get("responses"))
    answered: set[str] = set()
    number = 0
    for number, (written, variants) in enumerate(responses.items(), start=1):
        stem = str(written).removeprefix(_PREFIX)
        if names and stem.split("/")[0] not in names:
            found.leave(_("response “%(name)s”, which no intent of the file is named like") % {"name": written[:60]})
            continue
        answered.add(stem.split("/")[0])
        _add(found, number, str(written), stem, variants)
    for place, name in enumerate(names, start=number + 1):
        if name not in answered:
            found.add(Kind.INTENTS, place, name=intent_name(name), templates=[])
    for key in sorted(set(data) - _READ):
        found.leave(_("“%(key)s”, which this layout does not read") % {"key": key[:60]})
    return found


def _add(found: Found, number: int, written: str, stem: str, variants: Any) -> None:
    said = [plain(one.get("text")) for one in texts(variants) if not {"condition", "channel"} & set(one)]
    said = [text for text in said if text]
    if bound := len(texts(variants)) - len(said):
        found.leave(_("variants without a text, or for a condition or a channel alone"), bound)
    if not said:
        return
    # Of templates that hold at once the last one written speaks: the first variant is to.
    templates = [{"language": detect_language(text), "text": text} for text in reversed(said)]
    row = found.add(Kind.INTENTS, number, name=intent_name(stem), templates=templates)
    if slots := sorted({slot for text in said for slot in SLOT.findall(text)}):
        message = _("Nothing fills {%(name)s} here.") % {"name": slots[0]}
        row.reject(f"responses.{written}"[:100], message, _("Write the text without it, or its value in its place."))


def _name(one: Any) -> str:
    return str(next(iter(one), "")) if isinstance(one, dict) else str(one)


LAYOUT = Layout(
    name="rasa_domain",
    title=gettext_lazy("Rasa: domain"),
    forms=("yaml",),
    fields=(("intents[]", "name"), ("responses.utter_*", "templates[].text")),
    recognises=_recognises,
    read=_read,
)
