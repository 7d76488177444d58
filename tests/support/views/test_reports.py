"""The report's page, its files, its formula, its plans."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.models.choices import Author, Reason, Rung
from shared.accounts.models import User
from shared.outbox.actions import create_endpoint
from shared.outbox.models import Endpoint
from tests.support.rows import conversation, trace

HOSTILE = '=HYPERLINK("http://evil.example","x")'


def answered(*, intent: str = "card_lost", by: User | None = None) -> models.Conversation:
    row = conversation()
    said = row.messages.create(author=Author.BOT, text="…", feedback=1)
    trace(answer=said, rung=Rung.TEMPLATE, reason=Reason.INTENT_ACCEPTED, intent=intent)
    if by:
        row.messages.create(author=Author.AGENT, text="…", agent=by)
    return row


def read(response: object) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content)))


def test_figures_with_their_intervals_and_the_formula(editor: Client) -> None:
    answered()
    page = editor.get(reverse("reports")).content.decode()
    assert "100.0 %" in page
    assert "2.5 % – 100.0 %" in page
    assert "÷ 60 ×" in page


def test_names_of_people_and_topics_are_text(editor: Client) -> None:
    mallory = User.objects.create_user(
        username="m", first_name="<script>alert(1)</script>", password=None, role="agent"
    )
    answered(intent="<b>x</b>", by=mallory)
    page = editor.get(reverse("reports")).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_files_run_no_formulas(editor: Client) -> None:
    answered(intent=HOSTILE, by=User.objects.create_user(username="m", first_name="@SUM(A1)", password=None))
    quality = read(editor.get(reverse("report-table", args=["quality"])))
    assert [row["topic"] for row in quality] == [f"'{HOSTILE}"]
    assert [row["agent"] for row in read(editor.get(reverse("report-table", args=["agents"])))] == ["'@SUM(A1)"]


@pytest.mark.parametrize("name", ["figures", "quality", "agents", "reasons", "days"])
def test_each_table_is_a_file_even_when_empty(editor: Client, name: str) -> None:
    response = editor.get(reverse("report-table", args=[name]), {"from": "2026-01-01", "to": "2026-01-31"})
    assert response.status_code == 200
    assert f"{name}-2026-01-01-2026-01-31.csv" in response.headers["Content-Disposition"]
    assert len(read(response)) == {"figures": 11, "days": 31}.get(name, 0)


def test_what_is_no_table_is_not_found(editor: Client) -> None:
    assert editor.get(reverse("report-table", args=["users"])).status_code == 404


def test_the_inputs_of_the_formula_are_changed_within_reason(editor: Client) -> None:
    given = {"currency": "CHF", "minutes_each": "8", "cost_an_hour": "60", "cost_each": "0"}
    assert editor.post(reverse("report-costs"), given).status_code == 302
    assert models.CostInputs.objects.get().by_person == 8.0
    for wrong in ({"currency": "<b>"}, {"minutes_each": "-1"}, {"cost_an_hour": "nan"}, {"cost_each": "inf"}):
        assert editor.post(reverse("report-costs"), {**given, **wrong}).status_code == 400
    assert models.CostInputs.objects.get().currency == "CHF"


def test_another_limit_is_tried_on_the_page(editor: Client) -> None:
    curve = {"scores": [0.9] * 20, "correct": [True] * 20}
    models.Policy.objects.update_or_create(pk=1, defaults={"curves": {"intent": curve}})
    trace(rung=Rung.TEMPLATE, steps=[{"step": "intent", "label": "pin", "certainty": 0.95}])
    page = editor.get(reverse("report-suppose"), {"max_wrong_percent": "5", "days": "30"}).content.decode()
    assert "of 1 questions" in page
    assert editor.get(reverse("report-suppose"), {"max_wrong_percent": "900"}).status_code == 400
    assert "Would have been" in editor.get(reverse("reports")).content.decode()


def test_a_plan_is_made_changed_and_deleted(editor: Client) -> None:
    mail = create_endpoint(name="board", kind=Endpoint.Kind.EMAIL, address="board@example.com")[0]
    given = {"every": "week", "zone": "Europe/Dublin", "language": "en", "receivers": [mail.pk], "enabled": "on"}
    assert editor.post(reverse("new-report-plan"), given).status_code == 302
    plan = models.ReportPlan.objects.get()
    assert "Europe/Dublin" in editor.get(reverse("report-plans")).content.decode()
    editor.post(reverse("report-plan", args=[plan.pk]), {**given, "every": "month"})
    plan.refresh_from_db()
    assert plan.every == "month"
    wrongs: list[dict[str, object]] = [
        {"receivers": []},
        {"receivers": [mail.pk + 1]},
        {"zone": "Mars/X"},
        {"every": "x"},
    ]
    for wrong in wrongs:
        assert editor.post(reverse("new-report-plan"), {**given, **wrong}).status_code == 400
    editor.post(reverse("delete-report-plan", args=[plan.pk]))
    assert not models.ReportPlan.objects.exists()


@pytest.mark.parametrize(
    ("name", "arguments"), [("report-table", ["agents"]), ("report-suppose", []), ("report-plan", [1])]
)
def test_agents_and_strangers_stay_out(agent: Client, nobody: Client, name: str, arguments: list[object]) -> None:
    address = reverse(name, args=arguments)
    assert agent.get(address).status_code == 403
    assert nobody.get(address).status_code == 302
    assert agent.post(reverse("delete-report-plan", args=[1])).status_code == 403


def test_programs_read_the_same(editor: Client, agent: Client) -> None:
    answered()
    told = editor.get("/api/reports?zone=Asia/Shanghai").json()
    assert {one["name"]: one["value"] for one in told["figures"]}["deflected"] == 1.0
    assert told["quality"][0]["liked"]["total"] == 1
    for wrong in ("zone=Mars", "first=2026-02-01&last=2026-01-01", "first=1900-01-01", "limit=2"):
        assert editor.get(f"/api/reports?{wrong}").status_code == 422
    assert agent.get("/api/reports").status_code == 403
