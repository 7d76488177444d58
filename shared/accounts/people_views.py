"""Pages where an administrator says who may sign in, and as what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shared.accounts import people
from shared.accounts.access import require_role, signed_in
from shared.accounts.forms import NewPersonForm, PersonForm
from shared.accounts.models import User


@require_safe
@require_role("admin")
def list_people(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": User.objects.order_by("-is_active", "username")})


@require_http_methods(["GET", "POST"])
@require_role("admin")
def add_person(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/person.html", {"form": form}, status=400 if form.errors else 200)
    person = people.add_person(actor=signed_in(request), **form.cleaned_data)
    messages.success(request, _("%(name)s can sign in now.") % {"name": person.username})
    return redirect("accounts:people")


@require_http_methods(["GET", "POST"])
@require_role("admin")
def change_person(request: HttpRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(User, pk=person_id)
    names = ("first_name", "last_name", "role", "is_active")
    form = PersonForm(request.POST or None, initial={name: getattr(person, name) for name in names})
    if form.is_valid():
        try:
            people.change_person(actor=signed_in(request), person=person, **form.cleaned_data)
        except people.LastAdministrator:
            form.add_error("role", _("Make another person an administrator first."))
        else:
            messages.success(request, _("The changes to %(name)s are saved.") % {"name": person.username})
            return redirect("accounts:people")
    context = {"form": form, "person": person}
    return render(request, "accounts/person.html", context, status=400 if form.errors else 200)
