"""The shapes of what the ground floor sends and takes."""

from __future__ import annotations

from rest_framework import serializers

from registry.api.fields import AddressField, Strict, VisibleField
from registry.models import (
    Agency,
    ApiToken,
    Language,
    Membership,
    MembershipClaim,
    Notify,
    Scope,
    Session,
    Solution,
    SolutionUse,
    Supplier,
    User,
)
from registry.models.membership import ROLE_CHOICES
from registry.models.solution import Accessibility, Hosting, SolutionKind

# --- What is sent --------------------------------------------------------------------------------


class AgencyRead(serializers.ModelSerializer):
    """An agency."""

    class Meta:
        model = Agency
        fields = ["id", "name", "orgnr", "language", "address", "is_named_in_lineage", "shares_scores"]


MAY_BE_EMPTY = "Empty for programs, and for those whose sign-in provider tells no address."


class PersonRead(serializers.ModelSerializer):
    """A person as colleagues see her."""

    email = serializers.CharField(help_text=MAY_BE_EMPTY)

    class Meta:
        model = User
        fields = ["id", "name", "email"]


class MembershipRead(serializers.ModelSerializer):
    """A role of a person in an agency."""

    user = PersonRead()

    class Meta:
        model = Membership
        fields = ["id", "user", "role", "since"]


class OwnRole(serializers.ModelSerializer):
    """A role of one's own."""

    agency = AgencyRead()

    class Meta:
        model = Membership
        fields = ["agency", "role", "since"]


class MeRead(serializers.ModelSerializer):
    """Oneself, with the roles one has."""

    email = serializers.CharField(help_text=MAY_BE_EMPTY)
    roles = OwnRole(source="memberships", many=True)

    class Meta:
        model = User
        fields = ["id", "name", "email", "language", "notify", "roles"]


class SessionRead(serializers.ModelSerializer):
    """Where one is signed in; `id` names it without giving away its key."""

    id = serializers.CharField(source="handle")
    network = serializers.CharField(source="place", help_text="Never the whole address; may be empty.")
    last_used = serializers.DateTimeField(source="seen")
    is_this_one = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = ["id", "device", "network", "since", "last_used", "is_this_one"]

    def get_is_this_one(self, session: Session) -> bool:
        """Whether the question came in it."""
        return bool(session.session_key == self.context["key"])


class SessionsEnded(serializers.Serializer):
    """How many sessions were ended."""

    ended = serializers.IntegerField()


class HeldRole(serializers.ModelSerializer):
    """A role that is held."""

    class Meta:
        model = Membership
        fields = ["role", "since"]


class ServiceRead(serializers.ModelSerializer):
    """A service account of an agency, with the roles it holds there."""

    roles = HeldRole(source="memberships", many=True)

    class Meta:
        model = User
        fields = ["id", "name", "created", "roles"]


class ClaimRead(serializers.ModelSerializer):
    """That a sign-in provider says that a person belongs to the agency; name and address are what it told."""

    user = PersonRead()

    class Meta:
        model = MembershipClaim
        fields = ["id", "user", "provider", "since", "state"]


class SupplierRead(serializers.ModelSerializer):
    """A supplier."""

    class Meta:
        model = Supplier
        fields = ["id", "name", "orgnr"]


class SolutionRead(serializers.ModelSerializer):
    """A solution; `edition` is also its ETag."""

    supplier = SupplierRead(allow_null=True)
    steward = AgencyRead(allow_null=True)
    categories = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Solution
        fields = [
            "id",
            "name",
            "description",
            "kind",
            "supplier",
            "repository",
            "home_page",
            "licence",
            "hosting",
            "categories",
            "steward",
            "accessibility",
            "accessibility_declaration",
            "edition",
            "created",
            "updated",
        ]


class UseRead(serializers.ModelSerializer):
    """That an agency uses a solution."""

    agency = AgencyRead()

    class Meta:
        model = SolutionUse
        fields = ["id", "agency", "since"]


