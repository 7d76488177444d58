"""Sources as files that `import_sources` and other programs read."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from services.sentiment import models
from services.sentiment.models.choices import SourceKind

COLUMNS = ["name", "kind", "url", "group", "language", "enabled", "poll_seconds", "options"]


def exported() -> Iterator[dict[str, Any]]:
    """Uploaded archives are left out: their files stay here."""
    for source in models.Source.objects.exclude(kind=SourceKind.ARCHIVE).order_by("name").iterator(chunk_size=500):
        row = {name: getattr(source, name) for name in COLUMNS}
        yield row | {"enabled": "true" if source.enabled else "false", "options": json.dumps(source.options)}


def write_opml() -> bytes:
    """The feeds, for any feed reader."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = "Triptych"
    body = SubElement(root, "body")
    for source in models.Source.objects.filter(kind=SourceKind.FEED).order_by("name"):
        told = {"type": "rss", "text": source.name, "title": source.name, "xmlUrl": source.url}
        SubElement(body, "outline", told | ({"language": source.language} if source.language else {}))
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text
