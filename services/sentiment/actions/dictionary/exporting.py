"""The dictionary as a file that `import_entities` reads again."""

import csv
import io
import json
from typing import Any

from services.sentiment import models

COLUMNS = ("key", "name", "name_zh", "ticker", "sector", "watched", "peers", "aliases")


def export_json() -> str:
    return json.dumps([_entity(entity) for entity in _rows()], ensure_ascii=False, indent=1)


def export_csv() -> str:
    """Lists stand in one cell with `;` between; an alias with rules is written as JSON."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=COLUMNS)
    writer.writeheader()
    for entity in _rows():
        row = _entity(entity)
        row["peers"] = ";".join(row["peers"])
        row["aliases"] = json.dumps(row["aliases"], ensure_ascii=False)
        writer.writerow(row)
    return out.getvalue()


def _rows() -> Any:
    return models.Entity.objects.order_by("key").prefetch_related("aliases", "peers")


def _entity(entity: models.Entity) -> dict[str, Any]:
    fields = {name: getattr(entity, name) for name in COLUMNS[:6]}
    return fields | {
        "peers": sorted(peer.key for peer in entity.peers.all()),
        "aliases": [_alias(alias) for alias in entity.aliases.all()],
    }


def _alias(alias: models.Alias) -> dict[str, Any]:
    return {"text": alias.text, "case_sensitive": alias.case_sensitive, "needs": alias.needs}
