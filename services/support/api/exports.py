"""Everything that is kept, as one archive."""

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from services.support.actions import exporting
from shared.api.caller import actor_of
from shared.api.rate_limit import RateLimit
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit
from shared.exports import download

router = Router(tags=["records"], auth=KeyAuth(scope="export:read", role="admin"))


@router.get("", throttle=[RateLimit("export", "6/minute")])
def export_everything(request: HttpRequest, only: str = "") -> HttpResponseBase:
    """A zip of JSONL files by kind with a `manifest.json`, streamed. `only` names kinds, by comma.

    `POST /imports/desk` takes it again. Customers' texts are masked as they are stored; secrets are not in it.
    """
    kinds = {name.strip() for name in only.split(",") if name.strip()}
    pieces = exporting.archive(kinds)
    audit.record(actor=actor_of(request), action="everything_exported", only=sorted(kinds))
    return download(request, pieces, name=exporting.filename(), media_type=exporting.MEDIA_TYPE)
