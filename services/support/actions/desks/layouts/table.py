"""Any table whose columns people map themselves: questions with answers, with labels, or messages of conversations."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content
from services.support.actions.desks.layouts.base import Found, Kind, Layout, Target
from services.support.actions.desks.layouts.mapping import mapped
from services.support.actions.desks.layouts.rasa import intent_name
from services.support.actions.desks.layouts.turns import AGENT, CUSTOMER, OTHER, Turn, add_conversation
from services.support.actions.desks.tables import EXTRA
from services.support.actions.desks.text import of_html
from services.support.actions.records.articles import language_of
from shared.errors import refuse

_CUSTOMERS = {"customer", "user", "visitor", "contact", "lead", "end-user", "requester", "incoming", "client", "客户"}
_AGENTS = {"agent", "admin", "staff", "operator", "outgoing", "support", "teammate", "客服"}
TARGETS = (
    Target("question", gettext_lazy("Question"), ("question", "text", "utterance", "description", "subject", "问题")),
    Target("answer", gettext_lazy("Answer"), ("answer", "reply", "response", "latest comment", "答案", "回答")),
    Target("label", gettext_lazy("Intent"), ("label", "intent", "category", "topic", "意图", "分类")),
    Target("language", gettext_lazy("Language"), ("language", "locale", "语言")),
    Target("conversation", gettext_lazy("Conversation"), ("conversation_id", "conversation id", "ticket id", "会话")),
    Target(
        "role", gettext_lazy("Who said it"), ("role", "author_type", "message_author_type", "sender_type", "sender")
    ),
    Target("text", gettext_lazy("What was said"), ("message_body", "message", "content", "body", "内容")),
)


def _recognises(content: Content) -> bool:
    return True


def read_mapped(content: Content, mapping: Mapping[str, str]) -> Found:
    """Messages of conversations where all three of their fields are mapped; else a question a row."""
    found = Found(mapping=mapped(TARGETS, content.columns, mapping))
    if {"conversation", "role", "text"} <= set(found.mapping):
        _talks(found, content)
        return found
    if "question" not in found.mapping:
        remedy = _("Present are: %(columns)s.") % {"columns": ", ".join(content.columns)[:500]}
        raise refuse("question", _("No column is mapped to it."), remedy)
    for number, record in enumerate(content.values, start=1):
        one = {target: of_html(record.get(column, "")) for target, column in found.mapping.items()}
        _question(found, number, one, extra=EXTRA in record)
    return found


def _question(found: Found, number: int, one: Mapping[str, str], *, extra: bool) -> None:
    question, answer, label = one.get("question", ""), one.get("answer", ""), intent_name(one.get("label", ""))
    language = language_of(one.get("language", ""))
    if not (answer or label):
        found.leave(_("rows with neither an answer nor an intent"))
        return
    if answer:
        row = found.add(Kind.PAIRS, number, question=question, answer=answer, language=language)
    if label:
        row = found.add(Kind.EXAMPLES, number, text=question, label=label, language=language)
    if extra:
        row.reject("row", _("It has more cells than there are columns."), _("Quote cells that contain commas."))


def _talks(found: Found, content: Content) -> None:
    talks: dict[str, tuple[int, list[Turn]]] = {}
    for number, record in enumerate(content.values, start=1):
        one = {target: record.get(column, "") for target, column in found.mapping.items()}
        if not one["conversation"].strip():
            row = found.add(Kind.CONVERSATIONS, number, messages=[])
            row.reject("conversation", _("It is missing or empty."), _("Fill it, or map the column that names it."))
            continue
        talks.setdefault(one["conversation"], (number, []))[1].append((_role(one["role"]), of_html(one["text"])))
    for number, turns in talks.values():
        add_conversation(found, number, turns)


def _role(written: str) -> str:
    word = written.strip().lower()
    return CUSTOMER if word in _CUSTOMERS else AGENT if word in _AGENTS else OTHER


LAYOUT = Layout(
    name="table",
    title=gettext_lazy("A table, by its columns"),
    forms=("table",),
    fields=(),
    recognises=_recognises,
    read=read_mapped,
    targets=TARGETS,
)
