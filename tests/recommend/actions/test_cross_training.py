"""The cross-encoder learns from lists, and stays only where it lists better."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from modelkit.errors import TrainingInterrupted
from services.recommend import models
from services.recommend.actions import model_versions
from services.recommend.actions.ranking import load_shelf, rank
from services.recommend.actions.ranking.cross import FEW, CrossEncoder
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.training import cross as learning
from services.recommend.actions.training import gate
from services.recommend.actions.training.examples import shown
from services.recommend.queries.histories import history
from shared.errors import ServiceError
from shared.jobs.actions import JobEnded
from tests.recommend.actions.test_cross import BAD, EQUAL, GOOD, title
from tests.recommend.readers import open_magazine

pytestmark = pytest.mark.django_db
DAYS, VALIDATION = 12, 4


def test_it_is_learnt_where_it_is_asked_for_or_a_gpu_is_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for choice in ("on", "off", "auto"):
        settings.CROSS_ENCODER = choice
        for there in (True, False):
            monkeypatch.setattr("torch.cuda.is_available", lambda there=there: there)
            found.append(learning.is_wanted())
    assert found == [True, True, False, False, True, False]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tiny_backbone: Path) -> None:
    monkeypatch.setattr(learning, "BACKBONE", str(tiny_backbone))
    changes = ["freeze=none", "learning_rate=3e-3", "max_length=48", "epochs=2", "languages="]
    monkeypatch.setattr(learning, "OVERRIDES", changes)


@pytest.fixture
def until(small: None) -> datetime:
    """The end of the days, behind which nobody does anything."""
    until = timezone.now()
    stock(until)
    read(until)
    return until


def learn(until: datetime, folder: Path) -> CrossEncoder | None:
    taught = until - timedelta(days=VALIDATION)
    ranker = LearnedRanker("", EQUAL)
    return learning.learn(
        ranker, shown, until=taught, days=DAYS, validation=VALIDATION, folder=folder, report=lambda *_told: None
    )


def test_words_decide_where_numbers_do_not_and_only_then_it_stays(until: datetime, tmp_path: Path) -> None:
    plain = LearnedRanker("", EQUAL)
    found = learn(until, tmp_path / "one")
    assert found is not None
    ranker, card = learning.tried(plain, found, until=until, days=VALIDATION)
    assert (card["used"], card["difference"]["low"] > 0, card["few"]) == (True, True, FEW)
    assert card["milliseconds"] > 0
    shelf = load_shelf(as_of=until, whole=True)
    asked = [history("user00")]
    titles = [title(shelf, place) for place in rank(shelf, asked, ranker, count=4)[0].places]
    assert all(one.startswith(GOOD) for one in titles)
    assert any(title(shelf, place).startswith(BAD) for place in rank(shelf, asked, plain, count=4)[0].places)
    # Of what is shown so, four in five are opened, and of the others one.
    few = rank(shelf, asked, ranker, count=FEW)[0]
    good = np.array([title(shelf, place).startswith(GOOD) for place in few.places])
    assert few.scores[good].mean() == pytest.approx(0.8, abs=0.15)
    assert few.scores[~good].mean() == pytest.approx(0.2, abs=0.15)
    # Turned round, it lists worse, and is left out.
    upside_down = replace(found, read=-found.read)
    kept, refused = learning.tried(plain, upside_down, until=until, days=VALIDATION)
    assert (kept, refused["used"], refused["difference"]["high"] < 0) == (plain, False, True)


def test_the_same_data_give_the_same_network(until: datetime, tmp_path: Path) -> None:
    found = [learn(until, tmp_path / name) for name in ("one", "two")]
    assert found[0] is not None
    assert found[1] is not None
    assert replace(found[0], folder=Path()).__dict__ == replace(found[1], folder=Path()).__dict__
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("one", "two")]
    assert weights[0] == weights[1]


def test_what_is_opened_by_chance_teaches_nothing(until: datetime, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for item in models.Item.objects.all():
        item.title = f"{(*GOOD, *BAD)[rng.integers(4)]}"
        item.save()
    plain = LearnedRanker("", EQUAL)
    found = learn(until, tmp_path / "one")
    assert learning.tried(plain, found, until=until, days=VALIDATION)[1]["used"] is False


def test_of_many_users_every_so_manieth_is_read_and_others_are_measured_whole(
    until: datetime, cross: CrossEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_READ_FOR", 7)
    plain = LearnedRanker("", EQUAL)
    asked = [replace(plain, cross=cross), plain]
    # Of twenty a day, every third.
    assert [gate.judge(one, plain, until=until, days=2).users for one in asked] == [14, 40]


def test_too_few_lists_teach_nothing(until: datetime, tmp_path: Path) -> None:
    models.Event.objects.exclude(user__in=["user00", "user01"]).delete()
    assert learn(until, tmp_path / "one") is None
    assert not (tmp_path / "one").exists()


def test_a_training_tells_what_it_was_worth_and_refuses_what_does_not_lead(
    small: None, settings: Settings, editor_client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    open_magazine()
    settings.CROSS_ENCODER = "on"
    call_command("train")
    said = capsys.readouterr().out
    version = model_versions.list_versions().versions[0]
    assert (version["cross"]["used"], version["cross"]["few"]) == (False, FEW)
    assert re.search(r"cross-encoder: [\d,]+\n", said)
    assert re.search(r"cross-encoder left out \([+-]0\.\d+ \[.*\]; \d+ ms of CPU a list\)", said)
    assert not list((settings.RANKERS_DIR / "ranker" / "1").glob("cross*"))
    page = editor_client.get("/models/").content.decode()
    assert "No cross-encoder: it was not shown to list better." in page
    assert re.search(r"To read a list takes \d+ ms of this machine’s cores\.", page)


def test_one_that_is_stopped_leaves_nothing_behind(until: datetime, tmp_path: Path) -> None:
    def cancelled(*_told: object) -> None:
        raise JobEnded

    ranker = LearnedRanker("", EQUAL)
    taught = until - timedelta(days=VALIDATION)
    with pytest.raises(JobEnded):
        learning.learn(
            ranker, shown, until=taught, days=DAYS, validation=VALIDATION, folder=tmp_path / "one", report=cancelled
        )
    assert not (tmp_path / "one").exists()


def test_a_worker_that_is_stopped_says_so_and_publishes_nothing(
    until: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: object, **_named: object) -> None:
        raise TrainingInterrupted

    monkeypatch.setattr("modelkit.training.fit", stopped)
    with pytest.raises(ServiceError, match="Start the training again"):
        learn(until, tmp_path / "one")
    assert not (tmp_path / "one").exists()


def stock(until: datetime) -> None:
    long_ago = until - timedelta(days=200)
    models.Item.objects.bulk_create(
        models.Item(
            key=f"i{number:03d}",
            title=f"{(GOOD if number % 2 else BAD)[number // 2 % 2]}",
            category="all",
            language="en",
            published_at=long_ago,
            updated_at=long_ago,
        )
        for number in range(60)
    )


def read(until: datetime) -> None:
    """Twenty users, on each day one of what is told well and was not opened yet; something else is shown beside it."""
    rng = np.random.default_rng(1)
    begin = until - timedelta(days=DAYS + VALIDATION + 1)
    events, shown = [], []
    for user in range(20):
        opened: list[str] = []
        for day in range(DAYS + VALIDATION + 1):
            at = begin + timedelta(days=day, hours=2, minutes=user)
            few = [f"i{n:03d}" for n in range(60) if f"i{n:03d}" not in opened][:FEW]
            good, bad = ([key for key in few if int(key[1:]) % 2 == wanted] for wanted in (1, 0))
            pair = [str(rng.choice(good)), str(rng.choice(bad))]
            fields = {"user": f"user{user:02d}", "at": at, "digest": 0}
            shown += [
                models.Impression(id=f"{user}-{day}-{place}", item=key, position=1, **fields)
                for place, key in enumerate(pair)
            ]
            # Now and then the other one, so that nothing is certain.
            opened.append(pair[int(rng.random() < 0.2)])
            events.append(models.Event(id=f"{user}-{day}", item=opened[-1], kind="click", **fields))
    models.Event.objects.bulk_create(events)
    models.Impression.objects.bulk_create(shown)
