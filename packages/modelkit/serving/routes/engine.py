"""How a route reaches the engine that the server was made with."""

from typing import Annotated

from fastapi import Depends, Request

from modelkit.errors import DataError
from modelkit.inference.local import LocalEngine


def engine_of(request: Request) -> LocalEngine:
    """The server's engine."""
    engine: LocalEngine = request.app.state.engine
    return engine


TheEngine = Annotated[LocalEngine, Depends(engine_of)]


def only_model(engine: LocalEngine, task: str, named: str | None) -> str:
    """`named`, or the one registered model of `task`: these protocols were made for servers of one model."""
    if named is not None:
        return named
    fitting = [info.name for info in engine.models() if info.task == task]
    if len(fitting) == 1:
        return fitting[0]
    raise DataError(f"{len(fitting)} models here can {task}.", column="model", remedy="Name one in the field `model`.")
