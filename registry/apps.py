"""The ground floor as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class RegistryConfig(AppConfig):
    """Registry: people, agencies, solutions and who may enter."""

    name = "registry"
    default = True
    verbose_name = "Registry"

    def ready(self) -> None:
        """The Celery app must exist before the first job rings for a worker, in every process."""
        import_module("registry.celery")


class OperatorConfig(admin_apps.AdminConfig):
    """Django's admin with the operator's site as its site."""

    default = False  # of this module; settings name it in full
    default_site = "registry.operator.OperatorSite"
