"""The app's name for Django."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments as a Django app."""

    name = "assessments"
