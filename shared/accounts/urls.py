from django.contrib.auth.views import LogoutView
from django.urls import path

from shared.accounts import people_views, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("preferences/", views.preferences, name="preferences"),
    path("people/", people_views.list_people, name="people"),
    path("people/new/", people_views.add_person, name="add_person"),
    path("people/<int:person_id>/", people_views.change_person, name="change_person"),
]
