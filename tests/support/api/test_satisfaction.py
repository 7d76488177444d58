"""What moves satisfaction, for programs."""

from django.test import Client

from services.support.actions import conversations, remembered
from services.support.actions.policy import set_early_handover
from shared.accounts.models import User
from shared.api_keys.actions import issue_key
from shared.jobs.models import Job
from tests.support import fits
from tests.support.rows import conversation

ADDRESS = "/api/satisfaction"


def test_nothing_is_fitted_yet(agent: Client) -> None:
    assert agent.get(ADDRESS).json() == {"drivers": None, "forecast": None}


def test_both_fits_with_figures_and_words(agent: Client) -> None:
    fits.drivers()
    fits.forecast()
    set_early_handover(threshold=0.6, actor=User.objects.get())
    found = agent.get(ADDRESS).json()
    assert [one["name"] for one in found["drivers"]["effects"]] == ["F", "U", "R"]
    assert found["drivers"]["effects"][0]["shown"]
    assert found["drivers"]["checks"]["r2"]["low"] > 0
    assert "ten points more" in found["drivers"]["reading"][0]
    assert found["forecast"]["state"] == "in_force"
    assert found["forecast"]["auc"]["low"] > 0.5
    assert found["forecast"]["early_handover"] == 0.6
    # One row a conversation is for the policy's page alone.
    assert "peaks" not in found["forecast"]


def test_too_few_are_called_so(agent: Client) -> None:
    fits.drivers(ratings=20)
    fits.forecast(ratings=20)
    found = agent.get(ADDRESS).json()
    assert (found["drivers"]["few"], found["drivers"]["effects"]) == (True, [])
    assert (found["forecast"]["state"], found["forecast"]["auc"]) == ("few", None)


def test_in_chinese(agent: Client) -> None:
    fits.drivers()
    found = agent.get(ADDRESS, headers={"accept-language": "zh-hans"}).json()
    assert "百分制" in found["drivers"]["reading"][0]


def test_who_may(nobody: Client, agent: Client, editor: Client, reader_key: dict[str, str]) -> None:
    assert nobody.get(ADDRESS).status_code == 401
    assert nobody.get(ADDRESS, headers=reader_key).status_code == 403
    _key, text = issue_key(name="reports", scopes=("conversations:read",), created_by=None)
    assert nobody.get(ADDRESS, headers={"Authorization": f"Bearer {text}"}).status_code == 200
    assert nobody.post(f"{ADDRESS}/fit", headers={"Authorization": f"Bearer {text}"}).status_code == 403
    assert agent.post(f"{ADDRESS}/fit").status_code == 403
    assert editor.post(f"{ADDRESS}/fit").status_code == 202
    assert editor.post(f"{ADDRESS}/fit").status_code == 409
    assert Job.objects.get().kind == "support.satisfaction"


def test_a_conversation_carries_what_is_expected_of_it(agent: Client) -> None:
    remembered.forget_all()
    row = conversation("where is my card")
    assert agent.get(f"/api/conversations/{row.pk}").json()["prediction"] is None
    fits.forecast()
    conversations.post_visitor_message(conversation=row, text="This is ridiculous!!")
    kept = agent.get(f"/api/conversations/{row.pk}").json()["prediction"]
    assert 0 < kept["probability"] < 1
    assert kept["version"] == 1
    assert {"name", "low", "weight"} == set(kept["reasons"][0])
