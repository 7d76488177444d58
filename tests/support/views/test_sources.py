"""A citation resolves to the passage as it was cited, whatever happened to the article since."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support.actions.documents import archive_document
from tests.support.rows import article

pytestmark = pytest.mark.django_db


def test_the_passage_is_marked_among_its_neighbours(nobody: Client) -> None:
    chunk = article().chunks.get(position=0)
    page = nobody.get(reverse("source", args=[chunk.pk])).content.decode()
    marked = page.split('id="cited"')[1].split("</section>")[0]
    assert "Express costs 9.90" in marked
    assert "tap <strong>Replace</strong>" not in marked
    assert "tap <strong>Replace</strong>" in page


def test_a_retired_passage_is_shown_in_its_own_version(nobody: Client) -> None:
    cited = article(price="9.90").chunks.get(position=0)
    article(price="11.90")
    page = nobody.get(reverse("source", args=[cited.pk]), {"version": "1"}).content.decode()
    assert "Express costs 9.90" in page
    assert "11.90" not in page
    assert "has changed since" in page


def test_a_passage_that_stayed_is_shown_in_the_cited_version(nobody: Client) -> None:
    kept = article(price="9.90").chunks.get(position=1)
    article(price="11.90")
    old = nobody.get(reverse("source", args=[kept.pk]), {"version": "1"}).content.decode()
    new = nobody.get(reverse("source", args=[kept.pk])).content.decode()
    assert ("9.90" in old, "11.90" in old) == (True, False)
    assert ("9.90" in new, "11.90" in new) == (False, True)


def test_a_withdrawn_article_says_so(nobody: Client) -> None:
    document = article()
    chunk = document.chunks.get(position=0)
    archive_document(document=document)
    assert "has been withdrawn since" in nobody.get(reverse("source", args=[chunk.pk])).content.decode()


@pytest.mark.parametrize("version", ["0", "99", "x", "-1"])
def test_a_version_that_never_held_it_gives_one_that_did(nobody: Client, version: str) -> None:
    chunk = article().chunks.get(position=0)
    assert nobody.get(reverse("source", args=[chunk.pk]), {"version": version}).status_code == 200


def test_an_unknown_passage_is_not_found(nobody: Client) -> None:
    assert nobody.get(reverse("source", args=[12345])).status_code == 404
