"""The app's name for Django."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Exports as a Django app."""

    name = "exports"

    def ready(self) -> None:
        """Say which agency decides about an order: the one whose text it is made of."""
        from exports.models import Export, TrailFile
        from registry.access import policy

        policy.decides_about(Export, lambda export: export.version.assessment.owner_id)
        policy.decides_about(TrailFile, lambda file: file.agency_id)
