"""OpenAI's protocol, so that any client of it can use these models."""

import json
from collections.abc import Iterator
from itertools import chain

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from modelkit.errors import EngineUnavailable
from modelkit.inference.slicing import cost_of
from modelkit.serving import wire
from modelkit.serving.replies import reply
from modelkit.serving.routes.engine import TheEngine
from modelkit.serving.schemas import ChatIn, EmbeddingsIn

router = APIRouter(prefix="/v1")
CHARACTERS_PER_TOKEN = 4


@router.post("/embeddings", summary="Unit-length vectors (OpenAI)")
def embeddings(body: EmbeddingsIn, engine: TheEngine) -> Response:
    texts = [body.input] if isinstance(body.input, str) else body.input
    vectors = engine.embed(body.model, texts, kind=body.kind)
    rows = [wire.pack(row) if body.encoding_format == "base64" else row.tolist() for row in vectors]
    # Estimated: counting exactly would mean tokenising twice, and nothing is billed by it.
    tokens = sum(map(cost_of, texts)) // CHARACTERS_PER_TOKEN
    return reply(
        {
            "object": "list",
            "model": body.model,
            "data": [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)],
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
            "dimension": vectors.shape[1],
        }
    )


@router.post("/chat/completions", summary="A chat answer from the configured generator (OpenAI)")
def chat(body: ChatIn, engine: TheEngine) -> Response:
    pieces = engine.generate(body.model, body.messages)
    if not body.stream:
        message = {"role": "assistant", "content": "".join(pieces)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return reply({"object": "chat.completion", "model": body.model, "choices": [choice]})
    # The first piece is awaited here, while an error can still become a proper status.
    first = list(next(((piece,) for piece in pieces), ()))
    return StreamingResponse(_events(body.model, chain(first, pieces)), media_type="text/event-stream")


def _events(model: str, pieces: Iterator[str]) -> Iterator[str]:
    try:
        for piece in pieces:
            choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            chunk = {"object": "chat.completion.chunk", "model": model, "choices": [choice]}
            yield f"data: {json.dumps(chunk)}\n\n"
    except EngineUnavailable as error:
        yield f"data: {json.dumps({'error': {'message': error.message, 'code': error.code}})}\n\n"
        return
    yield "data: [DONE]\n\n"
