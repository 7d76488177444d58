"""Components escape what they are given, and say to everyone what they show."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory

from shared.ui import charts


def render(source: str, **context: object) -> str:
    request = RequestFactory().get("/", {"q": "café & tea", "page": "2"})
    return Template("{% load ui %}" + source).render(RequestContext(request, context))


def test_icons_exist_and_are_silent() -> None:
    html = render("{% icon 'inbox' %}")
    assert 'aria-hidden="true"' in html
    sprite = Path(str(finders.find("ui/icons.svg"))).read_text()
    assert '<symbol id="inbox"' in sprite


def test_texts_of_people_are_escaped() -> None:
    html = render("{% badge label 'good' %}{% empty icon='inbox' title=label %}", label="<script>alert(1)</script>")
    assert "<script>" not in html


def test_progress_without_a_share_only_moves() -> None:
    assert "value=" not in render("{% progress None label='Training' %}")
    assert 'value="40"' in render("{% progress 40 label='Training' %}")


def test_the_pager_keeps_the_search() -> None:
    html = render("{% pager page %}", page=Paginator(range(100), 25).page(2))
    assert "page=1" in html
    assert "page=3" in html
    assert "q=caf%C3%A9+%26+tea" in html
    assert "26–50" in html


def test_one_page_needs_no_pager() -> None:
    assert render("{% pager page %}", page=Paginator(range(5), 25).page(1)).strip() == ""


def test_a_chart_carries_its_numbers_as_a_table_too() -> None:
    chart = charts.lines([date(2026, 1, 1), date(2026, 1, 2)], {"Answered": [3, None]}, unit="%")
    html = render("{% chart chart label=label height=200 %}", chart=chart, label="Answered <b>")
    assert 'aria-label="Answered &lt;b&gt;"' in html
    assert "<td>2026-01-01</td>" in html
    assert "<td>–</td>" not in html
    assert '<td class="number">–</td>' in html


def test_a_chart_cannot_end_its_own_script() -> None:
    chart = charts.bars(["</script><script>alert(1)</script>"], {"n": [1]}, horizontal=True)
    assert "<script>alert" not in render("{% chart chart label='x' %}", chart=chart)


@pytest.mark.parametrize("name", ["ui/plotly.min.js", "django_htmx/htmx-2.min.js"])
def test_scripts_of_others_come_from_their_packages(name: str) -> None:
    found = finders.find(name)
    assert found is not None
    assert "site-packages" in str(found)
