"""Where rate limits are counted: in Redis where there is one, else in this process."""

from typing import Any


def caches(broker: str) -> dict[str, dict[str, Any]]:
    """One web process serves the embedded size, so its own memory sees every request."""
    if broker.startswith(("redis://", "rediss://")):
        return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": broker}}
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
