"""For any little history of versions a link shows exactly what it was made for."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments import access
from assessments.access import Guest
from assessments.models import Assessment, ShareLink, Version
from tests.assessments import building

pytestmark = pytest.mark.django_db


class WhatLinksShow(TestCase):
    """For any little history of versions: a link shows only what it was made for, and never less ended."""

    @given(
        states=st.lists(
            st.sampled_from(["approved", "superseded", "submitted", "changes_requested", "withdrawn"]),
            min_size=1, max_size=4,
        ),
        at=st.integers(0, 3), shows_later=st.booleans(), has_current=st.booleans(), is_live=st.booleans(),
    )  # fmt: skip
    def test_a_link_shows_exactly_what_it_was_made_for(self, states, at, shows_later, has_current, is_live):
        town = building.staffed("Lovby kommune")
        assessment = building.submitted(town).assessment
        first = assessment.versions.get()
        versions = [first, *(_like(first, number) for number in range(2, len(states) + 1))]
        for version, state in zip(versions, states, strict=True):
            version.review.state = state
            version.review.save()
        Assessment.objects.filter(pk=assessment.pk).update(current=first if has_current else None)
        chosen = at % len(versions)
        link = ShareLink.objects.create(
            version=versions[chosen], shows_later=shows_later, hash=uuid4().hex * 2, for_whom="Noen",
            until=timezone.localdate() + timedelta(days=0 if is_live else -1), by=town.approver,
            at=timezone.now(),
        )  # fmt: skip
        expected = {
            number
            for number, state in enumerate(states)
            if is_live
            and (
                (number == chosen and state == "submitted")
                or (
                    has_current
                    and state in ("approved", "superseded")
                    and (number == chosen or (shows_later and number > chosen))
                )
            )
        }
        seen = access.visible_versions(Guest(link)).values_list("number", flat=True)
        assert set(seen) == {number + 1 for number in expected}


def _like(first: Version, number: int) -> Version:
    """One more version beside the first, with a review of its own."""
    review = first.review
    names = ("assessment", "schema", "manifest", "head", "author", "created")
    kept = {name: getattr(first, name) for name in names}
    version = Version.objects.create(**kept, number=number, digest=f"{number:064d}")
    return_review = type(review)(version=version, state=review.state)
    return_review.save()
    version.review = return_review
    return version
