"""Articles of Intercom, each with its translations.

`data` lists objects of type `article` with `id`, `title`, `body` (HTML), `state`, `url`, `default_locale`, and
`translated_content`, an object by locale whose members have the same fields (developers.intercom.com/docs/references/
rest-api/api.intercom.io/articles/article; github.com/intercom/Intercom-OpenAPI,
descriptions/2.11/api.intercom.io.yaml).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content, items
from services.support.actions.desks.layouts.base import Found, Kind, Layout, mostly
from services.support.actions.desks.text import article, plain
from services.support.actions.records.articles import language_of

_NAMES = ("data", "articles")


def _recognises(content: Content) -> bool:
    return mostly((one for _number, one in items(content, *_NAMES)), _is_article)


def _is_article(one: dict[str, Any]) -> bool:
    return one.get("type") == "article" or {"title", "body", "state", "default_locale"} <= set(one)


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    found = Found()
    for number, one in items(content, *_NAMES):
        for locale, said in _contents(one):
            if said.get("state") == "draft":
                found.leave(_("drafts"))
                continue
            found.add(
                Kind.KNOWLEDGE,
                number,
                key=f"intercom/{locale or 'default'}/{one['id']}" if one.get("id") else "",
                title=plain(said.get("title")),
                text=article(said.get("body")),
                language=language_of(locale),
                url=plain(said.get("url")),
            )
    return found


def _contents(one: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The article in its first language, then its translations."""
    default = plain(one.get("default_locale")).lower()
    yield default, one
    translated = one.get("translated_content")
    for locale, said in translated.items() if isinstance(translated, dict) else []:
        # The type stands among the locales, and the first language may stand there again.
        if isinstance(said, dict) and locale.lower() != default:
            yield locale.lower(), said


LAYOUT = Layout(
    name="intercom_articles",
    title=gettext_lazy("Intercom: articles"),
    forms=("json",),
    fields=(
        ("id, default_locale", "key"),
        ("title", "title"),
        ("body", "text"),
        ("translated_content.*", "key, title, text, language"),
        ("url", "url"),
    ),
    recognises=_recognises,
    read=_read,
)
