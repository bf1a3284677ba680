"""What one has been told, and how one wants to be told of an assessment."""

from __future__ import annotations

from rest_framework import serializers

from assessments.api.shapes.assessment import WEIGHTS
from assessments.api.shapes.refs import AssessmentRef, VersionOf
from assessments.models import NoticeKind
from registry.api.fields import Strict
from registry.models import Notify

NOTICE_KINDS = [kind.value for kind in NoticeKind]
WATCH_WAYS = [*Notify.values]


class NoticeRead(serializers.Serializer):
    """Something that happened; what you may not see any more is null, and `text` does not name it."""

    id = serializers.IntegerField(source="notice.pk")
    kind = serializers.ChoiceField(NOTICE_KINDS, source="notice.kind")
    at = serializers.DateTimeField(source="notice.at")
    read_at = serializers.DateTimeField(source="notice.read_at", allow_null=True)
    assessment = AssessmentRef(allow_null=True, help_text="The one it concerns: yours, or one you watch.")
    version = VersionOf(allow_null=True, help_text="The version it happened to.")
    weight = serializers.ChoiceField(
        WEIGHTS,
        source="step.weight",
        allow_null=True,
        default=None,
        help_text="How much the change matters; null when nothing differs, or you may not see both.",
    )
    told = serializers.CharField(
        source="step.told", default="", help_text="What has changed, in words; empty when nothing."
    )
    text = serializers.CharField(source="sentence")


class NoticeQuery(serializers.Serializer):
    """What to narrow the notices by."""

    unread = serializers.BooleanField(default=False, help_text="1 for those you have not read.")


class NoticesRead(Strict):
    """Which notices have been read; without `notices` all of them."""

    notices = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=1000, required=False
    )


class NoticesMarked(serializers.Serializer):
    """How many were unread until now."""

    marked = serializers.IntegerField()


class WatchWrite(Strict):
    """How you want to be told of an assessment; empty is as you have chosen for everything."""

    how = serializers.ChoiceField(WATCH_WAYS, allow_blank=True, default="")
