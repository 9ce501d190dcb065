"""Who may open and change what: every address × every role × own, other and shared things."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from serpin.examples.samples import sample
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.permissions import _SHARED
from serpin.web.accounts.roles import POWERS, Action, Role
from serpin.web.registry.actions import load_case
from serpin.web.registry.models import Document, Idea, Record
from serpin.web.registry.sheets import kind_named
from serpin.web.runs.models import Run, State

pytestmark = pytest.mark.django_db

OWN, OTHER = "MINE-CO", "GRID-CO"


@dataclass(frozen=True)
class Rule:
    """What an address of a workspace needs: for reading (nothing: it cannot be read), and for posting."""

    get: Action | None = Action.VIEW
    post: Action | str | None = None
    thing: str = ""
    data: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    query: str = ""
    lenient: bool = False
    """Whether a page may be absent for whom the door is open, because this test has nothing to show there."""
    whole: str = ""
    """Whether roles limited to an enterprise stay outside: ``all``, or ``post`` when they may still read."""


KIND = "the action of the kind of record"

RULES: dict[str, Rule] = {
    "area-overview": Rule(),
    "area-people": Rule(post=Action.MANAGE_PEOPLE, data={"do": "invite"}, whole="post"),
    "state": Rule(),
    "case": Rule(lenient=True),
    "idea-history": Rule(get=Action.SEE_HISTORY, thing="idea"),
    "idea-attach": Rule(get=None, post=Action.EDIT_PROJECT, thing="idea"),
    "exchange": Rule(get=Action.EXCHANGE, post=Action.EXCHANGE, whole="all"),
    "workspace-file": Rule(get=Action.EXCHANGE, values={"ending": "yaml"}, whole="all"),
    "exchange-preview": Rule(get=Action.EXCHANGE, post=Action.EXCHANGE, thing="run", whole="all", lenient=True),
    "records-act": Rule(get=None, post=KIND, thing="own", values={"kind": "projects"}),
    "field-check": Rule(get=None, post=Action.VIEW, values={"kind": "projects"}, query="?field=name"),
    "record-uses": Rule(thing="record"),
    "record-comment": Rule(get=None, post=Action.COMMENT, thing="record", data={"comment": "A word."}),
    "record-attach": Rule(get=None, post=KIND, thing="record"),
    "document": Rule(thing="document", lenient=True),
    "document-delete": Rule(get=None, post=Action.EDIT_PROJECT, thing="document"),
    "area-ideas": Rule(),
    "idea-new": Rule(get=Action.SUGGEST, post=Action.SUGGEST, data={"title": "", "text": ""}),
    "make-project": Rule(get=Action.EDIT_PROJECT, post=Action.EDIT_PROJECT, thing="?idea"),
    "idea": Rule(thing="idea"),
    "idea-edit": Rule(post=Action.EDIT_PROJECT, thing="idea", data={"title": "Changed", "text": "Changed"}),
    "idea-act": Rule(get=None, post=Action.EDIT_PROJECT, thing="idea", data={"do": "decline", "answer": "No."}),
    "area-projects": Rule(),
    "area-register": Rule(),
    "problems": Rule(),
    "register-history": Rule(get=Action.SEE_HISTORY),
    "records": Rule(values={"kind": "projects"}),
    "record-new": Rule(get=Action.EDIT_PROJECT, post=Action.EDIT_PROJECT, values={"kind": "projects"}),
    "record": Rule(thing="record"),
    "works": Rule(get=KIND, post=KIND, thing="projects"),
    "works-rehearse": Rule(get=None, post=KIND, thing="projects"),
    "record-edit": Rule(get=KIND, post=KIND, thing="record"),
    "record-delete": Rule(get=None, post=KIND, thing="record"),
    "record-move": Rule(get=None, post=KIND, thing="record", data={"step": "1"}),
    "record-history": Rule(get=Action.SEE_HISTORY, thing="record"),
    "area-plans": Rule(whole="all"),
    "plan-new": Rule(get=Action.PLAN, post=Action.PLAN, data={"seed": "no"}, whole="all"),
    "plan": Rule(thing="run", whole="all"),
    "plan-progress": Rule(thing="run", whole="all"),
    "plan-stop": Rule(get=None, post=Action.PLAN, thing="run", whole="all"),
    "plan-retry": Rule(get=None, post=Action.PLAN, thing="run", whole="all"),
    "plan-adopt": Rule(get=None, post=Action.ADOPT, thing="run", whole="all"),
    "plan-compare": Rule(whole="all"),
    "plan-following": Rule(whole="all"),
    "plan-replan": Rule(get=None, post=Action.PLAN, whole="all", lenient=True),
    "plan-report": Rule(get=Action.EDIT_PROJECT, post=Action.EDIT_PROJECT, thing="projects.works"),
    "plan-part": Rule(thing="run", values={"name": "time"}, whole="all", lenient=True),
    "plan-schedule-data": Rule(thing="run", whole="all", lenient=True),
    "plan-file": Rule(thing="run", values={"name": "plan.json"}, whole="all", lenient=True),
}
"""Every address below ``w/<slug>/``. Whoever adds one says here who may open it."""

OPEN = {"alive", "set-language", "first", "invitation", "home", "me", "workspace-new"}
"""Addresses outside workspaces; those of signing in begin with account, mfa, socialaccount or openid."""


def patterns(urls: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address with the text before it."""
    for entry in urls:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, before + str(entry.pattern))
        else:
            yield before + str(entry.pattern), entry


