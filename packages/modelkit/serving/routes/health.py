"""Is the server alive, is it ready, what is it doing, and what can it be asked?"""

from html import escape

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from modelkit.serving.preloading import Preloading
from modelkit.serving.replies import reply

router = APIRouter()


@router.get("/livez", summary="Alive")
def livez() -> Response:
    return reply({"status": "ok"})


@router.get("/readyz", summary="Models loaded, as far as they exist")
def readyz(request: Request) -> Response:
    loading: Preloading = request.app.state.preloading
    report = {"ready": loading.done, "loaded": sorted(loading.loaded), "missing": sorted(loading.missing)}
    return reply(report, status=200 if loading.done else 503)


@router.get("/metrics", summary="Prometheus metrics")
def metrics(request: Request) -> Response:
    body, media_type = request.app.state.metrics.exposition()
    return Response(body, media_type=media_type)


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """A plain page of every call: the usual ones fetch their scripts from far away."""
    rows = [
        f"<tr><td><code>{method.upper()} {escape(path)}</code></td><td>{escape(call['summary'])}</td></tr>"
        for path, calls in request.app.openapi()["paths"].items()
        for method, call in calls.items()
    ]
    title = escape(request.app.title)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
        f'<p>The full description: <a href="openapi.json">openapi.json</a></p><table>{"".join(rows)}</table></html>'
    )
    return HTMLResponse(page)
