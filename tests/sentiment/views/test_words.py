"""Who reads the pages in Chinese is also refused in Chinese; programs are told the same codes and fields as ever."""

import inspect
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from services.sentiment import crawler, models
from services.sentiment.actions import crawling
from services.sentiment.actions.names import DOCUMENT_MODEL
from services.sentiment.crawler import failures
from services.sentiment.templatetags.crawl_text import WORDS
from shared.accounts.models import User

pytestmark = pytest.mark.django_db
# Three words of Latin letters in a row are a sentence that nobody translated.
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]+ [a-z]+")
SOURCE = {"name": "港湾新闻", "kind": "listing", "url": "https://news.example.com/latest", "poll_seconds": "900"}
GONE = {"code": "gone", "message": "The server says that the page does not exist (404).", "remedy": "Check it."}
LATE = {"code": "timeout", "message": "The server did not answer in time.", "remedy": "Try again later."}
RULE = {"name": "激增", "detector": "threshold", "severity": "warning"}


@pytest.fixture
def client(editor: User) -> Client:
    reader = Client(headers={"Accept-Language": "zh-hans"})
    reader.force_login(editor)
    return reader


def said(page: str) -> str:
    """What a person reads between the page's frame and its foot; codes and what was typed are left out."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"<(code|script|textarea)\b.*?</\1>|<[^>]*>", " ", main, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": "http://10.0.0.1/"}, "10.0.0.1 指向 10.0.0.1，不在公共互联网上。"),
        ({"url": "http://intranet/news"}, "请将 intranet 加入 CRAWL_ALLOWED_HOSTS。"),
        ({"option_delay": "soon"}, "“soon”不是数字。"),
        ({"kind": "telepathy"}, "没有“telepathy”这种类型。 可用的值：feed, sitemap,"),
        ({"poll_seconds": "1", "name": " ", "language": "English!"}, "请填写 15 到 2592000（30 天）。"),
        ({"kind": "archive"}, "没有文件。 请选择文件。"),
    ],
)
def test_a_source_that_is_refused(client: Client, change: dict[str, str], words: str) -> None:
    reply = client.post("/sources/add/", {**SOURCE, **change})
    assert reply.status_code == 400
    told = said(reply.content.decode())
    assert words in told
    assert not ENGLISH.search(told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "name: 缺失或超过 120 个字符。 请给规则起一个简短的名称。"),
        ({"for_minutes": "soon", "min_groups": "-1"}, "for_minutes: 不是 0 到 10080 之间的整数。"),
        ({"parameter.windows": "15, 20"}, "parameters.windows: 含有 20。"),
        ({"parameter.raise_at": "1", "parameter.clear_at": "2"}, "告警的结束分数必须低于起始分数。"),
        ({"entities": "nobody"}, "scope.entities: 没有实体 nobody。"),
        ({"runbook_url": "wiki"}, "请以 https:// 开头。"),
    ],
)
def test_a_rule_that_is_refused(client: Client, change: dict[str, str], words: str) -> None:
    reply = client.post("/rules/add/", {**RULE, **change})
    assert reply.status_code == 400
    told = said(reply.content.decode())
    assert words in told
    assert not ENGLISH.search(told)


@pytest.mark.parametrize(
    ("path", "name", "content", "words"),
    [
        ("labels/import", "l.csv", "text,sentiment\n涨了,bullish\n,positive\n", "无法识别“bullish”。"),
        ("labels/import", "l.txt", "text\n", "“.txt”不是可读取的表格文件。"),
        ("sources/import", "s.csv", "name,url,enabled\n港湾,ftp://a.example.com/,maybe\n", "既不表示是，也不表示否"),
        ("sources/import", "s.csv", "name\n港湾\n", "缺少此列。"),
        ("dictionary/import", "d.jsonl", '{"name": "伞叶", "peers": ["无人"]}\n[]\n', "不是带字段的对象。"),
        ("rules/import", "r.yaml", "rules:\n- name: 激增\n  detector: guess\n", "没有这种检测器。"),
    ],
)
def test_a_file_that_is_refused(client: Client, path: str, name: str, content: str, words: str) -> None:
    file = SimpleUploadedFile(name, content.encode())
    reply = client.post(f"/{path}/", {"file": file, "layout": "triptych", "do": "import"})
    assert reply.status_code == 400
    told = said(reply.content.decode())
    assert words in told
    assert not ENGLISH.search(told)


def test_what_cannot_be_done_now_says_so(client: Client) -> None:
    source = models.Source.objects.create(name="港湾新闻", url="https://news.example.com/feed")
    source.crawls.create()
    page = client.post(f"/sources/{source.pk}/visit/", follow=True).content.decode()
    assert "正在访问该来源，请等待本次访问结束。" in page


@pytest.mark.usefixtures("no_models")
def test_a_refusal_by_its_docstring_is_translated_too(client: Client) -> None:
    assert "还没有训练好的模型。" in client.post("/models/rescore/", follow=True).content.decode()


def test_what_went_wrong_in_a_visit_is_said_by_its_code(client: Client, editor_client: Client) -> None:
    source = models.Source.objects.create(name="港湾新闻", url="https://news.example.com/feed")
    crawling.finish_crawl(crawl=source.crawls.create(), errors=[GONE, LATE])
    chinese, english = (one.get(f"/sources/{source.pk}/").content.decode() for one in (client, editor_client))
    # The alert on top and the visit below it; what the crawler wrote stands by where it says more.
    assert chinese.count("服务器称该页面不存在。") == 2
    assert f'lang="en">{GONE["message"]}' in chinese
    assert "请检查地址。" in chinese
    assert "服务器未及时响应。" in chinese
    assert LATE["message"] not in chinese
    assert english.count(GONE["message"]) == 2
    assert "The server says that the page does not exist." not in english
    listed = client.get("/sources/").content.decode()
    assert "服务器称该页面不存在。" in listed


def test_every_code_that_crawlers_give_has_words() -> None:
    given = set(re.findall(r'(?:return |\()"([a-z_]+)", ', inspect.getsource(failures)))
    for path in Path(crawler.__file__).parent.rglob("*.py"):
        given |= set(re.findall(r'(?:refuse\(|"code": |code = )"([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert {"gone", "bad_row", "visit_broken", "too_large", "download_failed"} <= given
    assert given - set(WORDS) == set()


@pytest.mark.usefixtures("desk")
def test_figures_of_models_have_names(client: Client, settings: Settings) -> None:
    card = Path(settings.MODELKIT_REGISTRY) / DOCUMENT_MODEL / "1" / "card.json"
    measured = {"sentiment.accuracy": {"value": 0.8, "low": 0.78, "high": 0.82}}
    card.write_text(json.dumps({**json.loads(card.read_text()), "metrics": measured}))
    page = client.get("/models/").content.decode()
    assert 'title="sentiment.accuracy">准确率（情感）</span>' in page
    assert not ENGLISH.search(said(page))


def test_programs_are_told_in_their_language_and_by_the_same_codes(editor: User) -> None:
    told = {}
    for language in ("", "zh-hans"):
        caller = Client(headers={"Accept-Language": language} if language else {})
        caller.force_login(editor)
        body = {"name": "Harbour News", "url": "http://intranet/"}
        reply = caller.post("/api/sources", body, content_type="application/json")
        assert reply.status_code == 422
        told[language] = reply.json()
    (english,), (chinese,) = told[""]["errors"], told["zh-hans"]["errors"]
    assert english["message"].startswith("intranet is a name inside a network.")
    assert chinese["message"].startswith("intranet 是内部网络的名称。")
    stable = [(one["code"], one["title"], one["type"], one["errors"][0]["field"]) for one in told.values()]
    assert stable == [("input_refused", stable[0][1], "about:blank", "url")] * 2
