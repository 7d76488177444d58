"""Records, the files they come from, and how their text is cut, named, segmented and batched."""

from modelkit.data.readers import read_records
from modelkit.data.records import LabelledText, Record, ScoredPair, TextPair, fingerprint

__all__ = ["LabelledText", "Record", "ScoredPair", "TextPair", "fingerprint", "read_records"]
