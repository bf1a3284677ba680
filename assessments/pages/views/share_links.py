"""Links that show an assessment to somebody without an account, for those who decide whom it is shown to."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from assessments.access import absent_link
from assessments.actions.share_link import path_of
from assessments.models import ShareLink
from assessments.pages.forms.sharing import LinkForm
from assessments.pages.views.share import share_page, to_share
from registry.pages.refusals import attempt, attempt_plainly


@login_required
def make(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Make a link and show its address, this once."""
    found = to_share(request, assessment)
    if request.method != "POST":
        return redirect("assessments:share", found.pk)
    form = LinkForm(request.POST, assessment=found)
    if form.is_valid():
        wanted = {"assessment": found, "by": request.user, **form.wanted}
        made = attempt(form, lambda: actions.make_share_link(**wanted))
        if made is not None:
            return share_page(request, found, made=(made[0], request.build_absolute_uri(path_of(*made))))
    return share_page(request, found, linking=form)


@login_required
@require_POST
def revoke(request: HttpRequest, assessment: UUID, share_link: UUID) -> HttpResponse:
    """End a link at once."""
    found = to_share(request, assessment)
    link = ShareLink.objects.of(found).filter(pk=share_link).first()
    if link is None:
        raise absent_link(share_link)
    attempt_plainly(
        request,
        lambda: actions.revoke_share_link(link=link, by=request.user),
        done=_("The link for %(whom)s opens no longer.") % {"whom": link.for_whom},
    )
    return redirect("assessments:share", found.pk)
