"""The app's name for Django."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Exports as a Django app."""

    name = "exports"
