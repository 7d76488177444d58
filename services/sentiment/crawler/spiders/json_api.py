"""JSON API by path expressions (JMESPath). Options: `items`, `url`, `title`, `text`, `published`, `author`."""

import json
from collections.abc import AsyncIterator
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from services.sentiment.crawler.pages import Hint
from services.sentiment.crawler.pages.dates import read_date
from services.sentiment.crawler.spiders.base import SourceSpider


class Spider(SourceSpider):
    name = "json_api"

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        try:
            items = jmespath.search(self._path("items", "items"), json.loads(response.body))
            hints = [self._hint(item, response) for item in items or [] if isinstance(item, dict)]
        except (ValueError, RecursionError):
            self.refuse("unreadable", "The answer is no JSON.", "Check the address.", response.url)
            return
        except (JMESPathError, TypeError) as error:
            self.refuse("bad_path", f"A path expression cannot be used: {error}.", "Correct it.", response.url)
            return
        async for one in self.follow_new(hint for hint in hints if hint):
            yield one

    def _hint(self, item: dict[str, Any], response: Any) -> Hint | None:
        found = {name: jmespath.search(self._path(name, name), item) for name in ("url", "title", "text", "author")}
        if not found["url"]:
            return None
        at = read_date(jmespath.search(self._path("published", "published"), item))
        title, text, author = (str(found[name] or "") for name in ("title", "text", "author"))
        return Hint(response.urljoin(str(found["url"])), title, text, at, author, place="json_api", whole=bool(text))

    def _path(self, name: str, default: str) -> str:
        return str(self.options.get(name) or default)
