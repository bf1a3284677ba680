"""What a guest meets: the door that takes the code of a link, and the version behind it. Nothing leads on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from assessments import actions
from assessments.access import find_linked
from assessments.pages.forms.sharing import CodeForm
from assessments.pages.listing import standing_of
from assessments.pages.passes import guest_of, let_in, person_of
from assessments.pages.sheet import Sheet
from assessments.reading import read_version
from registry.actions.entering import client_address


@sensitive_post_parameters("code")
@sensitive_variables("form")
def door(request: HttpRequest, share_link: UUID) -> HttpResponse:
    """The same page for every id, known or not. The code is sent in the body and thus stands in no log."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        link = actions.open_share_link(
            link=share_link,
            secret=form.cleaned_data["code"],
            by=person_of(request),
            address=client_address(request),
        )
        let_in(request, link)
        return redirect("assessments:shared-read", link.pk)
    return render(request, "assessments/shared_door.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def read(request: HttpRequest, share_link: UUID) -> HttpResponse:
    """What the link shows now, in the public reading; or, plainly, that its owner has taken it back."""
    guest = guest_of(request, share_link)
    assessment, found = guest.link.version.assessment, find_linked(guest)
    if found is None:
        return render(request, "assessments/shared_gone.html", {"assessment": assessment}, status=410)
    context = {
        "link": guest.link,
        "assessment": found.assessment,
        "version": found,
        "title": found.head["title"],
        "standing": standing_of(found.review.state),
        "sheet": Sheet.of(read_version(found, guest)),
    }
    return render(request, "assessments/shared.html", context)
