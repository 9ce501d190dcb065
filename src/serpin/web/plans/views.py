"""Pages of plans: making a scenario, reading a plan part by part, its schedule, two plans side by side."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from serpin.base.errors import InputError, Problem
from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.roles import Action
from serpin.web.plans import comparison, exhibits, gantt
from serpin.web.plans.scenario_form import scenario_form
from serpin.web.registry import bridge
from serpin.web.runs import actions, results
from serpin.web.runs.files import files_of
from serpin.web.runs.models import Run, State
from serpin.web.runs.views import run_at, seen
from serpin.web.ui import lists
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_LARGEST_SEED = 2**63 - 1
_MOST_SECONDS = 3600.0
_MOST_BASES = 100
_SCHEDULE = "time"
_NO_SEED = mark("the seed is a whole number from 0 to 9 223 372 036 854 775 807")
_NO_SECONDS = mark("the time limit is a number of seconds from 1 to 3600")
_TWO = mark("Choose two finished plans that are to be compared.")


def _bases(request: WorkspaceRequest) -> list[Run]:
    over = seen(request.standing).filter(state__in=(State.DONE, State.STOPPED))
    return list(over.order_by("-asked_at")[:_MOST_BASES])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


@workspace_page("plans", Action.PLAN)
def new_plan(request: WorkspaceRequest) -> HttpResponse:
    """Make a scenario and ask for its plan."""
    user: Any = request.user
    workspace = request.standing.workspace
    typed = request.POST.dict() if request.method == "POST" else None
    asked = _number((typed or request.GET.dict()).get("base"))
    base = seen(request.standing).filter(pk=asked).first() if asked is not None else None
    begun = list(base.scenario.get("changes") or []) if base is not None else []
    data, places = bridge.document_of(workspace)
    form = scenario_form(data, begun, typed, user.language)
    errors: dict[str, str] = {}
    faults: list[tuple[str, int | None]] = []
    if typed is not None:
        try:
            seed, options = _options(typed, user.language)
            if not form.has_errors:
                scenario = {"changes": form.changes, **({"base": base.pk} if base is not None else {})}
                run = actions.ask(
                    user, workspace, title=typed.get("title", ""), seed=seed, options=options, scenario=scenario
                )
                return redirect("plan", slug=workspace.slug, number=run.pk)
        except Refused as refusal:
            errors = refusal.errors
        except InputError as error:
            faults = _told(form.blame(list(error.problems), user.language), places, user.language)
    refused = bool(errors or faults or form.has_errors)
    context = {
        "form": form,
        "errors": errors,
        "faults": faults,
        "typed": typed or {},
        "base": base,
        "bases": _bases(request),
        "refused": refused,
    }
    return render(request, "plans/new.html", context, status=422 if refused else 200)


def _told(
    problems: list[Problem], places: dict[tuple[str | int, ...], int], language: str
) -> list[tuple[str, int | None]]:
    return [(problem.text(language), bridge.record_at(problem, places)) for problem in problems]


def _options(typed: dict[str, str], language: str) -> tuple[int, dict[str, Any]]:
    errors = {}
    seed_text, seconds_text = typed.get("seed", "").strip() or "1", typed.get("seconds", "").strip().replace(",", ".")
    seed = int(seed_text) if seed_text.isdecimal() and len(seed_text) < 20 and int(seed_text) <= _LARGEST_SEED else None
    if seed is None:
        errors["seed"] = translate(_NO_SEED, language)
    options: dict[str, Any] = {}
    if seconds_text:
        try:
            seconds = float(seconds_text)
        except ValueError:
            seconds = 0.0
        if not 1.0 <= seconds <= _MOST_SECONDS:
            errors["seconds"] = translate(_NO_SECONDS, language)
        options = {"portfolio": {"seconds": seconds}, "scheduling": {"seconds": seconds}}
    if errors:
        raise Refused(errors)
    return seed or 0, options


@workspace_page("plans")
def plan(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show a run: its progress while it lasts, then the overview of its plan."""
    run = run_at(request, number)
    context = _frame(request, run, "")
    if not run.is_over:
        context["watch"] = results.watch_of(run, language())
        return render(request, "plans/watch.html", context)
    if context["head"] is None:
        context["faults"] = results.faults_of(run, language())
        return render(request, "plans/watch.html", context)
    context["files"] = files_of(run)
    context["changes"] = comparison.changes_in_words(run, language())
    others = [other for other in _bases(request) if other.pk != run.pk]
    context["others"] = others
    context["first_other"] = next((other for other in others if other.is_baseline), None)
    return render(request, "plans/overview.html", context)


