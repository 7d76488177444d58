from django.urls import path

from shared.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.endpoints, name="endpoints"),
    path("<int:endpoint_id>/", views.endpoint, name="endpoint"),
    path("<int:endpoint_id>/rotate/", views.rotate, name="rotate"),
    path("<int:endpoint_id>/test/", views.test, name="test"),
    path("<int:endpoint_id>/switch/", views.switch, name="switch"),
    path("<int:endpoint_id>/delete/", views.delete, name="delete"),
    path("<int:endpoint_id>/replay/", views.replay_range, name="replay-range"),
    path("deliveries/<int:delivery_id>/replay/", views.replay, name="replay"),
    path("messages/<uuid:message_id>/", views.message, name="message"),
]
