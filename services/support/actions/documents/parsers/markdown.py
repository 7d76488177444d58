"""Markdown, with optional YAML front matter: title, language, url, tags."""

import yaml
from django.utils.translation import gettext as _

from services.support.actions.documents.parsers.base import ParsedDocument, title_of
from shared.errors import refuse
from shared.uploads.files import decode

# YAML aliases can multiply a small text without bound, so a long front matter is refused unread.
_MAX_FRONT_MATTER = 8_000


def parse(data: bytes, filename: str) -> ParsedDocument:
    front, body = _split(decode(data))
    tags = front.get("tags") or []
    if not isinstance(tags, list):
        raise refuse("tags", _("The tags are not a list."), _("Write them as [first, second]."), row=1)
    return ParsedDocument(
        title=str(front.get("title") or title_of(body, filename=filename)),
        markdown=body.strip(),
        language=str(front.get("language") or ""),
        url=str(front.get("url") or ""),
        tags=[str(tag) for tag in tags],
    )


def _split(text: str) -> tuple[dict[str, object], str]:
    if not text.startswith("---\n"):
        return {}, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark or len(head) > _MAX_FRONT_MATTER:
        raise refuse("front matter", _("It has no end."), _("Close it with a line of three dashes."), row=1)
    try:
        front = yaml.safe_load(head) or {}
    except yaml.YAMLError as error:
        raise refuse("front matter", _("It is not valid YAML."), _("Quote values with colons."), row=1) from error
    if not isinstance(front, dict):
        raise refuse("front matter", _("It is not a list of fields."), _("Write one 'field: value' a line."), row=1)
    return front, body
