from django.contrib.auth.views import LogoutView
from django.urls import path

from shared.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("preferences/", views.preferences, name="preferences"),
]
