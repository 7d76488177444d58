"""One POST, with every way in which it can fail turned into an outcome."""

import contextlib
from collections.abc import Mapping

import requests
from django.utils.translation import gettext_noop
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError

from shared.outbox.addresses import session_for
from shared.outbox.senders.outcome import Outcome, read_retry_after

_GONE = 410


def post(url: str, *, body: str, headers: Mapping[str, str]) -> Outcome:
    try:
        # The reply's body is of no interest and could be endless: it is never read.
        with session_for(url) as session, contextlib.closing(_send(session, url, body, headers)) as reply:
            return _outcome(reply)
    except InvalidIPAddress:
        inside = gettext_noop("The address leads into a private network. Allow it in OUTBOX_ALLOWED_HOSTS.")
        return Outcome(ok=False, error=inside)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        return Outcome(ok=False, error=f"{type(error).__name__}: {error}"[:300])


def _send(session: requests.Session, url: str, body: str, headers: Mapping[str, str]) -> requests.Response:
    sent = {"Content-Type": "application/json", **headers}
    return session.post(url, data=body.encode(), headers=sent, stream=True, allow_redirects=False)


def _outcome(reply: requests.Response) -> Outcome:
    status = reply.status_code
    if 200 <= status < 300:
        return Outcome(ok=True, status=status)
    wait = read_retry_after(reply.headers.get("Retry-After"))
    return Outcome(ok=False, status=status, error=f"It answered {status}.", wait=wait, gone=status == _GONE)
