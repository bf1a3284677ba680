"""What the operator of the installation may look at; nothing is changed here, and no assessment is shown."""

from __future__ import annotations

from django.contrib import admin

from registry.models import Agency, ApiToken, Event, Job, Membership, Solution, Supplier, User
from registry.operator import LookOnly


@admin.register(User)
class UserAdmin(LookOnly):
    """People."""

    list_display = ["email", "name", "language", "is_active", "is_superuser"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    exclude = ["password", "user_permissions", "groups"]


@admin.register(Agency)
class AgencyAdmin(LookOnly):
    """Agencies."""

    list_display = ["name", "orgnr", "language"]
    search_fields = ["name", "orgnr"]
    ordering = ["name"]


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    """Roles of people in agencies."""

    list_display = ["user", "agency", "role", "since"]
    list_filter = ["role"]
    list_select_related = ["user", "agency"]


@admin.register(Solution)
class SolutionAdmin(LookOnly):
    """Solutions."""

    list_display = ["name", "kind", "supplier", "updated"]
    list_filter = ["kind"]
    search_fields = ["name"]
    list_select_related = ["supplier"]


@admin.register(Supplier)
class SupplierAdmin(LookOnly):
    """Suppliers."""

    list_display = ["name", "orgnr"]
    search_fields = ["name"]


@admin.register(ApiToken)
class TokenAdmin(LookOnly):
    """Tokens, never their hashes."""

    list_display = ["prefix", "user", "name", "expires", "last_used"]
    list_select_related = ["user"]
    exclude = ["hash"]


@admin.register(Event)
class EventAdmin(LookOnly):
    """The trail."""

    list_display = ["at", "verb", "object_type", "object_id", "who_id", "agency_id"]
    ordering = ["-at"]


@admin.register(Job)
class JobAdmin(LookOnly):
    """Background jobs."""

    list_display = ["created", "kind", "state", "attempts", "step"]
    list_filter = ["state", "kind"]
    ordering = ["-created"]
