"""Addresses of runs, below those of the plans of a workspace."""

from __future__ import annotations

from django.urls import path

from serpin.web.runs import views

urlpatterns = [
    path("<int:number>/progress/", views.progress, name="plan-progress"),
    path("<int:number>/stop/", views.stop, name="plan-stop"),
    path("<int:number>/retry/", views.retry, name="plan-retry"),
    path("<int:number>/adopt/", views.adopt, name="plan-adopt"),
    path("<int:number>/files/<str:name>", views.file, name="plan-file"),
]
