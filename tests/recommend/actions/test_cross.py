"""The cross-encoder judges the last few by their words, learns from lists, and stays only where it lists better."""

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from modelkit.errors import TrainingInterrupted
from modelkit.registry import Card, Registry
from services.recommend import models
from services.recommend.actions import batch, model_versions, ranking, serving
from services.recommend.actions.ranking import load_shelf, rank
from services.recommend.actions.ranking.cross import FEW, CrossEncoder, pairs_of
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights, load
from services.recommend.actions.ranking.rankers import NAME, current_ranker, forget_ranker
from services.recommend.actions.ranking.reasons import explain
from services.recommend.actions.ranking.shelf import Shelf
from services.recommend.actions.training import cross as learning
from services.recommend.actions.training import gate
from services.recommend.queries.histories import Deed, History, history
from shared.errors import ServiceError
from shared.jobs.actions import JobEnded
from tests.recommend import shop
from tests.recommend.readers import open_magazine

pytestmark = pytest.mark.django_db
# Every item is worth the same to it: whatever order there is comes of words, or of keys.
EQUAL = Weights([0.0] * len(NAMES), [1.0] * len(NAMES), [0.0] * len(NAMES), -2.0)
# By interest and age, as far as numbers tell.
LINE = replace(EQUAL, weights=[1.0, *[0.0] * (len(NAMES) - 1)])
GOOD, BAD = ("good help for your account", "please exchange good money"), ("bad late charge", "lost card and a bad fee")
DAYS, VALIDATION = 12, 4


