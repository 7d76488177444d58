"""Rules: list, and read or write all of them as YAML."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from services.sentiment.actions.rules.yaml_files import read_rules, write_rules
from services.sentiment.queries.rules import rules
from services.sentiment.schemas import alerts as schemas
from shared.api.caller import actor_of
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["rules"])
READ = KeyAuth(scope="alerts:read")
WRITE = KeyAuth(scope="alerts:write", role="editor")


@router.get("", response=list[schemas.RuleOut], auth=READ)
def list_rules(request: HttpRequest) -> Any:
    return rules()


@router.get("/yaml", response=schemas.YamlOut, auth=READ)
def export_rules(request: HttpRequest) -> Any:
    return {"yaml": write_rules()}


@router.put("/yaml", response=list[schemas.RuleOut], auth=WRITE)
def import_rules(request: HttpRequest, given: schemas.YamlIn) -> Any:
    """All or none; each problem names its line and key."""
    saved = read_rules(text=given.yaml)
    for rule in saved:
        audit.record(actor=actor_of(request), action="rule_saved", target=rule, revision=rule.revision)
    return saved
