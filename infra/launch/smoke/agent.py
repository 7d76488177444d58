"""An agent: signs in at the login page, then works through the desk's interface."""

import re
from typing import Any

import httpx

from infra.launch.smoke.expecting import expect

LOGIN = "/accounts/login/"
_FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Agent:
    """A browser without a screen: cookies, the form's token, JSON."""

    def __init__(self, base_url: str, *, username: str, password: str) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=10.0, headers={"Referer": base_url})
        page = self.http.get(LOGIN)
        page.raise_for_status()
        found = _FORM_TOKEN.search(page.text)
        expect(found, "the login page has no form")
        fields = {"username": username, "password": password, "csrfmiddlewaretoken": found[1] if found else ""}
        reply = self.http.post(LOGIN, data=fields)
        expect(reply.is_redirect, f"the login was refused with {reply.status_code}")

    def waiting(self) -> list[str]:
        """The conversations that wait for a person."""
        return [item["id"] for item in self.get("/api/conversations", state="waiting")["items"]]

    def take_over(self, conversation: str) -> dict[str, Any]:
        return self.post(f"/api/conversations/{conversation}/take-over")

    def say(self, conversation: str, text: str) -> dict[str, Any]:
        return self.post(f"/api/conversations/{conversation}/messages", text=text)

    def end(self, conversation: str) -> dict[str, Any]:
        return self.post(f"/api/conversations/{conversation}/close")

    def get(self, path: str, **query: str) -> dict[str, Any]:
        reply = self.http.get(path, params=query)
        reply.raise_for_status()
        body: dict[str, Any] = reply.json()
        return body

    def post(self, path: str, **fields: Any) -> dict[str, Any]:
        reply = self.http.post(path, json=fields, headers={"X-CSRFToken": self.csrf_token()})
        reply.raise_for_status()
        body: dict[str, Any] = reply.json()
        return body

    def csrf_token(self) -> str:
        """What a form of this session carries; signing in rotates it."""
        return next((value for name, value in self.http.cookies.items() if name.endswith("_csrf")), "")

    def close(self) -> None:
        self.http.close()
