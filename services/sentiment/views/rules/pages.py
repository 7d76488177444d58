"""The list of rules and their editor."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.sentiment import models
from services.sentiment.actions.rules import yaml_files
from services.sentiment.actions.rules.saving import delete_rule, save_rule
from services.sentiment.models.choices import Severity
from services.sentiment.models.rule import DetectorKind
from services.sentiment.models.topics import TOPICS
from services.sentiment.queries import articles, trends
from services.sentiment.queries.rules import rules as all_rules
from services.sentiment.views.rules.form import endpoints_in, fields_in, fields_of
from services.sentiment.views.rules.parameters import parameters
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused, Problem
from shared.outbox.models import Endpoint

# What was deleted last, as YAML, so that it can be brought back.
_DELETED = "rule_deleted"


@require_GET
@require_role("agent")
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "sentiment/rules/rules.html", _listed(request))


@require_http_methods(["GET", "POST"])
@require_role("editor")
def rule(request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
    """Add a rule, or change this one; `?like=` begins with a copy of another."""
    found = get_object_or_404(models.Rule, pk=rule_id) if rule_id else None
    if request.method == "GET":
        return _editor(request, found, _begun(request, found))
    given = fields_in(request.POST)
    told = {name: endpoints_in(request.POST, name) for name in ("receivers", "escalate_to")}
    try:
        saved = save_rule(rule=found, fields=given, **told)
    except InputRefused as refusal:
        chosen = {name: [endpoint.pk for endpoint in endpoints] for name, endpoints in told.items()}
        return _editor(request, found, given, chosen=chosen, problems=refusal.problems)
    audit.record(actor=signed_in(request), action="rule_saved", target=saved, revision=saved.revision)
    messages.success(request, _("The rule “%(name)s” is saved.") % {"name": saved.name})
    return redirect("rules")


@require_POST
@require_role("editor")
def switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    found = get_object_or_404(models.Rule, pk=rule_id)
    saved = save_rule(rule=found, fields={"enabled": not found.enabled})
    audit.record(actor=signed_in(request), action="rule_switched", target=saved, enabled=saved.enabled)
    return redirect("rules")


@require_POST
@require_role("editor")
def delete(request: HttpRequest, rule_id: int) -> HttpResponse:
    found = get_object_or_404(models.Rule, pk=rule_id)
    request.session[_DELETED] = {"name": found.name, "yaml": yaml_files.write_rules(only=found)}
    audit.record(actor=signed_in(request), action="rule_deleted", target=found)
    delete_rule(rule=found)
    messages.success(request, _("The rule “%(name)s” is deleted; its alerts stay.") % {"name": found.name})
    return redirect("rules")


@require_POST
@require_role("editor")
def restore(request: HttpRequest) -> HttpResponse:
    deleted = request.session.pop(_DELETED, None)
    if deleted is None:
        return redirect("rules")
    try:
        (saved,) = yaml_files.read_rules(text=deleted["yaml"])
    except InputRefused as refusal:
        return render(request, "sentiment/rules/rules.html", _listed(request, refusal.problems), status=400)
    audit.record(actor=signed_in(request), action="rule_restored", target=saved)
    messages.success(request, _("The rule “%(name)s” is back.") % {"name": saved.name})
    return redirect("rules")


@require_GET
@require_role("agent")
def exported(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="rules.yaml"'}
    return HttpResponse(yaml_files.write_rules(), content_type="application/yaml; charset=utf-8", headers=headers)


@require_POST
@require_role("editor")
def upload(request: HttpRequest) -> HttpResponse:
    """All the rules of the file, or none."""
    file = request.FILES.get("file")
    try:
        saved = yaml_files.read_rules(text=file.read().decode("utf-8") if file else "")
    except UnicodeDecodeError as error:
        message = _("Byte %(place)s is not %(encoding)s.") % {"place": error.start + 1, "encoding": "UTF-8"}
        wrong = Problem("file", message, _("Save the file as UTF-8."))
        return render(request, "sentiment/rules/rules.html", _listed(request, [wrong]), status=400)
    except InputRefused as refusal:
        return render(request, "sentiment/rules/rules.html", _listed(request, refusal.problems), status=400)
    for one in saved:
        audit.record(actor=signed_in(request), action="rule_saved", target=one, revision=one.revision)
    messages.success(request, _("Rules read: %(count)d.") % {"count": len(saved)})
    return redirect("rules")


def _listed(request: HttpRequest, problems: list[Problem] | None = None) -> dict[str, Any]:
    return {"rules": all_rules(), "problems": problems, "deleted": request.session.get(_DELETED)}


def _begun(request: HttpRequest, found: models.Rule | None) -> dict[str, Any]:
    if found is not None:
        return fields_of(found)
    like = request.GET.get("like", "")
    copied = models.Rule.objects.filter(pk=int(like)).first() if like.isdecimal() and len(like) < 19 else None
    if copied is not None:
        return {**fields_of(copied), "name": _("Copy of %(name)s") % {"name": copied.name}}
    fresh = models.Rule(detector=DetectorKind.NEGATIVE_BINOMIAL, series_by=["entity"], group_by=["entity"])
    return fields_of(fresh)


def _editor(
    request: HttpRequest,
    found: models.Rule | None,
    given: dict[str, Any],
    *,
    chosen: dict[str, list[int]] | None = None,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    if chosen is None:
        names = ("receivers", "escalate_to")
        chosen = {name: [one.pk for one in getattr(found, name).all()] if found else [] for name in names}
    context = {
        "rule": found,
        "given": given,
        "chosen": chosen,
        "problems": problems,
        "detectors": DetectorKind.choices,
        "parameters": parameters(given["detector"], given["parameters"]),
        "severities": Severity.choices,
        "entities": models.Entity.objects.order_by("name").values_list("key", "name"),
        "topics": sorted({*TOPICS, *trends.topics()}),
        "groups": articles.groups(),
        "endpoints": Endpoint.objects.order_by("name"),
    }
    return render(request, "sentiment/rules/rule.html", context, status=400 if problems else 200)
