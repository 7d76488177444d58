"""Who sends no impressions learns from what was opened, beside a draw of what was not."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import Settings

from modelkit.registry import Registry
from services.recommend import models
from services.recommend.actions import training
from services.recommend.actions.ranking import forget_shelf
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.actions.training import drawn as drawing
from services.recommend.actions.training import gate
from services.recommend.actions.training.drawn import drawn
from services.recommend.actions.training.examples import Page
from shared.errors import InputRefused
from tests.recommend.readers import open_magazine

pytestmark = pytest.mark.django_db


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


@pytest.fixture
def magazine(db: None) -> datetime:
    """Yesterday's beginning, with nothing known of what was shown."""
    forget_shelf()
    open_magazine()
    models.Impression.objects.all().delete()
    return timezone.now() - timedelta(days=1)


def test_a_version_goes_live_and_lists_better_than_texts(magazine: datetime, settings: Settings) -> None:
    done = training.train(report=ignore)
    assert (done["pages"], done["promoted"]) == ("drawn", True)
    assert current_ranker().version == "ranker@1"
    verdict = gate.kept_verdict(1)
    assert verdict is not None
    assert verdict.difference.low > 0
    card = Registry(settings.RANKERS_DIR).card("ranker", 1)
    assert card.data["pages"] == "drawn"


def test_what_was_shown_is_learnt_from_where_there_is_enough_of_it(db: None) -> None:
    forget_shelf()
    open_magazine()
    assert training.train(report=ignore)["pages"] == "shown"
    newest = timezone.now() - timedelta(days=5)
    models.Impression.objects.filter(at__lte=newest).delete()
    assert training.train(report=ignore)["pages"] == "drawn"


def test_a_draw_stands_for_the_whole_shelf_and_holds_nothing_known(
    magazine: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many that what is asserted of their mean does not hang on chance.
    monkeypatch.setattr(drawing, "_DRAWN", 2_000)
    shelf, pages = drawn(magazine, magazine + timedelta(days=1))
    assert len(pages) > 20
    for page in pages:
        opened, rest = page.only(page.opened == 1), page.only(page.opened == 0)
        known = {shelf.places[item] for item in page.history.items if item in shelf.places}
        assert len(opened.places)
        assert not known & set(page.places)
        assert not set(opened.places) & set(rest.places)
        assert shelf.live[page.places].all()
        assert (opened.weight == 1).all()
    # What each page could have drawn: all that is live, but for what was opened or known before.
    could = [len(set(np.flatnonzero(shelf.live)) - known_of(page, shelf.places)) for page in pages]
    stood_for = [page.weight[page.opened == 0].sum() for page in pages]
    assert np.mean(stood_for) == pytest.approx(np.mean(could), rel=0.05)
    # What is popular is drawn more often, and weighs less for it.
    popular = shelf.popularity > np.quantile(shelf.popularity[shelf.live], 0.9)
    drawn_popular = np.mean([popular[page.places[page.opened == 0]].mean() for page in pages])
    assert drawn_popular > 2 * popular[shelf.live].mean()


def known_of(page: Page, places: dict[str, int]) -> set[int]:
    opened = set(page.places[page.opened == 1].tolist())
    return opened | {places[item] for item in page.history.items if item in places}


def test_the_same_day_draws_the_same(magazine: datetime) -> None:
    first, again = (drawn(magazine, magazine + timedelta(days=1))[1] for _ in range(2))
    assert all(np.array_equal(one.places, other.places) for one, other in zip(first, again, strict=True))


def test_a_day_on_which_nobody_came_has_no_pages(magazine: datetime) -> None:
    later = magazine + timedelta(days=30)
    assert drawn(later, later + timedelta(days=1))[1] == []


def test_machines_teach_nothing(magazine: datetime) -> None:
    models.Profile.objects.update(flagged_at=timezone.now())
    with pytest.raises(InputRefused, match="opened for the first time"):
        training.train(report=ignore)