@pytest.fixture(scope="module")
def network(tiny_backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real scorer that has learnt nothing, but is of a firm opinion on all there is."""
    import torch

    from modelkit.models import PairScorer

    torch.manual_seed(3)
    scorer = PairScorer.from_backbone(tiny_backbone)
    with torch.no_grad():
        for parameter in scorer.module.classifier.parameters():  # type: ignore[union-attr]
            parameter.mul_(10.0)
    folder = tmp_path_factory.mktemp("cross")
    scorer.save_pretrained(folder)
    return folder


@pytest.fixture
def cross(network: Path) -> CrossEncoder:
    return CrossEncoder(network, before=1.0, read=1.0, level=0.2)


def told(count: int = 80) -> Shelf:
    shop.stock(count)
    for number, item in enumerate(models.Item.objects.all()):
        item.title = f"{(*GOOD, *BAD)[number % 4]} {number}"
        item.description = "how do you transfer" if number % 3 else ""
        item.save()
    return ranking.current_shelf()


def past(shelf: Shelf, *keys: str, kind: str = "click") -> History:
    return History("ana", [Deed(key, kind, shelf.as_of - 900 + number) for number, key in enumerate(keys)])


def test_only_the_few_change_places_and_all_others_stay_below_in_their_order(cross: CrossEncoder) -> None:
    shelf = told()
    ranker = LearnedRanker("", LINE)
    asked = [past(shelf, "i001", "i005", "i010")]
    before = rank(shelf, asked, ranker, count=77)[0].places.tolist()
    after = rank(shelf, asked, replace(ranker, cross=cross), count=77)[0].places.tolist()
    assert after != before
    assert set(after[:FEW]) == set(before[:FEW])
    assert after[FEW:] == before[FEW:]


def test_one_user_gets_what_many_get_to_the_last_bit_and_a_short_list_begins_as_a_long_one(cross: CrossEncoder) -> None:
    shelf = told()
    people = [past(shelf, *(f"i{number * 7 % 80:03d}" for number in range(n, n + n % 5 + 1))) for n in range(9)]
    ranker = LearnedRanker("", LINE, cross=cross)
    for one, whole in zip(people, rank(shelf, people, ranker, count=60), strict=True):
        for count in (8, 24, 51):
            alone = rank(shelf, [one], ranker, count=count)[0]
            assert np.array_equal(alone.places, whole.places[:count])
            assert np.array_equal(alone.scores, whole.scores[:count])


def test_the_night_lists_what_a_request_does(cross: CrossEncoder, tmp_path: Path, settings: Settings) -> None:
    settings.CROSS_ENCODER = "on"
    told()
    for number in range(6):
        shop.act(f"user{number}", [f"i{number * 11 % 80:03d}", f"i{number * 5 + 2:03d}"], minutes_ago=90)
    folder = tmp_path / "version"
    folder.mkdir()
    LearnedRanker("", LINE, cross=cross).save(folder)
    Card(task="rank", backbone="", data={"rows": 0}, metrics={}).write(folder)
    Registry(settings.RANKERS_DIR).publish(NAME, folder, promote="always")
    forget_ranker()
    batch.recommend_all(report=lambda *_told: None, per_user=40)
    ranker = current_ranker()
    assert isinstance(ranker, LearnedRanker)
    plain, shelf = replace(ranker, cross=None), ranking.current_shelf()
    changed = 0
    for listed in models.UserList.objects.all():
        assert listed.items == [pick.item for pick in serving.recommend(user=listed.user, count=40).picks]
        without = rank(shelf, [history(listed.user)], plain, count=40)[0].places
        changed += listed.items != [shelf.keys[place] for place in without]
    assert changed > 3


@pytest.mark.parametrize("deeds", [(), (("gone", "click"),), (("i003", "dismiss"),)])
def test_who_turned_to_nothing_that_can_be_read_is_not_judged_by_it(
    cross: CrossEncoder, deeds: Sequence[tuple[str, str]]
) -> None:
    shelf = told(40)
    found = [Deed(item, kind, shelf.as_of - 9) for item, kind in deeds]
    asked, places = [History("ana", found)], [np.arange(40)]
    ranker = LearnedRanker("", LINE)
    # What would have to be loaded to judge them is not there.
    judging = replace(ranker, cross=replace(cross, folder=Path("nowhere")))
    assert np.array_equal(judging.scores(shelf, asked, places)[0], ranker.scores(shelf, asked, places)[0])
    assert np.array_equal(judging.blame(shelf, asked, places)[0], ranker.blame(shelf, asked, places)[0])


def test_what_has_no_words_keeps_its_chance_and_endless_or_chinese_ones_are_read(cross: CrossEncoder) -> None:
    shelf = told(12)
    changes: dict[str, dict[str, Any]] = {
        "i000": {"title": "", "description": ""},
        "i001": {"title": "", "description": "我的银行卡丢失了怎么办?" * 50_000},
        "i002": {"title": "👩‍👩‍👧" * 100, "description": "a" * 1_000_000, "tags": ["bank"] * 5_000},
        "i003": {"title": "余额", "description": "\n\t ", "tags": []},
    }
    for key, fields in changes.items():
        models.Item.objects.filter(key=key).update(**fields)
    asked, places = [past(shelf, "i001", "i008")], [np.arange(8)]
    read = pairs_of(shelf, asked, places)[0]
    assert read[0] is None
    assert all(pair is not None and max(map(len, pair)) < 500 for pair in read[1:])
    assert read[3] is not None
    assert read[3][0].splitlines()[1].startswith("我的银行卡")
    assert read[3][1] == "余额"
    plain = LearnedRanker("", EQUAL)
    before, after = plain.blame(shelf, asked, places)[0], replace(plain, cross=cross).blame(shelf, asked, places)[0]
    assert before[0] == after[0]
    assert np.isfinite(after).all()
    assert len(set(after.tolist())) > 4


def test_the_latest_titles_are_read_newest_first_and_each_once() -> None:
    shelf = told(12)
    deeds = past(shelf, "i001", "i002", "i003", "i004", "i005", "i001").deeds
    asked = History("ana", [*deeds, Deed("i006", "dismiss", shelf.as_of)])
    pair = pairs_of(shelf, [asked], [np.array([9])])[0][0]
    assert pair is not None
    assert [title.split()[-1] for title in pair[0].splitlines()] == ["1", "5", "4", "3"]


def test_its_reasons_are_true(cross: CrossEncoder) -> None:
    """Without the item that is named, the recommended one scores less, and no other would cost it more."""
    shelf = told()
    asked = past(shelf, *(f"i{number:03d}" for number in (70, 3, 21, 14, 33, 40)))
    ranker = LearnedRanker("", LINE, cross=cross)
    places = rank(shelf, [asked], ranker, count=10)[0].places.tolist()
    named = [one.get("item") for one in explain(shelf, asked, places, ranker)]
    assert len({*named} - {None}) > 1
    for place, item in zip(places, named, strict=True):
        at = np.array([place])
        whole, *others = (
            float(ranker.scores(shelf, [one], [at])[0][0])
            for one in [asked, *(asked.without(key) for key in sorted(asked.items))]
        )
        losses = dict(zip(sorted(asked.items), (whole - one for one in others), strict=True))
        assert max(losses.values()) <= 1e-6 if item is None else losses[item] >= max(losses.values()) - 1e-6


def test_a_version_comes_back_as_it_was_kept_and_is_left_out_where_settings_say_so(
    cross: CrossEncoder, tmp_path: Path, settings: Settings
) -> None:
    shelf = told(40)
    asked, places = [past(shelf, "i001", "i008")], [np.arange(40)]
    ranker = LearnedRanker("ranker@1", LINE, cross=cross)
    ranker.save(tmp_path)
    settings.CROSS_ENCODER = "auto"
    whole = ranker.scores(shelf, asked, places)[0]
    assert np.array_equal(load(tmp_path, version="ranker@1").scores(shelf, asked, places)[0], whole)
    settings.CROSS_ENCODER = "off"
    off = load(tmp_path, version="ranker@1")
    assert off.cross is None
    assert np.array_equal(
        off.scores(shelf, asked, places)[0], replace(ranker, cross=None).scores(shelf, asked, places)[0]
    )
    # As versions from before there was any.
    (tmp_path / "cross.json").unlink()
    settings.CROSS_ENCODER = "on"
    assert load(tmp_path, version="ranker@1").cross is None


def test_loading_a_version_loads_no_torch(cross: CrossEncoder, tmp_path: Path) -> None:
    LearnedRanker("", LINE, cross=cross).save(tmp_path)
    look = (
        "import sys, django, pathlib; django.setup();"
        "from services.recommend.actions.ranking.learned import load;"
        "found = load(pathlib.Path(sys.argv[1]), version='');"
        "print(found.cross is not None, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", look, str(tmp_path)], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"]


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
        ranker, until=taught, days=DAYS, validation=VALIDATION, folder=folder, report=lambda *_told: None
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
            ranker, until=taught, days=DAYS, validation=VALIDATION, folder=tmp_path / "one", report=cancelled
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


def title(shelf: Shelf, place: int) -> str:
    return models.Item.objects.get(key=shelf.keys[place]).title
