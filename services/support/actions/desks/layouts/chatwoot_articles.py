"""Articles of a Chatwoot help centre.

`payload` lists objects with `id`, `title`, `content` (Markdown), `description`, `status`, `portal` and `category`
(github.com/chatwoot/chatwoot, app/views/api/v1/accounts/articles/_article.json.jbuilder and swagger/definitions/
resource/article.yml).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content, items
from services.support.actions.desks.layouts.base import Found, Kind, Layout, inner, mostly
from services.support.actions.desks.text import plain
from services.support.actions.records.articles import language_of

_NAMES = ("payload", "articles", "data")
# By name in the API's answers, by number in its documents.
_UNPUBLISHED = {"draft", "archived", "0", "2"}


def _recognises(content: Content) -> bool:
    return mostly((one for _number, one in items(content, *_NAMES)), _is_article)


def _is_article(one: dict[str, Any]) -> bool:
    return {"title", "content", "status"} <= set(one) and "message_type" not in one


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    found = Found()
    for number, one in items(content, *_NAMES):
        if str(one.get("status")) in _UNPUBLISHED:
            found.leave(_("drafts and archived articles"))
            continue
        locale = plain(one.get("locale") or inner(one, "category", "locale")).lower()
        category = plain(inner(one, "category", "name"))
        found.add(
            Kind.KNOWLEDGE,
            number,
            key=f"chatwoot/{locale or 'default'}/{one['id']}" if one.get("id") else "",
            title=plain(one.get("title")),
            text=plain(one.get("content")),
            language=language_of(locale),
            url=plain(one.get("url")),
            tags=[category] if category else [],
        )
    return found


LAYOUT = Layout(
    name="chatwoot_articles",
    title=gettext_lazy("Chatwoot: help centre"),
    forms=("json",),
    fields=(
        ("id, locale", "key"),
        ("title", "title"),
        ("content", "text"),
        ("locale, category.locale", "language"),
        ("category.name", "tags"),
    ),
    recognises=_recognises,
    read=_read,
)
