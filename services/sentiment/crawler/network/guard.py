"""Each request and each redirect is checked before a name is looked up."""

from typing import Any

from scrapy.exceptions import IgnoreRequest

from services.sentiment.actions import addresses


class RefusedRequest(IgnoreRequest):
    """The address may not be visited."""


class GuardMiddleware:
    """The first middleware that a request meets."""

    def process_request(self, request: Any) -> None:
        try:
            addresses.check_url(request.url)
        except addresses.AddressRefused as error:
            raise RefusedRequest(str(error)) from error
