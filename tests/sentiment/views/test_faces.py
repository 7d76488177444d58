"""What the market's pages show, and to whom."""

import json
from datetime import timedelta
from types import ModuleType

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import dictionary
from services.sentiment.views import articles, stories
from shared import exports
from tests.sentiment import market
from tests.sentiment.press_rows import judged

pytestmark = pytest.mark.django_db
PAGES = ["/overview/", "/overview/figures/", "/overview/live/", "/stories/", "/entities/", "/articles/"]


@pytest.fixture
def umbrel() -> models.Entity:
    return market.add_entity("Umbrel", name_zh="伞叶")


@pytest.mark.parametrize("page", [*PAGES, "/articles/export.csv", "/entities/umbrel/trend.json"])
def test_a_stranger_sees_none_of_it(page: str, umbrel: models.Entity) -> None:
    assert Client().get(page).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/overview/live/"])
def test_a_desk_without_articles_is_told_so(analyst_client: Client, page: str) -> None:
    assert analyst_client.get(page).status_code == 200


def test_the_overview_shows_the_mood_and_who_fell(analyst_client: Client, umbrel: models.Entity) -> None:
    for number in range(4):
        judged(f"Umbrel praised {number}", about=umbrel, sentiment="positive", ago=timedelta(hours=30))
        judged(f"Umbrel sued {number}", about=umbrel, sentiment="negative")
    page = analyst_client.get("/overview/").content.decode()
    assert "−100" in page
    assert reverse("entity", args=[umbrel.key]) in page
    assert "Nobody rose." in page


