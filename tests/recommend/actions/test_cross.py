"""The cross-encoder judges the last few by their words, at once as at night."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest_django import Settings

from modelkit.registry import Card, Registry
from services.recommend import models
from services.recommend.actions import batch, ranking, serving
from services.recommend.actions.ranking import rank
from services.recommend.actions.ranking.cross import FEW, CrossEncoder, pairs_of
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights, load
from services.recommend.actions.ranking.rankers import NAME, current_ranker, forget_ranker
from services.recommend.actions.ranking.reasons import explain
from services.recommend.actions.ranking.shelf import Shelf
from services.recommend.queries.histories import Deed, History, history
from tests.recommend import shop

pytestmark = pytest.mark.django_db
# Every item is worth the same to it: whatever order there is comes of words, or of keys.
EQUAL = Weights([0.0] * len(NAMES), [1.0] * len(NAMES), [0.0] * len(NAMES), -2.0)
# By interest and age, as far as numbers tell.
LINE = replace(EQUAL, weights=[1.0, *[0.0] * (len(NAMES) - 1)])
GOOD, BAD = ("good help for your account", "please exchange good money"), ("bad late charge", "lost card and a bad fee")


def told(count: int = 80) -> Shelf:
    shop.stock(count)
    for number, item in enumerate(models.Item.objects.all()):
        item.title = f"{(*GOOD, *BAD)[number % 4]} {number}"
        item.description = "how do you transfer" if number % 3 else ""
        item.save()
    return ranking.current_shelf()


def past(shelf: Shelf, *keys: str, kind: str = "click") -> History:
    return History("ana", [Deed(key, kind, shelf.as_of - 900 + number) for number, key in enumerate(keys)])


def title(shelf: Shelf, place: int) -> str:
    return models.Item.objects.get(key=shelf.keys[place]).title


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
