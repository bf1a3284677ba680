"""Addresses below /api/v1/ that the ground floor answers."""

from django.urls import path

from registry.api.openapi import Description
from registry.api.views.agencies import Agencies, Claims, Members
from registry.api.views.people import Me, People, Sessions, Tokens
from registry.api.views.services import Services, ServiceTokens
from registry.api.views.solutions import Solutions, Suppliers, Uses
from registry.api.views.trail import Events, Seals

REMOVE = {"delete": "destroy"}
LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "patch": "partial_update"}

urlpatterns = [
    path("openapi.json", Description.as_view(), name="api-openapi"),
    path("me/", Me.as_view(), name="api-me"),
    path("me/sessions/", Sessions.as_view({"get": "list"}), name="api-sessions"),
    path("me/sessions/end-others", Sessions.as_view({"post": "end_others"}), name="api-sessions-end"),
    path("me/sessions/<slug:pk>/", Sessions.as_view(REMOVE), name="api-session"),
    path("tokens/", Tokens.as_view(LIST), name="api-tokens"),
    path("tokens/<uuid:pk>/", Tokens.as_view(REMOVE), name="api-token"),
    path("people/", People.as_view({"post": "create"}), name="api-people"),
    path("agencies/", Agencies.as_view(LIST), name="api-agencies"),
    path("agencies/<uuid:pk>/", Agencies.as_view(ONE), name="api-agency"),
    path("agencies/<uuid:agency>/members/", Members.as_view(LIST), name="api-members"),
    path("agencies/<uuid:agency>/members/<int:pk>/", Members.as_view(REMOVE), name="api-member"),
    path("agencies/<uuid:agency>/claims/", Claims.as_view({"get": "list"}), name="api-claims"),
    path("agencies/<uuid:agency>/claims/<int:pk>/give", Claims.as_view({"post": "give"}), name="api-claim"),
    path(
        "agencies/<uuid:agency>/claims/<int:pk>/decline",
        Claims.as_view({"post": "decline"}),
        name="api-claim-decline",
    ),
    path("agencies/<uuid:agency>/services/", Services.as_view(LIST), name="api-services"),
    path("agencies/<uuid:agency>/services/<uuid:pk>/", Services.as_view(REMOVE), name="api-service"),
    path(
        "agencies/<uuid:agency>/services/<uuid:service>/tokens/",
        ServiceTokens.as_view(LIST),
        name="api-service-tokens",
    ),
    path(
        "agencies/<uuid:agency>/services/<uuid:service>/tokens/<uuid:pk>/",
        ServiceTokens.as_view(REMOVE),
        name="api-service-token",
    ),
    path("agencies/<uuid:agency>/events/", Events.as_view({"get": "list"}), name="api-events"),
    path(
        "agencies/<uuid:agency>/events/<int:pk>/proof",
        Events.as_view({"get": "proof"}),
        name="api-event-proof",
    ),
    path("seals/", Seals.as_view({"get": "list"}), name="api-seals"),
    path("suppliers/", Suppliers.as_view(LIST), name="api-suppliers"),
    path("suppliers/<uuid:pk>/", Suppliers.as_view({"get": "retrieve"}), name="api-supplier"),
    path("solutions/", Solutions.as_view(LIST), name="api-solutions"),
    path("solutions/<uuid:pk>/", Solutions.as_view(ONE), name="api-solution"),
    path("solutions/<uuid:solution>/uses/", Uses.as_view(LIST), name="api-uses"),
    path("solutions/<uuid:solution>/uses/<uuid:agency>/", Uses.as_view(REMOVE), name="api-use"),
]
