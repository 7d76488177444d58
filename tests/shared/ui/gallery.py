"""One page with every component, for the browser tests."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import include, path

from shared.ui import charts

PAGE = """{% extends "ui/base.html" %}{% load ui %}
{% block title %}Gallery{% endblock %}
{% block lead %}Every component on one page.{% endblock %}
{% block content %}<div class="stack">
<section class="grid four">
  <div class="stat"><p class="stat-label">Answered</p><p class="stat-value">93 %</p></div>
</section>
<section class="panel"><h2>Volume</h2>{% chart chart label="Questions a day" %}</section>
<section class="panel flush"><div class="table-scroll"><table class="table stackable">
  <thead><tr><th>Name</th><th>Value</th></tr></thead>
  <tbody><tr>
    <td data-label="Name">A rather long name that has to wrap on a phone</td><td data-label="Value">1</td>
  </tr></tbody>
</table></div></section>
<form method="post" action="/deleted/" data-confirm="Really delete?">
  {% csrf_token %}<button class="button danger">Delete</button>
</form>
<div class="page-head"><p>The last row of a list</p><button class="button" type="button">Edit</button></div>
</div>{% endblock %}
{% block scripts %}{% chart_scripts %}{% endblock %}"""


def gallery(request: HttpRequest) -> HttpResponse:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(14)]
    chart = charts.lines(days, {"Questions": list(range(14)), "Answered": list(range(14))})
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"chart": chart}, request))


def saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    messages.warning(request, "Nobody has looked at it yet.")
    return redirect("/gallery/")


def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html")


urlpatterns = [
    path("gallery/", gallery),
    path("saved/", saved),
    path("deleted/", deleted),
    path("", include("tests.shared.urls")),
]