class TokenRead(serializers.ModelSerializer):
    """A token, without its secret."""

    class Meta:
        model = ApiToken
        fields = ["id", "name", "prefix", "agency", "scope", "created", "expires", "last_used"]


class TokenIssued(TokenRead):
    """A new token with its secret, which is shown this once."""

    secret = serializers.CharField()

    class Meta(TokenRead.Meta):
        fields = [*TokenRead.Meta.fields, "secret"]


# --- What is taken -------------------------------------------------------------------------------


class AgencyWrite(Strict):
    """A new agency."""

    name = serializers.CharField()
    orgnr = serializers.CharField()
    language = serializers.ChoiceField(Language.choices, default=Language.NB)
    address = serializers.CharField(allow_blank=True, default="")


class AgencyChange(Strict):
    """What can be changed about an agency."""

    name = serializers.CharField(required=False)
    language = serializers.ChoiceField(Language.choices, required=False)
    address = serializers.CharField(required=False, allow_blank=True)
    is_named_in_lineage = serializers.BooleanField(
        required=False,
        help_text="Whether others find its name among those who build on the same assessment.",
    )
    shares_scores = serializers.BooleanField(
        required=False, help_text="Whether its scores count among how others scored a scenario."
    )
    lets_in_by_claim = serializers.BooleanField(
        required=False,
        help_text="Whether someone becomes a reader when her sign-in provider says that she belongs here.",
    )


class MemberWrite(Strict):
    """A role for a person who is registered."""

    user = AddressField()
    role = serializers.ChoiceField(ROLE_CHOICES)


class PersonWrite(Strict):
    """A new person."""

    email = serializers.CharField()
    name = serializers.CharField()
    language = serializers.ChoiceField(Language.choices, default=Language.NB)


class MeChange(Strict):
    """What one can change about oneself."""

    name = serializers.CharField(required=False)
    language = serializers.ChoiceField(Language.choices, required=False)
    notify = serializers.ChoiceField(Notify.choices, required=False)


class SupplierWrite(Strict):
    """A new supplier."""

    name = serializers.CharField()
    orgnr = serializers.CharField(allow_blank=True, default="")


class SolutionChange(Strict):
    """What can be changed about a solution."""

    name = serializers.CharField(required=False)
    description = serializers.CharField(required=False, allow_blank=True)
    kind = serializers.ChoiceField(SolutionKind.choices, required=False)
    supplier = VisibleField(Supplier, required=False, allow_null=True)
    repository = serializers.CharField(required=False, allow_blank=True)
    home_page = serializers.CharField(required=False, allow_blank=True)
    licence = serializers.CharField(required=False, allow_blank=True)
    hosting = serializers.ChoiceField(Hosting.choices, required=False)
    categories = serializers.ListField(child=serializers.CharField(allow_blank=True), required=False)
    steward = VisibleField(Agency, required=False, allow_null=True)
    accessibility = serializers.ChoiceField(Accessibility.choices, required=False)
    accessibility_declaration = serializers.CharField(required=False, allow_blank=True)


class SolutionWrite(SolutionChange):
    """A new solution."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(SolutionKind.choices)


class UseWrite(Strict):
    """That an agency takes a solution into use."""

    agency = VisibleField(Agency)
    since = serializers.DateField(required=False)


class ServiceWrite(Strict):
    """A new service account and its first role."""

    name = serializers.CharField()
    role = serializers.ChoiceField(ROLE_CHOICES, help_text="None that approves or advises.")


class RoleGiven(Strict):
    """The role somebody is given."""

    role = serializers.ChoiceField(ROLE_CHOICES)


class ServiceTokenWrite(Strict):
    """A new token of a service account; it acts in the agency of the account."""

    name = serializers.CharField()
    scope = serializers.ChoiceField(Scope.choices, default=Scope.READ)
    days = serializers.IntegerField(default=90)


class TokenWrite(ServiceTokenWrite):
    """A new token."""

    agency = VisibleField(
        Agency, required=False, help_text="Where it acts; whoever belongs to just one may leave it out."
    )
