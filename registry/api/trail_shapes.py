"""The shapes of the trail: events, seals and proofs."""

from __future__ import annotations

from rest_framework import serializers

from registry.audit.statement import statement_of
from registry.models import Event, Seal


class EventRead(serializers.ModelSerializer):
    """Something that happened; `hash` covers it and `prev`."""

    who = serializers.UUIDField(source="who_id", allow_null=True)
    detail = serializers.DictField()

    class Meta:
        model = Event
        fields = [
            "id",
            "at",
            "who",
            "verb",
            "object_type",
            "object_id",
            "detail",
            "request_id",
            "seq",
            "prev",
            "hash",
        ]


class SealRead(serializers.ModelSerializer):
    """A signed Merkle root over events (RFC 6962, Ed25519); `former` is the digest of the seal before."""

    at = serializers.SerializerMethodField(help_text="As it was signed: UTC, to the microsecond.")

    class Meta:
        model = Seal
        fields = ["number", "at", "size", "root", "former", "key", "signature"]

    def get_at(self, seal: Seal) -> str:
        """The text that is signed, not the moment in some time zone."""
        return statement_of(seal).at


class SealedRead(serializers.Serializer):
    """Where an event lies under a seal, and the hashes on the way from it to the root."""

    seal = serializers.IntegerField()
    place = serializers.IntegerField(help_text="From 0.")
    path = serializers.ListField(child=serializers.CharField())


class ProofRead(serializers.Serializer):
    """That an event is under a seal: what `vurdert audit verify` asks, and anyone with the public key can."""

    event = serializers.DictField(help_text="The facts that are hashed, with the event's id and hash.")
    sealed = SealedRead(allow_null=True, help_text="null until the event is sealed, within the hour.")
    seal = SealRead(allow_null=True)
