"""The model server as an ASGI application."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from modelkit.errors import ModelkitError, Overloaded
from modelkit.inference.local import LocalEngine
from modelkit.serving.gate import Gate, Limits
from modelkit.serving.metrics import ServerMetrics
from modelkit.serving.preloading import EVERYTHING, Preloading
from modelkit.serving.problems import problem, problem_of
from modelkit.serving.replies import refuse
from modelkit.serving.routes import ROUTERS


def create_app(
    engine: LocalEngine,
    *,
    key: str | None = None,
    preload: Sequence[str] = (EVERYTHING,),
    limits: Limits | None = None,
) -> FastAPI:
    """The application around `engine`, which it closes when it stops.

    `preload` names the models to load before `/readyz` says yes ("all", "none", or names).
    """
    chosen = limits or Limits()
    app = FastAPI(
        title="modelkit", summary="Small models, served fast", lifespan=_lifespan, docs_url=None, redoc_url=None
    )
    app.state.engine = engine
    app.state.limits = chosen
    app.state.preloading = Preloading(engine, preload)
    app.state.metrics = ServerMetrics(engine)
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(ModelkitError, _on_modelkit_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_middleware(Gate, key=key, limits=chosen, metrics=app.state.metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # A request waits in a thread for its turn at the model, so there must be a thread for each one let in.
    current_default_thread_limiter().total_tokens = app.state.limits.requests
    app.state.preloading.start()
    yield
    app.state.engine.close()


async def _on_modelkit_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, ModelkitError):
        raise error
    headers = {"Retry-After": str(round(error.retry_after))} if isinstance(error, Overloaded) else None
    return refuse(problem_of(error), headers=headers)


async def _on_invalid(_request: Request, error: Exception) -> Response:
    """Name the fields at fault, without repeating what was sent in them."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults: list[dict[str, Any]] = [
        {"field": ".".join(map(str, fault["loc"])), "message": fault["msg"]} for fault in error.errors()
    ]
    title = f"{faults[0]['field']}: {faults[0]['message']}" if faults else "The request is not valid."
    return refuse(problem(422, "bad_data", title, errors=faults[:20]))


async def _on_http_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return refuse(problem(error.status_code, "bad_request", error.detail), headers=dict(error.headers or {}))
