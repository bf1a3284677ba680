"""Where the print shop's pages live."""

from django.urls import path

from exports.pages import trail, views

app_name = "exports"

urlpatterns = [
    path("exports/", views.listing, name="list"),
    path("versions/<uuid:version>/export/", views.order, name="order"),
    path("assessments/<uuid:assessment>/draft/export/", views.order_draft, name="order_draft"),
    path("exports/<uuid:export>/", views.detail, name="detail"),
    path("exports/<uuid:export>/progress/", views.progress, name="progress"),
    path("exports/<uuid:export>/file/", views.file, name="file"),
    path("exports/<uuid:export>/again/", views.again, name="again"),
    path("agencies/<uuid:agency>/trail/", trail.trail, name="trail"),
    path("agencies/<uuid:agency>/trail/order/", trail.order, name="trail-order"),
    path("agencies/<uuid:agency>/trail/files/", trail.files, name="trail-files"),
    path("agencies/<uuid:agency>/trail/seals/", trail.ask_for_seals, name="trail-seals"),
    path("trail-files/<uuid:file>/", trail.collect, name="trail-file"),
]
