"""What a draft is written in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import actions
from assessments.access import check_can_edit, find, find_draft
from assessments.pages.forms.deeds import LanguageForm
from assessments.pages.frame import trail_to
from registry.pages.refusals import attempt


@login_required
def language(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Choose the language of the open draft, for those who write in it."""
    found = find(request.user, assessment)
    check_can_edit(request.user, found)
    draft = find_draft(request.user, found.pk)
    form = LanguageForm(request.POST or None, initial={"language": draft.language})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["language"]
        if attempt(form, lambda: actions.set_language(assessment=found, language=wanted, by=request.user)):
            messages.success(request, _("Saved."))
            return redirect("assessments:draft", found.pk)
    context = {
        "assessment": found,
        "form": form,
        "trail": trail_to(found, (_("Language of the text"), request.path)),
    }
    return render(request, "assessments/language.html", context, status=422 if form.errors else 200)
