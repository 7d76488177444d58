"""The protocol of Hugging Face's text-embeddings-inference, whose clients are many."""

import math
from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from modelkit.errors import DataError
from modelkit.results import HeadPrediction
from modelkit.serving.replies import reply
from modelkit.serving.routes.engine import TheEngine, only_model
from modelkit.serving.schemas import EmbedIn, PredictIn, RerankIn

router = APIRouter()
# float32 cannot tell chances apart that are closer to 0 or 1.
EDGE = 1e-7


@router.post("/embed", summary="Unit-length vectors (text-embeddings-inference)")
def embed(body: EmbedIn, engine: TheEngine) -> Response:
    texts = [body.inputs] if isinstance(body.inputs, str) else body.inputs
    model = only_model(engine, "encode", body.model)
    return reply(engine.embed(model, texts, kind=body.prompt_name).tolist())


@router.post("/rerank", summary="Texts in the order in which they answer a query (text-embeddings-inference)")
def rerank(body: RerankIn, engine: TheEngine) -> Response:
    model = only_model(engine, "score", body.model)
    scores = engine.score(model, [(body.query, text) for text in body.texts]).tolist()
    order = sorted(range(len(scores)), key=lambda position: -scores[position])
    # A scorer answers with a chance; this protocol's raw score is the logit behind it.
    shown = [logit(score) for score in scores] if body.raw_scores else scores
    rows: list[dict[str, object]] = []
    for position in order:
        text = {"text": body.texts[position]} if body.return_text else {}
        rows.append({"index": position, "score": shown[position], **text})
    return reply(rows)


@router.post("/predict", summary="Labels with their probabilities (text-embeddings-inference)")
def predict(body: PredictIn, engine: TheEngine) -> Response:
    texts = [body.inputs] if isinstance(body.inputs, str) else body.inputs
    verdicts = engine.classify(only_model(engine, "classify", body.model), texts)
    rows = [_labels(verdict) for verdict in verdicts]
    return reply(rows[0] if isinstance(body.inputs, str) else rows)


def logit(chance: float) -> float:
    """The log-odds of a chance, finite at its ends."""
    inside = min(max(chance, EDGE), 1 - EDGE)
    return math.log(inside / (1 - inside))


def _labels(verdict: Mapping[str, HeadPrediction]) -> list[dict[str, object]]:
    if len(verdict) != 1:
        raise DataError("This protocol knows one head only.", remedy="Call /classify.")
    (head,) = verdict.values()
    best_first = sorted(head.scores.items(), key=lambda item: -item[1])
    return [{"label": label, "score": score} for label, score in best_first]
