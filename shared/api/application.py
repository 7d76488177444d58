"""`make_api(...)`: a NinjaAPI with the house's conventions."""

from ninja import NinjaAPI

from shared.api.problems import install_handlers


def make_api(*, title: str, version: str = "1.0.0", description: str = "") -> NinjaAPI:
    """OpenAPI 3.1 at `openapi.json`. No viewer: the ones at hand load scripts from elsewhere."""
    api = NinjaAPI(title=title, version=version, description=description, docs_url=None, urls_namespace="api")
    install_handlers(api)
    return api
