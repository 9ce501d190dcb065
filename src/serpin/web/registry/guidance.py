"""What somebody may want to do next, by role: a newcomer reads it on the first page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from serpin.base.texts import mark, translate
from serpin.web.accounts.permissions import Standing
from serpin.web.accounts.roles import Role


@dataclass(frozen=True)
class Advice:
    """A thing to do: what, where, why, and by what one sees that it is done."""

    sentence: str
    page: str
    kind: str = ""
    told: str = ""
    done: str = ""


_CASE = Advice(
    mark("State title, start and horizon of the case"),
    "case",
    told=mark("everything is counted from the start"),
    done="case",
)
_PEOPLE = Advice(mark("Invite your colleagues and give them roles"), "area-people", done="members")
_WORKBOOK = Advice(
    mark("Take over what stands in a workbook already"),
    "exchange",
    told=mark("a preview shows every change first"),
    done="projects",
)
_IDEAS = Advice(
    mark("Collect ideas and make projects of them"),
    "area-ideas",
    told=mark("{ideas} open ideas, {projects} projects"),
    done="projects",
)
_REGISTER = Advice(
    mark("Say who works, with what, from whose money"),
    "area-register",
    told=mark("{resources} resources, {sources} sources of money"),
    done="sources",
)
_CHECK = Advice(mark("Look whether anything keeps the case from being planned"), "problems")
_PLAN = Advice(mark("Make a plan"), "plan-new", told=mark("selection, schedule, money, odds in one go"), done="runs")
_ADOPT = Advice(mark("Adopt a plan as baseline and follow it"), "area-plans", done="baseline")
_SUGGEST = Advice(
    mark("Suggest an idea, or support one"),
    "area-ideas",
    told=mark("{ideas} open ideas, {projects} projects"),
    done="ideas",
)
_WORKS = Advice(
    mark("Describe the works of your projects: how long, with whom, at what cost"),
    "area-projects",
    told=mark("the table of works takes what you paste from a spreadsheet"),
    done="projects.works",
)
_PROGRESS = Advice(mark("Note actual starts, finishes and costs of works"), "area-projects")
_RISKS = Advice(
    mark("Name the risks of your projects and what can be done about them"), "records", "risks", done="risks"
)
_GATES = Advice(
    mark("Look at the gates of the projects and their criteria"), "records", "projects.gates", done="projects.gates"
)
_READ = Advice(mark("Read the latest plan: what was chosen, and why"), "area-plans", done="runs")
_SOURCES = Advice(mark("State the sources of money by quarter, with their rules"), "records", "sources", done="sources")
_COVERS = Advice(mark("State the offers of insurance"), "records", "covers", done="covers")
_PAYMENTS = Advice(mark("Note the payments as they are made"), "records", "payments", done="payments")
_ENTERPRISES = Advice(
    mark("Register the enterprises, universities and agencies of the programme"),
    "records",
    "enterprises",
    done="enterprises",
)
_OFFERS = Advice(mark("Register what is offered and what is sought"), "records", "offers", done="offers")
_CALLS = Advice(mark("Register calls and their applications"), "records", "awards", done="awards")
_TRACE = Advice(mark("Follow who changed what: every record has its history"), "area-register")

STEPS: Mapping[Role, tuple[Advice, ...]] = {
    Role.INNOVATION_MANAGER: (_CASE, _WORKBOOK, _IDEAS, _REGISTER, _CHECK, _PLAN, _ADOPT),
    Role.PROJECT_LEADER: (_SUGGEST, _WORKS, _RISKS, _PROGRESS, _CHECK, _READ),
    Role.GATEKEEPER: (_GATES, _READ, _SUGGEST),
    Role.ECONOMIST: (_SOURCES, _COVERS, _PAYMENTS, _CHECK, _PLAN),
    Role.PROGRAMME_OFFICER: (_CASE, _WORKBOOK, _ENTERPRISES, _OFFERS, _CALLS, _SOURCES, _CHECK, _PLAN, _ADOPT),
    Role.EXPERT: (_SUGGEST, _READ),
    Role.AUDITOR: (_READ, _TRACE, _CHECK),
    Role.ADMINISTRATOR: (_PEOPLE, _SUGGEST, _READ),
}


@dataclass(frozen=True)
class Told:
    """A thing to do as it is shown."""

    sentence: str
    address: str
    words: str
    done: bool


def wanted_by(member: Standing) -> list[Advice]:
    """Return what a member may do; what several roles are told follows each other."""
    roles = {role for role, _ in member.roles} or {Role.ADMINISTRATOR, Role.INNOVATION_MANAGER}
    return [*dict.fromkeys(advice for role in sorted(roles, key=list(Role).index) for advice in STEPS[role])]


def steps_for(member: Standing, numbers: Mapping[str, int], language: str) -> list[Told]:
    """Return what a member may do next, in the order in which one does it.

    Parameters
    ----------
    member
        Who, and in which roles; the steps of several roles follow each other.
    numbers
        How much there is of each kind of record, and of ideas, runs, members; ``baseline`` and ``case`` are 0 or 1.
    language
        Of the sentences.
    """
    slug = member.workspace.slug
    return [
        Told(
            translate(advice.sentence, language),
            reverse(advice.page, args=[slug, advice.kind] if advice.kind else [slug]),
            translate(advice.told, language, **_figures(numbers)) if advice.told else "",
            bool(numbers.get(advice.done)),
        )
        for advice in wanted_by(member)
    ]


def _figures(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: numbers.get(name, 0) for name in ("ideas", "projects", "resources", "sources")}