@workspace_page("plans")
def part(request: WorkspaceRequest, number: int, name: str) -> HttpResponse:
    """Show one part of a plan: its pictures and tables, and for the time the chart of the schedule."""
    run = run_at(request, number)
    context = _frame(request, run, name)
    section = results.section_of(run, language(), name)
    if section is None:
        raise Http404
    wanted = (request.htmx.target or "") if request.htmx else ""
    shown = []
    for item in section["exhibits"]:
        if item["kind"] != "table":
            shown.append(item)
            continue
        found = exhibits.listed(item, request.GET)
        made = lists.as_file(found, f"{request.standing.workspace.slug}-{run.pk}-{found.name}", item["title"])
        if made is not None:
            return made
        shown.append({**item, "list": found, **exhibits.markup_of(item, found)})
        if wanted == f"list-{found.name}":  # a table alone that is sorted or turned over
            return render(request, "plans/grid.html", {**context, "item": shown[-1], "list": found})
    context |= {"section": {**section, "exhibits": shown}, "has_chart": name == _SCHEDULE, "chief": exhibits.CHIEF}
    return render(request, "plans/part.html", context)


def _frame(request: WorkspaceRequest, run: Run, name: str) -> dict[str, Any]:
    """Return what every page of a run shows: its head, its parts, and what the reader may do."""
    head = results.head_of(run, language()) if run.is_over else None
    return {
        "run": run,
        "head": head,
        "part": name,
        "may_plan": request.standing.may(Action.PLAN, None, language()),
        "may_adopt": request.standing.may(Action.ADOPT, None, language()),
    }


@workspace_page("plans")
def schedule_data(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Send the schedule of a plan to the chart."""
    run = run_at(request, number)
    baseline = seen(request.standing).filter(is_baseline=True).first()
    chart = gantt.gantt_of(run, baseline, language())
    if chart is None:
        raise Http404
    return JsonResponse(chart, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@lru_cache(maxsize=32)
def _side_by_side(one: int, other: int, _ended: str, language: str) -> dict[str, Any]:
    """Return what two plans have in common and what not; kept for the next reader."""
    runs = Run.objects.defer("case").in_bulk([one, other])
    plans = results.plan_of(runs[one]), results.plan_of(runs[other])
    if plans[0] is None or plans[1] is None:
        return {}
    return {
        "figures": comparison.figures(plans[0], plans[1], language),
        "projects": comparison.projects(plans[0], plans[1], language),
        "notes": comparison.notes(plans[0], plans[1], language),
        "has_plans": True,
    }


def _offered(bases: list[Run], chosen: list[int]) -> list[int]:
    """Return the plans that are offered for comparison, none that is chosen: the baseline, then the newest."""
    numbers = [run.pk for run in sorted(bases, key=lambda run: not run.is_baseline)]
    return [number for number in numbers if number not in chosen]


@workspace_page("plans")
def compare(request: WorkspaceRequest) -> HttpResponse:
    """Show two plans side by side."""
    chosen = [_number(number) for number in request.GET.getlist("plan")[:2]]
    numbers = [number for number in chosen if number is not None]
    rows = [seen(request.standing).filter(pk=number).first() for number in numbers]
    runs = [run for run in rows if run is not None]
    if len(runs) != len(numbers):
        raise Http404
    bases = _bases(request)
    offered = [*numbers, *_offered(bases, numbers)]
    context: dict[str, Any] = {
        "bases": bases,
        "first": next(iter(offered), None),
        "second": next(iter(offered[1:]), None),
        "may_plan": request.standing.may(Action.PLAN, None, language()),
    }
    if len(runs) == 2:
        full = {run.pk: run for run in Run.objects.filter(pk__in=numbers).select_related("asked_by")}
        one, other = full[runs[0].pk], full[runs[1].pk]
        context |= {"one": one, "other": other}
        context |= _side_by_side(one.pk, other.pk, f"{one.ended_at} {other.ended_at}", language())
        found = lists.arranged(context["projects"], comparison.headings(language()), request.GET, "projects")
        made = lists.as_file(found, f"{request.standing.workspace.slug}-{one.pk}-{other.pk}")
        if made is not None:
            return made
        shown = [column for column in found.columns if not column.name.endswith("-why")]
        context |= {"list": found, "columns": {"name": found.name, "columns": shown}}
        context["changes"] = [comparison.changes_in_words(run, language()) for run in (one, other)]
    elif "plan" in request.GET:
        messages.error(request, translate(_TWO, language()))
    return render(request, "plans/compare.html", context)