def test_a_companys_page_tells_its_stories_in_the_readers_language(
    analyst_client: Client, umbrel: models.Entity
) -> None:
    judged("Umbrel sued", about=umbrel, sentiment="negative")
    page = analyst_client.get(f"/entities/{umbrel.key}/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "伞叶" in page
    assert "Umbrel sued" in page


def test_filters_narrow_the_list_and_stay_in_its_links(analyst_client: Client, umbrel: models.Entity) -> None:
    judged("Umbrel sued", about=umbrel, sentiment="negative")
    judged("Umbrel praised", about=umbrel, sentiment="positive")
    judged("Rain in the north", sentiment="negative")
    address = f"/articles/?entity={umbrel.key}&sentiment=negative"
    page = analyst_client.get(address).content.decode()
    assert "Umbrel sued" in page
    assert "Umbrel praised" not in page
    assert "Rain in the north" not in page
    assert f"entity={umbrel.key}&amp;sentiment=negative" in page


def test_a_long_list_is_paged_without_gaps(analyst_client: Client) -> None:
    for number in range(35):
        judged(f"Piece {number:02}.", ago=timedelta(minutes=number))
    first = analyst_client.get("/articles/")
    cursor = first.context["page"].next_cursor
    second = analyst_client.get("/articles/", {"cursor": cursor}).content.decode()
    assert "Piece 29." in first.content.decode()
    assert "Piece 29." not in second
    assert "Piece 34." in second


@pytest.mark.parametrize("query", ["cursor=1", "days=-3", "days=9999999999", "from=2026-02-31&to=x", "sentiment=%00"])
def test_nonsense_in_the_address_is_dropped(analyst_client: Client, query: str) -> None:
    judged("Piece")
    for page in ("/overview/", "/stories/", "/articles/", "/entities/"):
        assert analyst_client.get(f"{page}?{query}").status_code == 200


def test_an_article_marks_the_names_in_their_tone_and_says_which_model_judged(
    analyst_client: Client, umbrel: models.Entity
) -> None:
    article = judged("Court fines Umbrel again", about=umbrel, sentiment="negative", text="The fine is large.")
    page = analyst_client.get(f"/articles/{article.pk}/").content.decode()
    assert f'<a class="name negative" href="/entities/{umbrel.key}/"' in page
    assert "sentiment-document@1" in page
    assert "The fine is large." in page


def test_a_company_shows_its_corrected_share_once_there_are_enough_articles(
    analyst_client: Client, umbrel: models.Entity
) -> None:
    address, said = f"/entities/{umbrel.key}/", "corrected for the model's errors"
    for number in range(29):
        judged(f"Umbrel {number}", about=umbrel, sentiment="negative")
    assert said not in analyst_client.get(address).content.decode()
    judged("Umbrel again", about=umbrel, sentiment="negative")
    assert said in analyst_client.get(address).content.decode()


def test_markup_in_an_article_is_shown_as_text(analyst_client: Client) -> None:
    article = judged("<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    article.provenance = {"title": {"from": "<b>feed</b>", "confidence": 1.0}}
    article.save()
    for page in (f"/articles/{article.pk}/", f"/stories/{article.story_id}/", "/articles/", "/stories/", "/overview/"):
        text = analyst_client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "<b>feed" not in text


def test_a_story_lists_its_outlet_groups(analyst_client: Client, umbrel: models.Entity) -> None:
    first = judged("Umbrel sued", about=umbrel, group="north")
    judged("Umbrel in court", about=umbrel, group="south", story=first.story)
    page = analyst_client.get(f"/stories/{first.story_id}/")
    assert list(page.context["groups"]) == ["north", "south"]


@pytest.mark.parametrize("page", ["/articles/9/", "/stories/9/", "/entities/nobody/", "/articles/export.exe"])
def test_what_does_not_exist_is_not_found(analyst_client: Client, page: str) -> None:
    assert analyst_client.get(page).status_code == 404


def test_a_spreadsheet_runs_no_formula_of_a_title(analyst_client: Client) -> None:
    judged("=HYPERLINK(1)")
    written = b"".join(analyst_client.get("/articles/export.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in written
    assert written.startswith("\ufeffid,published_at,title")


def test_json_exports_hold_what_the_list_holds(analyst_client: Client, umbrel: models.Entity) -> None:
    judged("Umbrel sued", about=umbrel, sentiment="negative")
    written = b"".join(analyst_client.get("/articles/export.json").streaming_content)  # type: ignore[attr-defined]
    assert [(row["title"], row["entities"]) for row in json.loads(written)] == [("Umbrel sued", ["umbrel=negative"])]
    trend = analyst_client.get(f"/entities/{umbrel.key}/trend.json?days=1")
    points = json.loads(b"".join(trend.streaming_content))  # type: ignore[attr-defined]
    assert sum(point["negative"] for point in points) == 1


def test_a_new_desk_is_led_through_its_first_steps(no_models: None, analyst_client: Client) -> None:
    market.add_entity("Umbrel")
    page = analyst_client.get("/overview/")
    assert "Five steps to the first alert" in page.content.decode()
    assert (page.context["steps"].entities, page.context["steps"].labels, page.context["steps"].trained) == (
        True,
        False,
        False,
    )


def test_a_desk_that_reads_is_not_led(analyst_client: Client) -> None:
    judged("Piece")
    assert "Five steps" not in analyst_client.get("/overview/").content.decode()


def test_a_companys_surges_lead_to_their_alerts(analyst_client: Client, umbrel: models.Entity) -> None:
    judged("Umbrel sued", about=umbrel, sentiment="negative")
    alert = models.Alert.objects.create(
        rule_name="Many",
        entity=umbrel,
        fingerprint="f",
        series="s",
        severity="critical",
        state="firing",
        first_bin=1,
        last_bin=1,
        started_at=timezone.now(),
        fired_at=timezone.now(),
    )
    page = analyst_client.get(f"/entities/{umbrel.key}/")
    assert f'href="/alerts/{alert.pk}/"' in page.content.decode()
    assert len(page.context["timeline"].figure["layout"]["shapes"]) == 1


def test_competitors_stand_beside_a_company(analyst_client: Client, umbrel: models.Entity) -> None:
    quillon = market.add_entity("Quillon", peers=[umbrel.key])
    judged("Umbrel sued", about=umbrel, sentiment="negative")
    judged("Quillon gains", about=quillon, sentiment="positive")
    page = analyst_client.get(f"/entities/{umbrel.key}/?topic=legal")
    assert [mover.entity for mover in page.context["peers"]] == [umbrel, quillon]
    assert 'href="/entities/quillon/?days=30&amp;topic=legal"' in page.content.decode()
    assert page.context["peers_chart"].columns == ["", "Umbrel", "Quillon"]


def test_a_removed_company_says_so(analyst_client: Client, umbrel: models.Entity) -> None:
    dictionary.delete_entity(entity=umbrel)
    page = analyst_client.get(f"/entities/{umbrel.key}/").content.decode()
    assert "was removed from the dictionary" in page


def test_stories_are_taken_along_as_they_are_filtered(analyst_client: Client, umbrel: models.Entity) -> None:
    judged("Umbrel sued", about=umbrel, sentiment="negative")
    judged("The harbour opens")
    reply = analyst_client.get(f"/stories/export.json?entity={umbrel.key}")
    rows = json.loads(b"".join(reply.streaming_content))  # type: ignore[attr-defined]
    assert [(row["title"], row["sentiment"], row["groups_count"]) for row in rows] == [("Umbrel sued", "negative", 1)]
    assert analyst_client.get("/stories/export.exe").status_code == 404


@pytest.mark.parametrize(("page", "view"), [("/articles/export.json", articles), ("/stories/export.json", stories)])
def test_exports_read_a_few_rows_at_a_time(
    analyst_client: Client, monkeypatch: pytest.MonkeyPatch, page: str, view: ModuleType
) -> None:
    for number in range(5):
        judged(f"Piece {number}")
    monkeypatch.setattr(view, "_CHUNK", 2)
    monkeypatch.setattr(exports, "PIECE", 1)
    pieces = iter(analyst_client.get(page).streaming_content)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as first:
        next(pieces)
    with CaptureQueriesContext(connection) as rest:
        count = 1 + sum(1 for piece in pieces if b"title" in piece)
    # What belongs to the rows is asked for with each two of them.
    assert (count, len(first), len(rest)) == (5, 2, 2)
