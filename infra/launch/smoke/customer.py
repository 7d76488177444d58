"""A customer: a signed token, one conversation, its stream."""

import uuid
from typing import Any

import httpx

from infra.launch.smoke.stream import PATIENCE_SECONDS, Event, Stream


class Customer:
    """Uses the widget's public interface and nothing else."""

    def __init__(self, base_url: str, *, language: str = "en") -> None:
        self.http = httpx.Client(base_url=base_url, timeout=10.0)
        token = self.post("/api/widget/session", language=language)["token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.conversation = self.post("/api/widget/conversations", language=language)["id"]
        self.stream = Stream(self.http, f"/api/widget/conversations/{self.conversation}/events")

    def say(self, text: str) -> int:
        """Post a message; gives its id."""
        path = f"/api/widget/conversations/{self.conversation}/messages"
        return int(self.post(path, text=text, client_id=uuid.uuid4().hex)["id"])

    def ask(self, text: str) -> dict[str, Any]:
        """Post a question and wait for the assistant's message in reply to it."""
        message = self.say(text)
        return self.wait_for_message("the answer", author="bot", in_reply_to=message).data

    def wait_for_message(self, what: str, *, seconds: float = PATIENCE_SECONDS, **fields: Any) -> Event:
        return self.stream.wait_for(
            what, lambda event: event.kind == "message" and _has(event, fields), seconds=seconds
        )

    def wait_for_state(self, state: str) -> Event:
        return self.stream.wait_for(
            f"state '{state}'", lambda event: event.kind == "state" and _has(event, {"state": state})
        )

    def post(self, path: str, **fields: Any) -> dict[str, Any]:
        reply = self.http.post(path, json=fields)
        reply.raise_for_status()
        body: dict[str, Any] = reply.json()
        return body

    def close(self) -> None:
        self.http.close()


def _has(event: Event, fields: dict[str, Any]) -> bool:
    return all(event.data.get(name) == value for name, value in fields.items())
