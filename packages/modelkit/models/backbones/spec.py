"""What a backbone wants: pooling, prefixes, length. Written in the files sentence-transformers reads."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Pooling = Literal["mean", "cls"]

DEFAULT_MAX_LENGTH = 512
# The e5 family was trained with these, but its public files do not say so.
_E5 = re.compile(r"(^|[-_/])e5-(small|base|large)")


@dataclass(frozen=True, slots=True)
class BackboneSpec:
    """How a backbone turns text into a vector. `max_length` is in tokens, special tokens included."""

    pooling: Pooling = "mean"
    query_prefix: str = ""
    passage_prefix: str = ""
    max_length: int = DEFAULT_MAX_LENGTH

    def prefix(self, kind: str) -> str:
        """The prefix of a text of this kind ("query" or "passage")."""
        if kind not in {"query", "passage"}:
            raise ValueError(f"kind is {kind!r}; use 'query' or 'passage'")
        return self.query_prefix if kind == "query" else self.passage_prefix


def describe(path: str | Path) -> BackboneSpec:
    """Read the spec of a model directory; what its files leave open gets the family's usual value."""
    folder = Path(path)
    prompts = _read(folder / "config_sentence_transformers.json").get("prompts") or {}
    e5 = bool(_E5.search(folder.as_posix()))
    return BackboneSpec(
        pooling=_pooling(_read(folder / "1_Pooling" / "config.json")),
        query_prefix=prompts.get("query") or ("query: " if e5 else ""),
        passage_prefix=prompts.get("passage") or prompts.get("document") or ("passage: " if e5 else ""),
        max_length=_max_length(folder),
    )


def write_spec(folder: Path, spec: BackboneSpec, *, dimension: int) -> None:
    """Write the files that make a transformers directory load in sentence-transformers with the same vectors."""
    _write(folder / "modules.json", _MODULES)
    _write(folder / "sentence_bert_config.json", {"max_seq_length": spec.max_length, "do_lower_case": False})
    _write(folder / "config_sentence_transformers.json", _prompts(spec))
    (folder / "1_Pooling").mkdir(exist_ok=True)
    _write(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": dimension, **_legacy(spec.pooling)})


_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
]


def _prompts(spec: BackboneSpec) -> dict[str, Any]:
    return {
        "model_type": "SentenceTransformer",
        # `document` is what encode_document asks for first.
        "prompts": {
            "query": spec.query_prefix,
            "passage": spec.passage_prefix,
            "document": spec.passage_prefix,
        },
        # As in Encoder.encode: a text is a query unless told otherwise.
        "default_prompt_name": "query" if spec.query_prefix else None,
        "similarity_fn_name": "cosine",
    }


def _legacy(pooling: Pooling) -> dict[str, bool]:
    # The older spelling: every release of sentence-transformers reads it.
    return {"pooling_mode_mean_tokens": pooling == "mean", "pooling_mode_cls_token": pooling == "cls"}


def _pooling(config: dict[str, Any]) -> Pooling:
    is_cls = config.get("pooling_mode_cls_token") or config.get("pooling_mode") == "cls"
    return "cls" if is_cls else "mean"


def _max_length(folder: Path) -> int:
    positions = _read(folder / "config.json").get("max_position_embeddings") or DEFAULT_MAX_LENGTH
    stated = _read(folder / "sentence_bert_config.json").get("max_seq_length")
    tokenizer = _read(folder / "tokenizer_config.json").get("model_max_length")
    return int(min(stated or tokenizer or DEFAULT_MAX_LENGTH, positions))


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
