"""The demonstration: two workspaces from the samples, near to the present day, and a user for every role."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.site.people import PASSWORD, PEOPLE


@transaction.atomic
def load_samples(day: date | None = None) -> None:
    """Load the sample plant and region with their users, ideas and a first plan to be made, unless they are there.

    Parameters
    ----------
    day
        The samples begin at the turn of the year that is nearest to this day; today when nothing.
    """
    from serpin.examples.moving import moved, years_to  # noqa: PLC0415 - reads files
    from serpin.examples.samples import sample  # noqa: PLC0415 - as above
    from serpin.web.registry.actions import load_case  # noqa: PLC0415 - as above

    for slug, kind in (("plant", Workspace.Kind.ENTERPRISE), ("region", Workspace.Kind.PROGRAMME)):
        if Workspace.objects.filter(slug=slug).exists():
            continue
        case = sample(slug)
        case = moved(case, years_to(case, day or timezone.localdate()))
        title = case.title.model_dump()
        workspace = Workspace.objects.create(
            slug=slug,
            kind=kind,
            title=title if isinstance(title, dict) else {"plain": title},
            language=case.language,
        )
        load_case(None, workspace, case)
    hashed = ""
    for person in PEOPLE:
        user = User.objects.filter(email=person.email).first()
        if user is None:
            hashed = hashed or make_password(PASSWORD)  # takes long on purpose; theirs is no secret, so once will do
            user = User.objects.create(email=person.email, password=hashed, name=person.name, language="kk")
        Membership.objects.get_or_create(
            user=user,
            workspace=Workspace.objects.get(slug=person.workspace),
            role=person.role,
            enterprise=person.enterprise,
        )
    _suggest_ideas()
    _ask_for_plans()


IDEAS = (
    (
        "leader@plant.example",
        "Айналмалы пештің жылуын қайта пайдалану",
        "Пештен шығатын ыстық ауамен шикізатты кептіреміз: газ шығыны азаяды, кептіргіш керек болмайды.",
        "Жобаға айналдырайық: үнем екі жылда ақтайды.",
    ),
    (
        "economist@plant.example",
        "Ремонт насосов по подписке",
        "Покупатель платит за часы работы, а не за ремонт; датчики заранее показывают износ.",
        "Нужна проверка спроса: кто из покупателей согласится первым?",
    ),
    (
        "gate@plant.example",
        "Құйма қалыптарын үшөлшемді басып шығару",
        "Үлгі дайындау үш аптадан үш күнге қысқарады, шағын топтамаларды тиімді етеді.",
        "",
    ),
)
"""Invented ideas: author, title, text, and a word of the innovation manager."""


def _suggest_ideas() -> None:
    from serpin.web.registry import ideas  # noqa: PLC0415 - as above
    from serpin.web.registry.models import Idea  # noqa: PLC0415 - as above

    plant = Workspace.objects.get(slug="plant")
    if Idea.objects.filter(workspace=plant).exists():
        return
    manager = User.objects.get(email=PEOPLE[0].email)
    for email, title, text, word in IDEAS:
        idea = ideas.suggest(User.objects.get(email=email), plant, {"title": title, "text": text})
        if word:
            ideas.comment(manager, word, idea=idea)
            ideas.support(manager, idea)


def _ask_for_plans() -> None:
    """Ask for the first plan of both workspaces: the worker makes them, so the server need not wait for either."""
    from serpin.web.registry.models import CASE, Record  # noqa: PLC0415 - as above
    from serpin.web.runs import actions  # noqa: PLC0415 - as above
    from serpin.web.runs.models import Run  # noqa: PLC0415 - as above

    for role in (Role.INNOVATION_MANAGER, Role.PROGRAMME_OFFICER):
        person = next(person for person in PEOPLE if person.role is role)
        workspace = Workspace.objects.get(slug=person.workspace)
        if not Run.objects.filter(workspace=workspace).exists():
            body = Record.objects.get(workspace=workspace, kind=CASE).body
            begun = int(str(body["start"])[:4])
            title = f"{begun}–{begun + int(body['horizon']) // 4 - 1}"
            actions.ask(User.objects.get(email=person.email), workspace, title=title)
