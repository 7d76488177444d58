"""How Scrapy runs here."""

from typing import Any

from django.conf import settings

_NETWORK = "services.sentiment.crawler.network"


# A preview ends by itself before its process is ended, so that what it found by then is shown.
_PREVIEW = {"CLOSESPIDER_TIMEOUT": 40, "LONGEST_WAIT": 15.0}
# Below this many seconds there is no time to wait for anybody.
_PATIENT_FROM = 60


def crawler_settings(*, seconds: int | None = None) -> dict[str, Any]:
    """Bounds on everything a stranger's server could stretch; a visit without a number of seconds is a preview."""
    return {**_always(), **(_PREVIEW if seconds is None else _bounded(seconds))}


def _bounded(seconds: int) -> dict[str, Any]:
    if seconds >= _PATIENT_FROM:
        return {"CLOSESPIDER_TIMEOUT": seconds}
    # Whoever lets us wait is asked again in a patient visit.
    return {
        "CLOSESPIDER_TIMEOUT": seconds,
        "HURRIED": True,
        "DOWNLOAD_TIMEOUT": seconds / 2,
        "LONGEST_WAIT": seconds / 3,
        "RETRY_TIMES": 0,
    }


def _always() -> dict[str, Any]:
    return {
        "USER_AGENT": f"TriptychBot/1.0 (+{settings.CRAWL_CONTACT})",
        "ROBOTSTXT_USER_AGENT": "TriptychBot",
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        # Both would let other programs of this machine command the crawler.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        # A proxy from the environment would look names up in our stead, unchecked.
        "HTTPPROXY_ENABLED": False,
        "TWISTED_DNS_RESOLVER": f"{_NETWORK}.resolver.GuardedResolver",
        "DOWNLOAD_HANDLERS": {
            "http": f"{_NETWORK}.handler.PoliteHandler",
            "https": f"{_NETWORK}.handler.PoliteHandler",
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            f"{_NETWORK}.guard.GuardMiddleware": 50,
            f"{_NETWORK}.budget.BudgetMiddleware": 60,
            f"{_NETWORK}.robots.RobotsMiddleware": 100,
            f"{_NETWORK}.conditional.ConditionalMiddleware": 540,
            f"{_NETWORK}.retry_after.RetryAfterMiddleware": 560,
        },
        "ITEM_PIPELINES": {"services.sentiment.crawler.storing.StoringPipeline": 100},
        "EXTENSIONS": {"scrapy.extensions.feedexport.FeedExporter": None},
        "CONCURRENT_REQUESTS": 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0.0,
        "AUTOTHROTTLE_MAX_DELAY": 30.0,
        "DOWNLOAD_TIMEOUT": 20,
        "DOWNLOAD_MAXSIZE": 8 * 1024 * 1024,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "REDIRECT_MAX_TIMES": 5,
        "RETRY_TIMES": 1,
        # 429 and Retry-After have a middleware of their own.
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 408, 522, 524],
        "DEPTH_LIMIT": 4,
        "HOST_BUDGET": 300,
        # A host that wants a longer pause is left to the next crawl.
        "LONGEST_WAIT": 90.0,
        "HURRIED": False,
        "LOG_LEVEL": "ERROR",
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
