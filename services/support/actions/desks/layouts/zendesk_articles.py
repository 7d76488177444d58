"""Articles of a Zendesk help centre.

Pages with `articles`, each with `id`, `title`, `body` (HTML), `locale`, `draft`, `html_url`, `label_names`
(developer.zendesk.com/api-reference/help_center/help-center-api/articles/#json-format).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content, items
from services.support.actions.desks.layouts.base import Found, Kind, Layout, mostly
from services.support.actions.desks.text import article, plain
from services.support.actions.records.articles import language_of


def _recognises(content: Content) -> bool:
    return mostly((one for _number, one in items(content, "articles")), _is_article)


def _is_article(one: dict[str, Any]) -> bool:
    return {"body", "locale", "title"} <= set(one)


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    found = Found()
    for number, one in items(content, "articles"):
        if one.get("draft") is True:
            found.leave(_("drafts"))
            continue
        locale = plain(one.get("locale")).lower()
        row = found.add(
            Kind.KNOWLEDGE,
            number,
            key=f"zendesk/{locale}/{one['id']}" if one.get("id") and locale else "",
            title=plain(one.get("title")),
            text=article(one.get("body")),
            language=language_of(locale),
            url=plain(one.get("html_url")),
            tags=one.get("label_names") or [],
        )
        if not row.fields["text"] and isinstance(one.get("body"), str) and one["body"].strip():
            row.reject("body", _("There is no text in it."), _("Leave it out: pictures are not read."))
    return found


LAYOUT = Layout(
    name="zendesk_articles",
    title=gettext_lazy("Zendesk: help centre"),
    forms=("json",),
    fields=(
        ("id, locale", "key"),
        ("title", "title"),
        ("body", "text"),
        ("locale", "language"),
        ("html_url", "url"),
        ("label_names", "tags"),
    ),
    recognises=_recognises,
    read=_read,
)
