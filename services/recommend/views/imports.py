"""Events, items and users come in as files."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.recommend import models, tasks
from services.recommend.actions import importing
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused

_PER_PAGE = 20
# A file of each kind as it may look: the columns that there are, and two rows.
_EXAMPLES = {
    "events": (
        "id,user,item,kind,at,value,surface\n"
        "order-1,anna,rye-bread,purchase,2026-03-01T08:00:00Z,3.5,shop\n"
        "view-2,王芳,oolong,browse,2026-03-01T08:05:00+08:00,,shop\n"
    ),
    "items": (
        "key,title,description,tags,language,category,owner,available,price,published_at\n"
        "rye-bread,Rye bread,Sourdough of whole rye,baking|rye,en,food,,true,3.50,2026-03-01T08:00:00Z\n"
        "oolong,乌龙茶,高山春茶,tea|spring,zh,drinks,王芳,true,12.80,2026-03-02T08:00:00Z\n"
    ),
    "users": 'user,attributes\nanna,"{""plan"": ""gold""}"\n王芳,"{""plan"": ""basic""}"\n',
}


@require_GET
@require_role("editor")
def imports(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@require_role("editor")
def start(request: HttpRequest) -> HttpResponse:
    file, user = request.FILES.get("file"), signed_in(request)
    if file is None:
        return _page(request, error=_("Choose a file."))
    try:
        brought = importing.start_import(file=file, kind=request.POST.get("kind", ""), user=user)
    except InputRefused as refusal:
        return _page(request, problems=refusal.problems)
    tasks.take_in.delay_on_commit(str(brought.job_id))
    audit.record(actor=user, action="file_brought_in", target=brought, kind=brought.kind)
    return redirect("imports")


@require_GET
@require_role("editor")
def example(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in _EXAMPLES:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    # With its mark, spreadsheets read Chinese; without it they guess.
    return HttpResponse("\ufeff" + _EXAMPLES[kind], content_type="text/csv; charset=utf-8", headers=headers)


def _page(request: HttpRequest, **wrong: object) -> HttpResponse:
    rows = models.Import.objects.select_related("created_by", "job")
    context = {
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "kinds": list(importing.KINDS),
        "accept": ",".join(importing.SUFFIXES),
        "most": importing.MOST_BYTES // 2**20,
        "wrong": wrong,
    }
    return render(request, "recommend/imports/imports.html", context, status=400 if wrong else 200)
