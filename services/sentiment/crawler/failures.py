"""What a failed request means, and what somebody at the desk can do about it."""

from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from services.sentiment.actions.addresses import AddressRefused
from services.sentiment.crawler.network.budget import BudgetSpent
from services.sentiment.crawler.network.conditional import NotModified
from services.sentiment.crawler.network.guard import RefusedRequest
from services.sentiment.crawler.network.handler import HostAsksToWait
from services.sentiment.crawler.network.resolver import REFUSALS
from services.sentiment.crawler.network.robots import DeniedByRobots

_OWN: dict[type[Exception], tuple[str, str]] = {
    RefusedRequest: ("address_refused", "Correct the address, or allow the host in the settings."),
    AddressRefused: ("address_refused", "Correct the address, or allow the host in the settings."),
    DeniedByRobots: ("robots_denied", "Ask the site for permission, or choose another address."),
    BudgetSpent: ("budget_spent", "Nothing needs to be done; raise the pause between visits if it returns."),
    HostAsksToWait: ("host_asks_to_wait", "Nothing needs to be done: it is visited again later."),
}
_TOO_LARGE = ("The answer is larger than 8 MB.", "Choose a smaller feed or page.")
_BADLY_PACKED = ("The answer is packed in a broken way.", "Tell the site; it is tried again at the next visit.")
_BY_NAME = {
    "DownloadTimeoutError": ("timeout", "The server did not answer in time.", "Try again later."),
    "CannotResolveHostError": ("no_such_host", "The name leads nowhere.", "Check the address for a slip."),
    "DownloadConnectionRefusedError": ("refused", "The server takes no connections.", "Try again later."),
    "DownloadCancelledError": ("too_large", *_TOO_LARGE),
    "BadGzipFile": ("unreadable", *_BADLY_PACKED),
    # So zlib calls its only one.
    "error": ("unreadable", *_BADLY_PACKED),
}


def explain(failure: Any) -> dict[str, Any] | None:
    """Code, message, remedy and address; None where nothing is wrong."""
    error = failure.value
    url = failure.request.url if hasattr(failure, "request") else ""
    if isinstance(error, NotModified):
        return None
    code, message, remedy = _said(error, url)
    return {"code": code, "message": message, "remedy": remedy, "url": url}


def _said(error: Exception, url: str) -> tuple[str, str, str]:
    if isinstance(error, HttpError):
        return _by_status(error.response.status)
    for kind, (code, remedy) in _OWN.items():
        if isinstance(error, kind):
            return code, str(error), remedy
    for host, reason in REFUSALS.items():
        if f"//{host}" in url:
            return "address_refused", reason, _OWN[AddressRefused][1]
    # Scrapy names these two only in their words.
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return "too_large", *_TOO_LARGE
    if isinstance(error, IgnoreRequest):
        return "too_many_redirects", "The address redirects without end.", "Open it in a browser and take the last one."
    known = _BY_NAME.get(type(error).__name__)
    return known or ("download_failed", f"The answer broke off ({type(error).__name__}).", "Try again later.")


def _by_status(status: int) -> tuple[str, str, str]:
    if status in (404, 410):
        return "gone", f"The server says that the page does not exist ({status}).", "Check the address."
    if status in (401, 403):
        return "forbidden", f"The server refuses the crawler ({status}).", "Ask the site for permission."
    if status in (429, 503):
        return "busy", f"The server asks to come back later ({status}).", "Nothing needs to be done."
    if 300 <= status < 400:
        return "bad_redirect", f"The server redirects to nowhere ({status}).", "Check the address."
    return "server_error", f"The server answered with an error ({status}).", "Try again later."
