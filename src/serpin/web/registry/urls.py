"""Addresses of the register, below those of a workspace."""

from __future__ import annotations

from django.urls import path

from serpin.web.registry import (
    exchange_views,
    grid_views,
    history_views,
    idea_views,
    problem_views,
    record_views,
    views,
)

urlpatterns = [
    path("state/", views.state, name="state"),
    path("ideas/", idea_views.ideas, name="area-ideas"),
    path("ideas/new/", idea_views.new_idea, name="idea-new"),
    path("ideas/project/", idea_views.make_project, name="make-project"),
    path("ideas/<int:number>/", idea_views.idea, name="idea"),
    path("ideas/<int:number>/edit/", idea_views.edit_idea, name="idea-edit"),
    path("ideas/<int:number>/act/", idea_views.act_on_idea, name="idea-act"),
    path("ideas/<int:number>/history/", history_views.idea_history, name="idea-history"),
    path("ideas/<int:number>/attach/", exchange_views.attach_to_idea, name="idea-attach"),
    path("projects/", views.projects, name="area-projects"),
    path("register/", views.register, name="area-register"),
    path("register/problems/", problem_views.problems, name="problems"),
    path("register/history/", history_views.register_history, name="register-history"),
    path("register/whole/", views.the_case, name="case"),
    path("register/exchange/", exchange_views.exchange_page, name="exchange"),
    path("register/exchange/whole.<str:ending>", exchange_views.workspace_file, name="workspace-file"),
    path("register/exchange/<int:number>/", exchange_views.preview, name="exchange-preview"),
    path("register/<str:kind>/", views.listing, name="records"),
    path("register/<str:kind>/new/", record_views.new_record, name="record-new"),
    path("register/<str:kind>/act/", views.act_on_list, name="records-act"),
    path("register/<str:kind>/check/", record_views.check_field, name="field-check"),
    path("records/<int:number>/", record_views.record, name="record"),
    path("records/<int:number>/uses/", record_views.uses, name="record-uses"),
    path("records/<int:number>/works/", grid_views.works, name="works"),
    path("records/<int:number>/works/rehearse/", grid_views.rehearse_works, name="works-rehearse"),
    path("records/<int:number>/edit/", record_views.edit_record, name="record-edit"),
    path("records/<int:number>/delete/", record_views.delete_record, name="record-delete"),
    path("records/<int:number>/move/", record_views.move_record, name="record-move"),
    path("records/<int:number>/comment/", record_views.comment_record, name="record-comment"),
    path("records/<int:number>/attach/", exchange_views.attach_to_record, name="record-attach"),
    path("records/<int:number>/history/", history_views.history, name="record-history"),
    path("documents/<int:number>/", exchange_views.document, name="document"),
    path("documents/<int:number>/delete/", exchange_views.delete_document, name="document-delete"),
]
