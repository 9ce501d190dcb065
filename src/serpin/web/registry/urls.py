"""Addresses of the register, below those of a workspace."""

from __future__ import annotations

from django.urls import path

from serpin.web.registry import grid_views, idea_views, views

urlpatterns = [
    path("ideas/", idea_views.ideas, name="area-ideas"),
    path("ideas/new/", idea_views.new_idea, name="idea-new"),
    path("ideas/project/", idea_views.make_project, name="make-project"),
    path("ideas/<int:number>/", idea_views.idea, name="idea"),
    path("ideas/<int:number>/edit/", idea_views.edit_idea, name="idea-edit"),
    path("ideas/<int:number>/act/", idea_views.act_on_idea, name="idea-act"),
    path("projects/", views.projects, name="area-projects"),
    path("register/", views.register, name="area-register"),
    path("register/problems/", views.problems, name="problems"),
    path("register/<str:kind>/", views.listing, name="records"),
    path("register/<str:kind>/new/", views.new_record, name="record-new"),
    path("records/<int:number>/", views.record, name="record"),
    path("records/<int:number>/works/", grid_views.works, name="works"),
    path("records/<int:number>/edit/", views.edit_record, name="record-edit"),
    path("records/<int:number>/delete/", views.delete_record, name="record-delete"),
    path("records/<int:number>/move/", views.move_record, name="record-move"),
    path("records/<int:number>/history/", views.history, name="record-history"),
]
