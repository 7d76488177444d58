"""The records models are trained on and judged by."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

# A classifier with one head calls it this, so that `{"text", "label"}` needs no mapping.
SINGLE_HEAD = "label"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and its label for each head; a head that is absent is unknown for this text and teaches nothing."""

    text: str
    labels: Mapping[str, str] = field(default_factory=dict)
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class TextPair:
    """A query, a passage that answers it and, if known, one that looks right but does not."""

    query: str
    positive: str
    negative: str | None = None


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """How well a passage answers a query, from 0 (not at all) to 1 (fully)."""

    query: str
    passage: str
    score: float


Record = LabelledText | TextPair | ScoredPair


def fingerprint(records: Sequence[Record]) -> str:
    """SHA-256 over the records in order: the same data give the same digest on any machine."""
    digest = hashlib.sha256()
    for record in records:
        line = json.dumps(asdict(record), ensure_ascii=False, sort_keys=True)
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
