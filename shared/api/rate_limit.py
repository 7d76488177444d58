"""At most so many requests in a window, counted for each caller: 429 and Retry-After beyond."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from ninja.throttling import BaseThrottle

from shared.api.caller import identity

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class Rate:
    requests: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """Read `20/minute`."""
        number, _, window = text.partition("/")
        return cls(requests=int(number), seconds=_SECONDS[window])


def count(*, name: str, who: str, rate: Rate) -> int:
    """Count one request; return 0 if it is within the rate, else the seconds to wait."""
    now = time.time()
    window = int(now // rate.seconds)
    key = f"rate:{name}:{who}:{window}"
    cache.add(key, 0, timeout=rate.seconds + 1)
    try:
        used = cache.incr(key)
    except ValueError:
        # The window ended between the two calls, so its counter is gone and this one is the first.
        return 0
    return 0 if used <= rate.requests else max(1, math.ceil((window + 1) * rate.seconds - now))


class RateLimit(BaseThrottle):
    """For ninja: `throttle=[RateLimit("answers", "60/minute")]`."""

    def __init__(self, name: str, rate: str) -> None:
        self.name = name
        self.rate = Rate.parse(rate)

    def allow_request(self, request: HttpRequest) -> bool:
        return count(name=self.name, who=identity(request), rate=self.rate) == 0

    def wait(self) -> float:
        # Asked right after a refusal, without the request; windows are aligned, so time alone tells.
        return self.rate.seconds - time.time() % self.rate.seconds


def limit_page(name: str, rate: str) -> Callable[[View[P]], View[P]]:
    """For pages: limit what is posted, such as guesses at a password."""
    parsed = Rate.parse(rate)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def limited(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            posted = request.method == "POST"
            wait = count(name=name, who=identity(request), rate=parsed) if posted else 0
            if not wait:
                return view(request, *args, **kwargs)
            response = render(request, "429.html", {"wait": wait}, status=429)
            response["Retry-After"] = str(wait)
            return response

        return limited

    return decorate
