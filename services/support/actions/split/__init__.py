"""A share of visitors is answered by the candidate, until it is known whether that is better, or is worse."""

from services.support.actions.split.announcing import receivers_named
from services.support.actions.split.guarding import guard
from services.support.actions.split.life import SplitRuns, start, stop
from services.support.actions.split.telling import Told, tell

__all__ = ["SplitRuns", "Told", "guard", "receivers_named", "start", "stop", "tell"]
