"""The ground floor as a Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registry: people, agencies, solutions and who may enter."""

    name = "registry"
    verbose_name = "Registry"
