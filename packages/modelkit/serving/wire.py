"""How results travel. Floats lose nothing: vectors as little-endian bytes, other numbers in full."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from pydantic_core import PydanticSerializationError, from_json, to_json

from modelkit.errors import DataError
from modelkit.inference.engine import Vectors
from modelkit.results import HeadPrediction, Hit, ModelInfo


def dumps(value: Any) -> bytes:
    """Compact UTF-8 JSON, floats in full. A lone surrogate, which UTF-8 cannot carry, becomes U+FFFD."""
    try:
        return to_json(value)
    except PydanticSerializationError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def loads(body: bytes) -> Any:
    """What `dumps` wrote."""
    return from_json(body)


def pack(vector: Vectors) -> str:
    """Base64 of float32, as OpenAI's `encoding_format: base64`."""
    return base64.b64encode(np.ascontiguousarray(vector, dtype="<f4").tobytes()).decode("ascii")


def unpack(packed: Sequence[str]) -> Vectors:
    """float32 [n, dim] of n packed vectors."""
    try:
        rows = [np.frombuffer(base64.b64decode(row, validate=True), dtype="<f4") for row in packed]
        return np.stack(rows).astype(np.float32) if rows else np.empty((0, 0), dtype=np.float32)
    except ValueError as error:
        raise DataError("The vectors are not base64 of equally long float32 rows.", column="vectors") from error


def from_hits(rows: Sequence[Sequence[Hit]]) -> list[list[dict[str, Any]]]:
    return [[asdict(hit) for hit in row] for row in rows]


def to_hits(rows: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[Hit]]:
    return [[Hit(**hit) for hit in row] for row in rows]


def from_predictions(rows: Sequence[Mapping[str, HeadPrediction]]) -> list[dict[str, dict[str, Any]]]:
    return [{head: asdict(verdict) for head, verdict in row.items()} for row in rows]


def to_predictions(rows: Sequence[Mapping[str, Mapping[str, Any]]]) -> list[dict[str, HeadPrediction]]:
    return [{head: HeadPrediction(**verdict) for head, verdict in row.items()} for row in rows]


def to_model_info(row: Mapping[str, Any]) -> ModelInfo:
    return ModelInfo(**row)


def from_model_info(info: ModelInfo) -> dict[str, Any]:
    return asdict(info)
