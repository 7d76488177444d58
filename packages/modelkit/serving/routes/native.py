"""modelkit's own calls: full predictions, pair scores, search, and the care of models."""

from collections.abc import Sequence

import numpy as np
from fastapi import APIRouter
from starlette.responses import Response

from modelkit.errors import DataError
from modelkit.inference.engine import Vectors
from modelkit.serving import wire
from modelkit.serving.replies import reply
from modelkit.serving.routes.engine import TheEngine
from modelkit.serving.schemas import ClassifyIn, ModelName, PromoteIn, ScoreIn, SearchIn

router = APIRouter()


@router.post("/classify", summary="Every head's verdict on each text, with all scores")
def classify(body: ClassifyIn, engine: TheEngine) -> Response:
    return reply({"results": wire.from_predictions(engine.classify(body.model, body.inputs))})


@router.post("/score", summary="How well each passage answers its query")
def score(body: ScoreIn, engine: TheEngine) -> Response:
    return reply({"scores": engine.score(body.model, body.pairs).tolist()})


@router.post("/indexes/{name}/search", summary="The best documents for texts, vectors, or both")
def search(name: str, body: SearchIn, engine: TheEngine) -> Response:
    vectors = None if body.vectors is None else _vectors(body.vectors)
    if body.queries is None:
        if vectors is None:
            raise DataError("A search needs `queries`, `vectors`, or both.", remedy="Send at least one of them.")
        hits = engine.search(name, vectors, k=body.k)
    else:
        hits = engine.search(name, body.queries, k=body.k, vectors=vectors)
    return reply({"results": wire.from_hits(hits)})


@router.get("/models", summary="Every registered model, its version in force and its held-out metrics")
def models(engine: TheEngine) -> Response:
    return reply({"models": [wire.from_model_info(info) for info in engine.models()]})


@router.post("/models/{name}/load", summary="Load the version in force, and wait for it")
def load(name: ModelName, engine: TheEngine) -> Response:
    return reply(wire.from_model_info(engine.load(name)))


@router.post("/models/{name}/promote", summary="Put a version in force, if it passes the gate")
def promote(name: ModelName, body: PromoteIn, engine: TheEngine) -> Response:
    return reply(wire.from_model_info(engine.promote(name, body.version, force=body.force)))


@router.post("/models/{name}/rollback", summary="Return to the version in force before")
def rollback(name: ModelName, engine: TheEngine) -> Response:
    return reply(wire.from_model_info(engine.rollback(name)))


def _vectors(sent: Sequence[str] | Sequence[Sequence[float]]) -> Vectors:
    if any(isinstance(row, str) for row in sent):
        return wire.unpack([str(row) for row in sent])
    try:
        return np.asarray(sent, dtype=np.float32)
    except ValueError as error:
        raise DataError("The vectors are not equally long.", column="vectors") from error
