"""Addresses of plans, below those of a workspace."""

from __future__ import annotations

from django.urls import path

from serpin.web.plans import following_views, views

urlpatterns = [
    path("new/", views.new_plan, name="plan-new"),
    path("compare/", views.compare, name="plan-compare"),
    path("progress/", following_views.following, name="plan-following"),
    path("progress/plan/", following_views.replan, name="plan-replan"),
    path("progress/<int:number>/", following_views.report, name="plan-report"),
    path("<int:number>/", views.plan, name="plan"),
    path("<int:number>/parts/<slug:name>/", views.part, name="plan-part"),
    path("<int:number>/schedule.json", views.schedule_data, name="plan-schedule-data"),
]
