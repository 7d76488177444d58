"""Signing in, signing out, and one's own preferences."""

from django.contrib import messages
from django.contrib.auth.views import LoginView as DjangoLoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared.accounts import actions
from shared.accounts.access import require_role, signed_in
from shared.accounts.forms import PreferencesForm
from shared.api.rate_limit import limit_page


class LoginView(DjangoLoginView):
    """Django's login, in the language that the person has chosen, slowed down for guessers."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form):  # type: ignore[no-untyped-def]  # the stubs leave the form generic
        response = super().form_valid(form)
        if language := getattr(form.get_user(), "language", ""):
            actions.remember_language(response, language)
        return response


login = limit_page("login", "20/minute")(LoginView.as_view())


@require_http_methods(["GET", "POST"])
@require_role("agent")
def preferences(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    known = {"language": user.language or translation.get_language(), "timezone": user.timezone}
    form = PreferencesForm(request.POST or None, initial=known)
    if not form.is_valid():
        return render(request, "accounts/preferences.html", {"form": form})
    actions.save_preferences(user=user, **form.cleaned_data)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Your preferences are saved."))
    response = redirect("accounts:preferences")
    actions.remember_language(response, form.cleaned_data["language"])
    return response
