"""Ideas: suggested, discussed, found twice, and made into projects."""

import pytest
from django.test import Client

from serpin.web.accounts.models import User, Workspace
from serpin.web.registry import ideas
from serpin.web.registry.bridge import case_of
from serpin.web.registry.models import Idea, Record
from serpin.web.ui.refusal import Refused

pytestmark = pytest.mark.django_db

PROJECT = {
    "innovation.id": "I77",
    "innovation.name": "Шлам сорғысының жаңа доңғалағы",
    "innovation.type": "goods",
    "innovation.novelty": "firm",
    "project.id": "P77",
    "project.name": "Жаңа доңғалақты игеру",
    "project.enterprise": "PLANT",
    "take-research": "1",
    "days-research": "45",
    "take-training": "1",
}


def test_an_idea_becomes_a_project_that_can_be_planned(plant: Workspace, manager: User) -> None:
    """Innovation, project, works and modes arise in one go, and the case stays consistent."""
    idea = ideas.suggest(manager, plant, {"title": "A new impeller", "text": "It lasts longer."})
    ideas.to_project(manager, [idea], PROJECT)
    project = case_of(plant).project("P77")
    assert [work.kind.value for work in project.works] == ["research", "training"]
    assert [work.modes[0].planned_days for work in project.works] == [45, 20]
    assert [link.work for link in project.works[1].after] == ["W1"]
    idea.refresh_from_db()
    assert (idea.state, idea.project) == (Idea.State.PROJECT, "P77")


def test_a_refused_project_leaves_nothing_behind(plant: Workspace, manager: User) -> None:
    """A code that is taken is named at its input, and neither innovation nor works are stored."""
    idea = ideas.suggest(manager, plant, {"title": "A new impeller", "text": ""})
    before = Record.objects.count()
    with pytest.raises(Refused) as refusal:
        ideas.to_project(manager, [idea], PROJECT | {"project.id": "P01"})
    assert refusal.value.errors == {"project.id": "code P01 is used twice"}
    assert Record.objects.count() == before


def test_similar_ideas_are_found_in_any_word_order(plant: Workspace, manager: User) -> None:
    """Words in another order and another form still look alike; other things do not."""
    first = ideas.suggest(manager, plant, {"title": "Сварка рам роботом", "text": ""})
    ideas.suggest(manager, plant, {"title": "Обучение наладчиков", "text": ""})
    assert [twin.idea for twin in ideas.twins_of(Idea.objects.all(), "Роботом сварка рам", "")] == [first]


def test_the_pages_of_ideas_answer(plant: Workspace, manager: User, client: Client) -> None:
    """List, form, discussion and the three steps are shown, and what is typed is kept on refusal."""
    client.force_login(manager)
    assert client.get("/w/plant/ideas/").status_code == 200
    refused = client.post("/w/plant/ideas/new/", {"title": "", "text": "a thought"})
    assert (refused.status_code, b"a thought" in refused.content) == (422, True)
    stored = client.post("/w/plant/ideas/new/", {"title": "A thought", "text": "a thought"})
    number = Idea.objects.get().pk
    assert stored.headers["Location"] == f"/w/plant/ideas/{number}/"
    assert client.get(f"/w/plant/ideas/{number}/").status_code == 200
    step = client.post("/w/plant/ideas/project/", {"idea": number, "step": "1", "go": "next", "innovation.id": "I9"})
    assert b'aria-current="step">' in step.content
    made = client.post("/w/plant/ideas/project/", {"idea": number, "step": "3", "go": "finish"} | PROJECT)
    assert made.status_code == 302
