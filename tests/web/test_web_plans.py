"""Plans as people work with them: scenarios, pages, the schedule, comparison and progress."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from serpin.base.errors import InputError
from serpin.examples.generator import generate
from serpin.planning.options import PlanOptions
from serpin.planning.result import Plan
from serpin.planning.verb import plan as make_plan
from serpin.reports.document import plan_text
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.plans import actions, comparison, following, gantt
from serpin.web.plans.scenario_form import scenario_form
from serpin.web.registry import bridge
from serpin.web.registry.actions import load_case
from serpin.web.registry.models import Record
from serpin.web.runs import actions as run_actions
from serpin.web.runs.figures import figures_of
from serpin.web.runs.models import Page, Result, Run, State
from serpin.web.runs.scenario import applied
from serpin.web.ui.refusal import Refused

pytestmark = pytest.mark.django_db

CASE = generate(5, 4, 3, works=4, resources=3)


@pytest.fixture(scope="module")
def small() -> Plan:
    """Return a plan of three small projects."""
    options = PlanOptions.model_validate(
        {"portfolio": {"seconds": 1}, "scheduling": {"seconds": 1, "workers": 1}, "insurance": {"seconds": 1}}
    )
    return make_plan(CASE, seed=1, options=options)


@pytest.fixture
def workspace() -> Workspace:
    """Return the workspace of that case."""
    made = Workspace.objects.create(slug="small", title={"en": "Small"})
    load_case(None, made, CASE)
    return made


@pytest.fixture
def manager(workspace: Workspace) -> User:
    """Return an innovation manager of it."""
    user = User.objects.create_user("m@small.example", "long-enough-word", name="M", language="en")
    Membership.objects.create(user=user, workspace=workspace, role=Role.INNOVATION_MANAGER)
    return user


@pytest.fixture
def client(manager: User) -> Client:
    """Return a browser in which the manager is signed in."""
    browser = Client()
    browser.force_login(manager)
    return browser


@pytest.fixture
def run(workspace: Workspace, manager: User, small: Plan) -> Run:
    """Return a finished run with that plan."""
    made = run_actions.ask(manager, workspace, title="base")
    Run.objects.filter(pk=made.pk).update(state=State.DONE, ended_at=made.asked_at)
    Result.objects.create(run=made, document=plan_text(small), summary=figures_of(small))
    made.refresh_from_db()
    return made


def _data(workspace: Workspace) -> dict[str, Any]:
    return bridge.document_of(workspace)[0]


def test_an_untouched_form_changes_nothing(workspace: Workspace) -> None:
    """What the form shows is the register, so sending it back makes no change."""
    data = _data(workspace)
    shown = scenario_form(data, [], None, "ru")
    rows = [*shown.sources, *shown.projects, *shown.risks]
    typed = {entry.name: entry.value for row in rows for entry in row.inputs} | {
        entry.name: entry.value for entry in shown.frame
    }
    form = scenario_form(data, [], typed, "ru")
    assert (form.changes, form.has_errors) == ([], False)


def test_a_factor_changes_every_quarter_of_a_source(workspace: Workspace) -> None:
    """An amount that was typed counts for its quarter; the factor for all others."""
    data = _data(workspace)
    source = data["sources"][0]
    first, second = (float(item["amount"]) for item in source["available"][:2])
    typed = {f"sources/{source['id']}:factor": "0,5", f"sources/{source['id']}:available.0.amount": str(first + 7)}
    changed = applied(data, {"changes": scenario_form(data, [], typed, "ru").changes})
    amounts = [float(item["amount"]) for item in changed["sources"][0]["available"][:2]]
    assert amounts == [first + 7, float(round(second * 0.5))]


def test_a_project_that_is_left_out_cannot_begin_in_time(workspace: Workspace) -> None:
    """Nothing else of the case changes, and the case stays consistent."""
    data = _data(workspace)
    code = data["projects"][0]["id"]
    form = scenario_form(data, [], {f"projects/{code}:decision": "excluded"}, "en")
    case = bridge.case_from(applied(data, {"changes": form.changes}))
    left_out = case.project(code)
    assert left_out.earliest_start is not None
    assert case.quarters.number_of(left_out.earliest_start) > case.horizon
    assert case.projects[1:] == CASE.projects[1:]


def test_the_changes_of_an_earlier_plan_are_the_start(workspace: Workspace) -> None:
    """Inputs that were not sent keep what the earlier plan had changed; pins are added to its pins."""
    data = _data(workspace)
    project = data["projects"][0]
    begun = [{"list": "", "code": "", "field": "discount_rate", "value": 0.2, "was": 0.15}]
    typed = {"pin-0-work": f"{project['id']}/{project['works'][0]['id']}", "pin-0-start": "2027-06-01"}
    form = scenario_form(data, begun, typed, "en")
    assert [(change["field"], change["value"]) for change in form.changes] == [
        ("discount_rate", 0.2),
        ("pinned_start", "2027-06-01"),
    ]


def test_a_scenario_of_a_place_that_is_gone_names_its_change(workspace: Workspace) -> None:
    """The place of the problem is the position among the stored changes."""
    changes = [
        {"list": "projects", "code": "P1", "field": "excluded", "value": False},
        {"list": "projects", "code": "nowhere", "field": "weight", "value": 2},
    ]
    with pytest.raises(InputError) as refusal:
        applied(_data(workspace), {"changes": changes})
    assert refusal.value.problems[0].place[:2] == ("changes", 1)


def test_nonsense_is_refused_at_its_field(client: Client, workspace: Workspace) -> None:
    """The page comes back with what was typed, and no run is made."""
    answer = client.post("/w/small/plans/new/", {"case:discount_rate": "much", "title": "my plan"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="much"' in page
    assert 'value="my plan"' in page
    assert "a number is expected here" in page
    assert not Run.objects.exists()


def test_a_deadline_before_the_start_is_refused_at_the_deadline(client: Client, workspace: Workspace) -> None:
    """What the vocabulary refuses stands at an input, too."""
    code = _data(workspace)["projects"][0]["id"]
    typed = {f"projects/{code}:earliest_start": "2028-01-01", f"projects/{code}:deadline": "2027-01-01"}
    answer = client.post("/w/small/plans/new/", typed)
    assert answer.status_code == 422
    assert "lies before the earliest start" in answer.content.decode()


def test_a_scenario_is_stored_with_its_run(client: Client, workspace: Workspace) -> None:
    """The run holds the changed case and what was changed, and shows at once that it waits."""
    answer = client.post("/w/small/plans/new/", {"case:discount_rate": "18", "title": "dear"}, follow=True)
    made = Run.objects.get()
    assert (made.case["discount_rate"], made.state) == (0.18, State.WAITING)
    assert "Waiting for the worker." in answer.content.decode()


def test_a_waiting_run_is_cancelled(client: Client, workspace: Workspace) -> None:
    """Whoever cancels sees that it was cancelled, and may run it again."""
    client.post("/w/small/plans/new/", {"title": "x"})
    made = Run.objects.get()
    answer = client.post(f"/w/small/plans/{made.pk}/stop/", follow=True)
    assert "cancelled before it began" in answer.content.decode()
    client.post(f"/w/small/plans/{made.pk}/retry/")
    assert list(Run.objects.order_by("pk").values_list("state", flat=True)) == [State.CANCELLED, State.WAITING]


def test_a_failed_run_says_why_and_where(client: Client, workspace: Workspace) -> None:
    """The reason links to the record in which it lies."""
    client.post("/w/small/plans/new/", {"title": "x"})
    error = [{"message": "a number is expected here", "values": {}, "place": ["projects", "0"]}]
    Run.objects.update(state=State.FAILED, error=error)
    record = Record.objects.filter(workspace=workspace, kind="projects").order_by("position").first()
    assert record is not None
    page = client.get(f"/w/small/plans/{Run.objects.get().pk}/").content.decode()
    assert "a number is expected here" in page
    assert f"/w/small/records/{record.pk}/" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_part_of_a_plan_opens(client: Client, manager: User, run: Run, language: str) -> None:
    """The overview leads to every part; each is made once and read again."""
    User.objects.update(language=language)
    overview = client.get(f"/w/small/plans/{run.pk}/")
    assert overview.status_code == 200
    tabs = overview.context["head"]["tabs"]
    assert {"projects", "time", "money-section", "odds"} <= {tab["name"] for tab in tabs}
    tab = tabs[0]["name"]
    assert client.get(f"/w/small/plans/{run.pk}/parts/{tab}/").status_code == 200
    before = Page.objects.count()
    assert client.get(f"/w/small/plans/{run.pk}/parts/{tab}/").status_code == 200
    assert Page.objects.count() == before
    assert client.get(f"/w/small/plans/{run.pk}/parts/nothing/").status_code == 404


def test_the_chart_holds_every_placed_work(run: Run, small: Plan, client: Client) -> None:
    """Days, floats and the critical path are those of the document."""
    chart = json.loads(client.get(f"/w/small/plans/{run.pk}/schedule.json").content)
    assert small.schedule is not None
    placed = small.schedule.timetable.by_work()
    assert {(work["project"], work["code"]) for work in chart["works"]} == set(placed)
    for work in chart["works"]:
        placement = placed[work["project"], work["code"]]
        assert chart["days"][work["start"] - chart["first"]] == small.case.days.date_of(placement.start).isoformat()
    critical = {(work["project"], work["code"]) for work in chart["works"] if work["critical"]}
    assert critical == {(item.project, item.work) for item in small.schedule.floats if item.is_critical}


def test_the_baseline_stands_behind_the_chart(small: Plan) -> None:
    """Places of the baseline are given in the days of the plan."""
    chart = gantt.chart_of(small, small, "en")
    assert chart is not None
    assert all(work["base"] == (work["start"], work["finish"]) for work in chart["works"])


def test_a_plan_equals_itself(small: Plan) -> None:
    """No project differs, and the figures are the same on both sides."""
    lines = comparison.projects(small, small, "en")
    assert not any(line.differs or line.turned for line in lines)
    assert all(line["one"] == line["other"] for line in comparison.figures(small, small, "en"))


def test_two_plans_stand_side_by_side(client: Client, run: Run, manager: User, small: Plan) -> None:
    """A plan of somebody else's workspace cannot be one of them."""
    other = Workspace.objects.create(slug="other", title={"en": "Other"})
    foreign = Run.objects.create(workspace=other, case={}, state=State.DONE)
    assert client.get(f"/w/small/plans/compare/?plan={run.pk}&plan={run.pk}").status_code == 200
    assert client.get(f"/w/small/plans/compare/?plan={run.pk}&plan={foreign.pk}").status_code == 404


