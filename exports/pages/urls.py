"""Where the print shop's pages live."""

from django.urls import path

from exports.pages import views

app_name = "exports"

urlpatterns = [
    path("exports/", views.listing, name="list"),
    path("versions/<uuid:version>/export/", views.order, name="order"),
    path("assessments/<uuid:assessment>/draft/export/", views.order_draft, name="order_draft"),
    path("exports/<uuid:export>/", views.detail, name="detail"),
    path("exports/<uuid:export>/progress/", views.progress, name="progress"),
    path("exports/<uuid:export>/file/", views.file, name="file"),
    path("exports/<uuid:export>/again/", views.again, name="again"),
]
