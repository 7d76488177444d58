"""Versions with their figures, the gate's reasons, promotion and the way back."""

from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from modelkit.registry import Card, Registry
from services.support.actions.training import KIND
from shared.jobs.models import Job
from tests.support.rows import intents

NAME = "support-intent"


def publish(folder: Path, accuracy: float) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    figures = {"accuracy": {"value": accuracy, "low": accuracy - 0.02, "high": accuracy + 0.02}}
    Card(task="classify", metrics=figures).write(folder)
    return Registry(settings.MODELKIT_REGISTRY).publish(NAME, folder).number


def current() -> int | None:
    return Registry(settings.MODELKIT_REGISTRY).current(NAME)


def test_nothing_trained_yet(editor: Client) -> None:
    page = editor.get(reverse("models")).content.decode()
    assert page.count("Not trained yet.") == 3
    assert "no labelled questions" in page


def test_a_worse_version_is_held_back_with_the_reason(editor: Client, tmp_path: Path) -> None:
    publish(tmp_path / "a", 0.94)
    publish(tmp_path / "b", 0.80)
    assert current() == 1
    page = editor.get(reverse("models")).content.decode()
    assert "Held back:" in page
    assert "Its accuracy is 80.0 %" in page
    editor.post(reverse("promote-model", args=[NAME, 2]))
    assert current() == 1


def test_it_can_be_forced_and_rolled_back(editor: Client, tmp_path: Path) -> None:
    publish(tmp_path / "a", 0.94)
    publish(tmp_path / "b", 0.80)
    editor.post(reverse("promote-model", args=[NAME, 2]), {"force": "1"})
    assert current() == 2
    editor.post(reverse("roll-back-model", args=[NAME]))
    assert current() == 1


def test_a_version_that_does_not_exist_is_a_message(editor: Client, tmp_path: Path) -> None:
    publish(tmp_path / "a", 0.94)
    response = editor.post(reverse("promote-model", args=[NAME, 9]), follow=True)
    assert response.status_code == 200
    assert current() == 1


def test_training_is_one_job_and_one_task(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    intents()
    with django_capture_on_commit_callbacks() as callbacks:
        editor.post(reverse("train"))
    assert Job.objects.filter(kind=KIND).count() == 1
    assert len(callbacks) == 1
    assert "disabled" in editor.get(reverse("models")).content.decode()