ADDRESSES = {entry.name: before for before, entry in patterns(get_resolver().url_patterns)}


@dataclass
class World:
    """A workspace with things of two enterprises, and people of every role."""

    workspace: Workspace
    things: dict[str, dict[str, Any]]
    people: dict[str, Client]


def make_person(world: World, name: str, role: Role | None, workspace: Workspace, enterprise: str = "") -> None:
    """Sign in a new person."""
    user = User.objects.create_user(f"{name}@people.example", "long-enough-word", name=name, language="en")
    if role is not None:
        Membership.objects.create(user=user, workspace=workspace, role=role, enterprise=enterprise)
    client = Client()
    client.force_login(user)
    world.people[name] = client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Fill the database once for this module, and empty it again."""
    with django_db_blocker.unblock(), transaction.atomic():
        region = Workspace.objects.create(slug="region", title={"en": "Region"}, kind="programme")
        plant = Workspace.objects.create(slug="plant", title={"en": "Plant"})
        case = sample("region")
        load_case(None, region, case.model_copy(update={"projects": case.projects[:8]}))
        made = World(region, {}, {})
        author = User.objects.create_user("author@people.example", "long-enough-word")
        for owner in (OWN, OTHER):
            found: dict[str, Any] = {
                kind: Record.objects.filter(workspace=region, kind=kind, enterprise=owner).order_by("pk").first()
                for kind in ("projects", "sources", "enterprises", "projects.works")
            }
            found["idea"] = Idea.objects.create(workspace=region, title=owner, author=author, enterprise=owner)
            found["document"] = Document.objects.create(
                workspace=region, record=found["projects"], name="a.pdf", file="a"
            )
            made.things[owner] = {name: thing for name, thing in found.items() if thing is not None}
        made.things["shared"] = {
            "risks": Record.objects.filter(workspace=region, enterprise="", kind="innovations").first(),
            "run": Run.objects.create(
                workspace=region, state=State.FAILED, case=sample("plant").model_dump(mode="json"), version="0"
            ),
        }
        for role in Role:
            make_person(made, f"{role}", role, region)
            make_person(made, f"limited-{role}", role, region, OWN)
        make_person(made, "plant-manager", Role.INNOVATION_MANAGER, plant)
        make_person(made, "nobody", None, region)
        yield made
        transaction.set_rollback(True)


def test_every_address_says_who_may_open_it() -> None:
    """A new address without an entry in this table fails here."""
    inside = {name for name, before in ADDRESSES.items() if before.startswith("w/<slug:slug>/")}
    assert inside == set(RULES)
    outside = {
        name
        for name in set(ADDRESSES) - inside
        if not str(name).startswith(("account_", "mfa_", "socialaccount_", "openid_connect_"))
    }
    assert outside == OPEN


def things_of(world: World, rule: Rule) -> list[tuple[str, Any]]:
    """Return the objects with which an address is tried, each with its owner."""
    if not rule.thing:
        return [("shared", None)]
    names = {
        "record": ("projects", "sources", "enterprises", "projects.works", "risks"),
        "?idea": ("idea",),
        "own": ("projects",),
    }
    wanted = names.get(rule.thing, (rule.thing,))
    owners = (OWN,) if rule.thing == "own" else tuple(world.things)
    return [(owner, thing) for owner in owners for name, thing in world.things[owner].items() if name in wanted]


def address_of(world: World, name: str, rule: Rule, thing: Any) -> str:
    """Return an address of the workspace."""
    values: dict[str, Any] = {"slug": world.workspace.slug, **rule.values}
    if thing is not None and rule.thing not in ("?idea", "own"):
        values["number"] = thing.pk
    query = f"?idea={thing.pk}" if rule.thing == "?idea" else rule.query
    return reverse(name, kwargs=values) + query


def data_of(rule: Rule, thing: Any) -> dict[str, str]:
    """Return what is posted."""
    chosen = {"?idea": "idea", "own": "record"}.get(rule.thing)
    return rule.data | ({chosen: str(thing.pk)} if chosen else {})


def needed(wanted: Action | str | None, thing: Any) -> Action | None:
    """Return the action that is needed."""
    if wanted == KIND:
        return kind_named(thing.kind).action
    return wanted  # type: ignore[return-value]


def is_open(thing: Any) -> bool:
    """Tell whether every member sees the records of this kind."""
    return isinstance(thing, Record) and kind_named(thing.kind).is_open


def expected(
    rule: Rule, method: str, action: Action | None, role: Role, *, limited: bool, owner: str, thing: Any
) -> str:
    """Return what the table of roles promises: open, refused, or nothing there."""
    able = action is not None and role in POWERS[action]
    if not limited:
        return "open" if able else "refused"
    if rule.whole in ("all", method):
        return "refused"
    if owner == OTHER and not is_open(thing):
        return "absent"
    if owner == OTHER:
        return "open" if able and action in (Action.VIEW, Action.SEE_HISTORY) else "refused"
    if owner == "shared" and thing is not None:
        return "open" if able and action in _SHARED else "refused"
    return "open" if able else "refused"


def tried(client: Client, method: str, address: str, data: dict[str, str]) -> str:
    """Ask for a page, take back what it changed, and say how it was answered."""
    with transaction.atomic():
        answer = client.get(address) if method == "get" else client.post(address, data)
        transaction.set_rollback(True)
    known = {200: "open", 302: "open", 400: "open", 422: "open", 204: "open", 403: "refused", 404: "absent"}
    return known.get(answer.status_code, str(answer.status_code))


@pytest.mark.parametrize("name", sorted(RULES))
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_doors_keep_what_the_table_of_roles_promises(world: World, name: str, method: str) -> None:
    """Every role, unlimited and limited to an enterprise, meets what the table says, and outsiders meet nothing."""
    rule = RULES[name]
    wanted = rule.get if method == "get" else rule.post
    if wanted is None:
        if method == "get":
            thing = things_of(world, rule)[0][1]
            assert world.people["administrator"].get(address_of(world, name, rule, thing)).status_code == 405
        return
    wrong = []
    for owner, thing in things_of(world, rule):
        address = address_of(world, name, rule, thing)
        action = needed(wanted, thing)
        data = data_of(rule, thing)
        for role in Role:
            for limited in (False, True):
                promise = expected(rule, method, action, role, limited=limited, owner=owner, thing=thing)
                met = tried(world.people[f"limited-{role}" if limited else f"{role}"], method, address, data)
                if promise == "open" and met == "absent" and rule.lenient:
                    met = "open"  # the door was passed, and behind it is nothing in this test
                if promise == "absent" and met == "refused" and role not in POWERS[action or Action.VIEW]:
                    met = "absent"  # refused before anything was looked for: this tells nothing either
                if promise == "refused" and met == "absent" and limited and owner != OWN:
                    met = "refused"  # not shown at all is stricter still
                if met != promise:
                    wrong.append((address, owner, str(role), limited, f"promised {promise}, met {met}"))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(RULES))
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_meet_nothing(world: World, name: str, method: str) -> None:
    """Members of another workspace, and of none, find nothing; who is not signed in is sent to sign in."""
    rule = RULES[name]
    if (rule.get if method == "get" else rule.post) is None:
        return
    for _, thing in things_of(world, rule):
        address = address_of(world, name, rule, thing)
        data = data_of(rule, thing)
        assert tried(world.people["plant-manager"], method, address, data) == "absent"
        assert tried(world.people["nobody"], method, address, data) == "absent"
        anonymous = Client().get(address) if method == "get" else Client().post(address, data)
        assert anonymous.status_code == 302
        assert anonymous.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("number", [0, 999_999_999, 2**63, 10**30])
@pytest.mark.parametrize(
    "name", sorted(name for name, rule in RULES.items() if rule.thing and rule.thing not in ("?idea", "own"))
)
def test_numbers_that_are_nobodys_look_like_those_of_others(world: World, name: str, number: int) -> None:
    """Counting through the numbers tells nothing: what is not there and what belongs to others look the same."""
    rule = RULES[name]
    address = reverse(name, kwargs={"slug": "region", "number": number, **rule.values})
    client = world.people["innovation_manager"]
    answer = client.get(address) if rule.get is not None else client.post(address, rule.data)
    assert answer.status_code == 404


def test_a_number_of_another_workspace_is_not_found(world: World) -> None:
    """A record of the region asked for within the plant is not there, even for its own manager."""
    record = world.things[OWN]["projects"]
    client = world.people["plant-manager"]
    assert client.get(f"/w/plant/records/{record.pk}/").status_code == 404
    assert client.post(f"/w/plant/records/{record.pk}/delete/").status_code == 404


def test_a_closed_account_opens_nothing(world: World) -> None:
    """Whoever is no longer active is sent to sign in, with the session that was open."""
    user = User.objects.get(email="economist@people.example")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        answer = world.people["economist"].get("/w/region/")
        transaction.set_rollback(True)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")
