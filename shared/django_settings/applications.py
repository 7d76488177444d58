"""Which Django apps and middleware every service runs, and in which order."""

from typing import Any


def applications(service: str) -> list[str]:
    """The service comes first, so that its templates may replace shared ones."""
    return [
        service,
        "shared.ui",
        "shared.accounts",
        "shared.api",
        "shared.api_keys",
        "shared.audit",
        "shared.jobs",
        "shared.outbox",
        "django_htmx",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.humanize",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
    ]


def middleware() -> list[str]:
    return [
        # First, so that whatever happens further in is logged and counted.
        "shared.logs.middleware.RequestLogMiddleware",
        "shared.metrics.middleware.MetricsMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "shared.browser_policy.content_security.ContentSecurityMiddleware",
        "shared.ui.static_files.StaticFilesMiddleware",
        "shared.browser_policy.cross_origin.CrossOriginMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "shared.accounts.middleware.LocalTimeMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "shared.ui.plain_addresses.PlainAddressMiddleware",
    ]


def templates() -> list[dict[str, Any]]:
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                    "django.template.context_processors.tz",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "shared.ui.context.page",
                ],
            },
        }
    ]
