"""Where messages may go: out into the world, or to hosts that the operator has allowed by name."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from requests import Session
from requests_hardened import Config, Manager

from shared.outbox.models import Endpoint

_CONNECT_SECONDS, _READ_SECONDS = 5.0, 10.0


def session_for(url: str) -> Session:
    """Addresses are checked after they are resolved and then used as checked, so rebinding gains nothing."""
    config = Config(
        ip_filter_enable=not is_allowed(url),
        ip_filter_allow_loopback_ips=False,
        never_redirect=True,
        default_timeout=(_CONNECT_SECONDS, _READ_SECONDS),
        user_agent_override="Triptych-Webhooks/1.0",
    )
    session: Session = Manager(config).get_session()
    # A proxy from the environment would connect for us, past the filter.
    session.trust_env = False
    return session


def is_allowed(url: str) -> bool:
    """`host` allows every port of it, `host:port` only that one."""
    parts = urlsplit(url)
    allowed = {entry.lower() for entry in settings.OUTBOX_ALLOWED_HOSTS}
    return parts.hostname in allowed or parts.netloc.lower() in allowed


def check_address(*, kind: str, address: str) -> None:
    """Raise ValidationError with what is wrong and what to write instead."""
    if kind == Endpoint.Kind.EMAIL:
        for one in mail_addresses(address) or [""]:
            validate_email(one)
        return
    try:
        parts = urlsplit(address)
        ok = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        ok = False
    if not ok or re.search(r"[\s\x00-\x1f]", address):
        raise ValidationError(_("This is no web address. Write it in full, such as https://example.com/hook."))
    if parts.username or parts.password:
        raise ValidationError(_("An address with a password in it would be shown in logs. Leave it out."))
    if parts.scheme == "http" and not is_allowed(address):
        raise ValidationError(_("Use https; http is only for hosts listed in OUTBOX_ALLOWED_HOSTS."))


def mail_addresses(address: str) -> list[str]:
    return [one for one in re.split(r"[\s,;]+", address) if one]
