"""Comments or forum thread: one item a post. Options, all CSS: `post`, `text`, `author`, `date`, `next`."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

from services.sentiment.crawler.pages import Hint
from services.sentiment.crawler.pages.dates import read_date
from services.sentiment.crawler.spiders.base import SourceSpider


class Spider(SourceSpider):
    name = "thread"

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        posts = response.css(self._css("post", ".comment, .post")) if hasattr(response, "css") else []
        if not posts:
            self.refuse("nothing_found", "The selector matches no post.", "Correct the selector “post”.", response.url)
        title = " ".join(response.css("h1 ::text, title::text").getall()[:1]).strip() if posts else ""
        async for one in self.follow_new(self._hint(post, response, title) for post in posts):
            yield one
        link = str(self.options.get("next") or "")
        if link and posts and not self.preview and (url := response.css(link).css("::attr(href)").get()):
            for request in self.further(response.urljoin(url)):
                yield request

    def _hint(self, post: Any, response: Any, title: str) -> Hint:
        markup = "\n".join(post.css(self._css("text", ".text, p")).getall()) or str(post.get())
        author = " ".join(post.css(self._css("author", ".author")).css("::text").getall()).strip()
        at = read_date(post.css(self._css("date", "time")).css("::attr(datetime)").get())
        # A post without an id is known by its words: the same words by the same person are the same post.
        anchor = post.attrib.get("id") or hashlib.sha256(f"{author}\n{markup}".encode()).hexdigest()[:16]
        joint = "&" if "?" in response.url else "?"
        url = f"{response.url.split('#')[0]}{joint}post={anchor}"
        return Hint(url, f"{title} · {author}".strip(" ·"), markup, at, author, place="thread", whole=True)

    def _css(self, name: str, default: str) -> str:
        return str(self.options.get(name) or default)