def _files(client: Client, run: Run, name: str) -> bytes:
    answer = client.get(f"/w/small/plans/{run.pk}/files/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    return bytes(answer.content)


def test_files_for_other_programs_are_made_of_the_document(client: Client, run: Run) -> None:
    """MS Project, calendar, workbook and document begin as such files do; others are not there."""
    assert b"<Project" in _files(client, run, "plan.xml")[:400]
    assert _files(client, run, "plan.ics").startswith(b"BEGIN:VCALENDAR")
    assert _files(client, run, "plan.xlsx").startswith(b"PK")
    assert json.loads(_files(client, run, "plan.json"))["format"] == 1
    assert client.get(f"/w/small/plans/{run.pk}/files/secret.txt").status_code == 404


def _project(workspace: Workspace, small: Plan) -> tuple[str, str, Record]:
    assert small.schedule is not None
    placement = min(small.schedule.timetable.placements, key=lambda item: (item.start, item.project, item.work))
    row = Record.objects.get(
        workspace=workspace, kind="projects.works", parent__code=placement.project, code=placement.work
    )
    return placement.project, placement.work, row


def test_progress_is_reported_on_a_work(workspace: Workspace, manager: User, small: Plan, client: Client) -> None:
    """Only the progress of the work changes, and its history has a new entry."""
    project, work, row = _project(workspace, small)
    typed = {"progress.actual_start": "2027-01-11", "progress.percent": "40", "progress.actual_cost": "1000"}
    before, known = dict(row.body), row.history.count()
    actions.report_progress(manager, row, typed, row.version)
    row.refresh_from_db()
    assert {key: value for key, value in row.body.items() if key != "progress"} == before
    progress = bridge.case_of(workspace).project(project).work(work).progress
    assert progress is not None
    assert (progress.percent, progress.actual_start) == (40, date(2027, 1, 11))
    assert row.history.count() == known + 1


def test_a_report_does_not_overwrite_a_newer_one(workspace: Workspace, manager: User, small: Plan) -> None:
    """Whoever shows an old form is told so, and nothing is written."""
    _, _, row = _project(workspace, small)
    with pytest.raises(Refused):
        actions.report_progress(manager, row, {"progress.actual_start": "2027-01-11"}, row.version + 1)
    row.refresh_from_db()
    assert "progress" not in row.body


def test_warnings_come_before_it_is_too_late(workspace: Workspace, manager: User, small: Plan) -> None:
    """Money ahead of progress and works behind their float are said, on the day for which it is asked."""
    project, _, row = _project(workspace, small)
    quiet = following.followed(small, {}, None, day=CASE.start, language="en")
    typed = {"progress.actual_start": "2027-01-04", "progress.percent": "10", "progress.actual_cost": "900000000000"}
    actions.report_progress(manager, row, typed, None)
    now = {item.id: item for item in bridge.case_of(workspace).projects}
    late = following.followed(small, now, None, day=date(2031, 1, 6), language="en")
    assert quiet.warned == []
    assert {"money", "float"} <= {item.kind for item in late.warned if item.project == project}


def test_a_newer_plan_that_ends_later_is_a_warning(small: Plan) -> None:
    """The days that are kept with 80 % probability are compared, project by project; a few days are no news."""
    told = []
    for start in (date(2027, 1, 6), date(2027, 2, 15)):
        newer = small.model_copy(update={"case": CASE.model_copy(update={"start": start})})
        found = following.followed(small, {}, newer, day=CASE.start, language="en")
        told.append([item.kind for item in found.warned])
    assert small.outcomes is not None
    assert told == [[], ["p80"] * len(small.outcomes.projects)]


def test_planning_anew_keeps_the_choice_and_the_day(
    workspace: Workspace, manager: User, small: Plan, client: Client, run: Run
) -> None:
    """The new run begins on the day, with the projects of the baseline, near its dates."""
    run_actions.adopt(manager, run)
    client.post("/w/small/plans/progress/plan/", {"on": "2027-03-01", "keep_projects": "on", "keep_dates": "on"})
    made = Run.objects.exclude(pk=run.pk).get()
    assert small.schedule is not None
    chosen = {time.project for time in small.schedule.projects}
    assert made.case["start"] == "2027-03-01"
    assert {project["id"] for project in made.case["projects"] if project.get("mandatory")} >= chosen
    assert made.options["scheduling"]["objectives"] == ["lateness", "stability", "makespan"]
    page = client.get("/w/small/plans/progress/?on=2027-06-01").content.decode()
    assert "Early warnings" in page


def test_a_role_limited_to_an_enterprise_sees_no_plan(workspace: Workspace, run: Run) -> None:
    """A plan shows the money of everybody, so its number tells nothing."""
    user = User.objects.create_user("l@small.example", "long-enough-word", name="L", language="en")
    code = CASE.projects[0].enterprise
    Membership.objects.create(user=user, workspace=workspace, role=Role.PROJECT_LEADER, enterprise=code)
    browser = Client()
    browser.force_login(user)
    addresses = (
        "",
        f"{run.pk}/",
        f"{run.pk}/parts/money-section/",
        f"{run.pk}/schedule.json",
        f"{run.pk}/files/plan.json",
    )
    assert {
        browser.get(f"/w/small/plans/{address}").status_code for address in (*addresses, "compare/", "progress/")
    } == {403}


def test_a_limited_leader_reports_on_own_works_alone(workspace: Workspace) -> None:
    """The works of other enterprises are not there for such a role."""
    user = User.objects.create_user("l@small.example", "long-enough-word", name="L", language="en")
    codes = sorted({project.enterprise for project in CASE.projects})
    Membership.objects.create(user=user, workspace=workspace, role=Role.PROJECT_LEADER, enterprise=codes[0])
    browser = Client()
    browser.force_login(user)
    works = Record.objects.filter(workspace=workspace, kind="projects.works")
    own = works.filter(enterprise=codes[0]).first()
    other = works.exclude(enterprise=codes[0]).first()
    assert own is not None
    assert browser.get(f"/w/small/plans/progress/{own.pk}/").status_code == 200
    assert other is None or browser.get(f"/w/small/plans/progress/{other.pk}/").status_code == 404


def test_the_comparison_begins_with_two_different_plans(client: Client, manager: User, run: Run) -> None:
    """The baseline stands against the newest other plan; with one plan alone the page says what to do."""
    assert "A comparison needs two finished plans" in client.get("/w/small/plans/compare/").content.decode()
    other = run_actions.retry(manager, run)
    Run.objects.filter(pk=other.pk).update(state=State.DONE, ended_at=other.asked_at)
    Run.objects.filter(pk=run.pk).update(is_baseline=True)
    page = client.get("/w/small/plans/compare/").content.decode()
    assert page.count(" selected>") == 2
    assert page.index(f'value="{run.pk}" selected') < page.index(f'value="{other.pk}" selected')


def test_the_button_that_stops_follows_the_run(client: Client, manager: User, run: Run) -> None:
    """While a run is watched, its button says what a click does now, and goes once it was clicked."""
    own = run_actions.ask(manager, run.workspace)
    said = []
    for change in ({"state": State.WAITING}, {"state": State.RUNNING}, {"stop_asked": True}):
        Run.objects.filter(pk=own.pk).update(**change)
        page = client.get(f"/w/small/plans/{own.pk}/progress/").content.decode()
        assert page.count('id="stopping" hx-swap-oob="true"') == 1
        said.append([words for words in ("Cancel the run", "Stop with what was found") if words in page])
    assert said == [["Cancel the run"], ["Stop with what was found"], []]
