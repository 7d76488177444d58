"""The server's addresses, one module a protocol."""

from modelkit.serving.routes import health, native, openai, tei

ROUTERS = (native.router, openai.router, tei.router, health.router)

__all__ = ["ROUTERS"]
