"""Rules say what is wrong with them, by field and line, and keep nothing of what is refused."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.rules.saving import save_rule
from services.sentiment.actions.rules.yaml_files import read_rules, write_rules
from shared.errors import InputRefused
from shared.outbox import actions as outbox

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Surge", "detector": "threshold", "parameters": {"raise_at": 5, "clear_at": 2}}
TEXT = """rules:
  - name: One
    detector: threshold
    receivers: [desk]
  - name: Two
    detector: negative_binomial
    parameters:
      windows: [30, 60]
"""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"detector": "magic"}, "detector"),
        ({"parameters": {"windows": [20]}}, "parameters.windows"),
        ({"scope": {"entities": ["nobody"]}}, "scope.entities"),
        ({"scope": ["acme"]}, "scope"),
        ({"group_by": ["colour"]}, "group_by"),
        ({"for_minutes": -1}, "for_minutes"),
        ({"cooldown_minutes": True}, "cooldown_minutes"),
        ({"severity": "apocalyptic"}, "severity"),
        ({"runbook_url": "javascript:alert(1)"}, "runbook_url"),
        ({"runbook_url": "https://" + "x" * 500}, "runbook_url"),
        ({"description": {"a": 1}}, "description"),
        ({"enabled": "maybe"}, "enabled"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_rule_names_the_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        save_rule(rule=None, fields={**FIELDS, **change})
    assert [problem.field for problem in refusal.value.problems] == [field]
    assert not models.Rule.objects.exists()


def test_only_what_it_asks_makes_a_new_revision() -> None:
    rule = save_rule(rule=None, fields=FIELDS)
    assert save_rule(rule=rule, fields={"severity": "critical"}).revision == 1
    assert save_rule(rule=rule, fields={"for_minutes": 30}).revision == 2


def test_yaml_goes_round() -> None:
    outbox.create_endpoint(name="desk", kind="webhook", address="https://example.com/hook")
    assert [rule.name for rule in read_rules(text=TEXT)] == ["One", "Two"]
    written = write_rules()
    models.Rule.objects.all().delete()
    read_rules(text=written)
    assert write_rules() == written
    assert "example.com" not in written


@pytest.mark.parametrize(
    ("text", "row", "field"),
    [
        ("rules:\n  - name: A\n    detector: [", 3, "file"),
        ("rules:\n  - name: A\n    detector: magic\n", 3, "detector"),
        ("rules:\n  - name: A\n    detector: threshold\n    colour: red\n", 4, "colour"),
        ("rules:\n  - name: A\n    detector: threshold\n    receivers: [x]\n", 4, "receivers"),
        ("rules: &a [*a]\n", 1, "file"),
        ("rules:\n  - !!python/object/apply:os.system [id]\n", 2, "file"),
        ("[]", 1, "rules"),
        ("rules:\n  - 7\n", 2, "rules"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_kept(text: str, row: int, field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        read_rules(text=text)
    problem = refusal.value.problems[0]
    assert (problem.row, problem.field) == (row, field)
    assert not models.Rule.objects.exists()


def test_escapes_that_no_database_keeps_are_taken_out() -> None:
    rules = read_rules(text='rules:\n  - name: "A\\0B"\n    description: "c\\ud800d"\n    detector: threshold\n')
    assert [(rule.name, rule.description) for rule in rules] == [("AB", "cd")]


def test_of_two_lists_of_rules_yaml_means_the_last() -> None:
    assert [rule.name for rule in read_rules(text=f"rules: []\n{TEXT.replace('receivers: [desk]', '')}")] == [
        "One",
        "Two",
    ]


def test_one_wrong_rule_keeps_the_others_out() -> None:
    with pytest.raises(InputRefused):
        read_rules(text="rules:\n  - {name: A, detector: threshold}\n  - {name: B, detector: magic}\n")
    assert not models.Rule.objects.exists()


def test_the_command_prints_what_would_have_fired() -> None:
    entity = models.Entity.objects.create(key="acme", name="Acme")
    at = timezone.now() - timedelta(days=3)
    start = at.replace(minute=0, second=0, microsecond=0)
    models.Bin.objects.create(start=start, entity=entity, topic="legal", group="one", negative=8, total=9)
    save_rule(rule=None, fields=FIELDS)
    out = io.StringIO()
    call_command("backtest", "--json", stdout=out)
    found = json.loads(out.getvalue())["rules"][0]
    assert [alert["series"] for alert in found["alerts"]] == ["entity=acme"]
    assert found["delays_minutes"] == [15.0]
    with pytest.raises(CommandError, match="no rule"):
        call_command("backtest", "--rule", "Nothing")
