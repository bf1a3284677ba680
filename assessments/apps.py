"""The app's name for Django."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments as a Django app."""

    name = "assessments"

    def ready(self) -> None:
        """Say which agency decides about what this floor keeps."""
        from assessments.models import AccessRequest, Proposal, ShareLink, Version
        from registry.access import policy

        policy.decides_about(Version, lambda version: version.assessment.owner_id)
        policy.decides_about(AccessRequest, lambda request: request.assessment.owner_id)
        policy.decides_about(Proposal, lambda proposal: proposal.target.owner_id)
        policy.decides_about(ShareLink, lambda link: link.version.assessment.owner_id)
