"""Load a model directory without knowing its task beforehand."""

from pathlib import Path

from modelkit.errors import ModelNotFound
from modelkit.models.base import Model
from modelkit.models.classifier import Classifier
from modelkit.models.directory import MANIFEST, read_manifest
from modelkit.models.encoder import Encoder
from modelkit.models.pair_scorer import PairScorer

FAMILIES: dict[str, type[Model]] = {family.task: family for family in (Classifier, Encoder, PairScorer)}


def load(path: str | Path, *, device: str = "auto") -> Model:
    """The model saved at `path`; anything without our manifest is taken for a backbone, to encode with."""
    folder = Path(path)
    if not (folder / MANIFEST).is_file():
        return Encoder.from_pretrained(path, device=device)
    task = read_manifest(folder).get("task")
    if task not in FAMILIES:
        raise ModelNotFound(f"{folder} does {task!r}, which this release cannot.", remedy="Upgrade modelkit.")
    return FAMILIES[task].from_pretrained(folder, device=device)
