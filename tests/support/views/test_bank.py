"""The sample bank's page speaks both languages and hosts the widget."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"), [("en", "A bank account that explains itself."), ("zh-hans", "会自己解释的银行账户。")]
)
def test_it_speaks_the_language_asked_for(nobody: Client, language: str, words: str) -> None:
    page = nobody.get(reverse("bank"), {"language": language}).content.decode()
    assert words in page
    assert f'<triptych-chat language="{language}"' in page


def test_an_unknown_language_gives_english(nobody: Client) -> None:
    assert '<html lang="en">' in nobody.get(reverse("bank"), {"language": "<x>"}).content.decode()


def test_no_script_stands_in_the_page(nobody: Client) -> None:
    page = nobody.get(reverse("bank")).content.decode()
    assert page.count("<script") == page.count('<script type="module" src=')
