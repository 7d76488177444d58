"""Chat answers from any OpenAI-compatible endpoint (vLLM, TGI, Ollama, …)."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from modelkit.errors import EngineUnavailable, ModelNotFound
from modelkit.inference.engine import Messages


@dataclass(frozen=True, slots=True)
class ChatEndpoint:
    """Where chat answers come from; `url` is the base that `/v1/chat/completions` is added to."""

    url: str
    api_key: str | None = None

    @classmethod
    def from_environment(cls) -> "ChatEndpoint | None":
        """MODELKIT_GENERATOR_URL and MODELKIT_GENERATOR_KEY, or None where no generator is configured."""
        url = os.environ.get("MODELKIT_GENERATOR_URL")
        return cls(url, os.environ.get("MODELKIT_GENERATOR_KEY")) if url else None

    def stream(self, model: str, messages: Messages, *, timeout: float) -> Iterator[str]:
        """Pieces of text as they come; `timeout` bounds the wait for each piece, in seconds."""
        base = self.url.rstrip("/").removesuffix("/v1")
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        body = {"model": model, "messages": [dict(message) for message in messages], "stream": True}
        try:
            with httpx.stream(
                "POST", f"{base}/v1/chat/completions", json=body, headers=headers, timeout=timeout
            ) as response:
                if response.status_code == httpx.codes.NOT_FOUND:
                    raise ModelNotFound(f"The generator knows no model {model!r}.")
                response.raise_for_status()
                yield from pieces(response.iter_lines())
        except httpx.HTTPError as error:
            raise EngineUnavailable("The generator did not answer.", remedy="Try again.") from error


def pieces(lines: Iterator[str]) -> Iterator[str]:
    """The text in a stream of `data:` lines, up to `[DONE]`. Raises `EngineUnavailable` where it is no such stream."""
    for line in lines:
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or not data:
            continue
        if data == "[DONE]":
            return
        yield from _said(data)


def _said(data: str) -> Iterator[str]:
    try:
        event = json.loads(data)
        failed = "error" in event
        found = [(choice.get("delta") or {}).get("content") or "" for choice in (event.get("choices") or ())[:1]]
        words = "".join(found)
    except (ValueError, TypeError, AttributeError) as error:
        raise EngineUnavailable("The generator's answer could not be read.", remedy="Try again.") from error
    if failed:
        raise EngineUnavailable("The generator failed in the middle of its answer.", remedy="Try again.")
    if words:
        yield words
