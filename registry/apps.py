"""The ground floor as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registry: people, agencies, solutions and who may enter."""

    name = "registry"
    verbose_name = "Registry"

    def ready(self) -> None:
        """The Celery app must exist before the first job rings for a worker, in every process."""
        import_module("registry.celery")
