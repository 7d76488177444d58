from django.urls import path

from shared.api_keys import views

app_name = "api_keys"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("<int:key_id>/revoke/", views.revoke, name="revoke"),
]
