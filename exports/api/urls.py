"""Addresses below /api/v1/ that the print shop answers."""

from django.urls import path

from exports.api.trail import TrailFiles
from exports.api.views import Exports

urlpatterns = [
    path("exports/", Exports.as_view({"get": "list", "post": "create"}), name="api-exports"),
    path("exports/<uuid:pk>/", Exports.as_view({"get": "retrieve"}), name="api-export"),
    path("exports/<uuid:pk>/file", Exports.as_view({"get": "file"}), name="api-export-file"),
    path("exports/<uuid:pk>/retry", Exports.as_view({"post": "retry"}), name="api-export-retry"),
    path(
        "agencies/<uuid:agency>/trail-files/",
        TrailFiles.as_view({"get": "list", "post": "create"}),
        name="api-trail-files",
    ),
    path(
        "agencies/<uuid:agency>/trail-files/<uuid:pk>/",
        TrailFiles.as_view({"get": "retrieve"}),
        name="api-trail-file",
    ),
    path(
        "agencies/<uuid:agency>/trail-files/<uuid:pk>/file",
        TrailFiles.as_view({"get": "file"}),
        name="api-trail-file-file",
    ),
]
