"""Loads: how much of each resource is used in each quarter."""

from __future__ import annotations

from collections import defaultdict

import altair as alt

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import Picture, tips
from serpin.charts.stacks import quarter_axis, quarter_labels
from serpin.engines.scheduling.result import Schedule

MOST_RESOURCES = 40
_TITLE = mark("The tightest resource is {resource}: {share} of it is used in {quarter}")
_DESCRIPTION = mark(
    "Share of the capacity that is used, by resource and quarter: the darker, the tighter; 100 % means that nothing "
    "is left."
)
_RESOURCE, _QUARTER, _USED, _PEAK = mark("Resource"), mark("Quarter"), mark("Used"), mark("Largest use, units")

Key = tuple[str, int]


def use_by_quarter(schedule: Schedule, names: Names) -> dict[Key, tuple[float, float, int]]:
    """Return unit-days used, unit-days of capacity and the largest use, by resource and quarter.

    The capacity is that of the stretches in which the schedule reports a load, and the stated capacity between them.
    """
    days, quarters = names.case.days, names.case.quarters
    stated = {resource.id: resource.capacity for resource in names.case.resources}
    end = schedule.timetable.makespan
    used: dict[Key, float] = defaultdict(float)
    capacity: dict[Key, float] = defaultdict(float)
    peak: dict[Key, int] = defaultdict(int)
    quarter_of = [quarters.number_of(days.date_of(day)) for day in range(end)]
    for resource in {load.resource for load in schedule.loads}:
        by_day = {
            day: (load.used, load.capacity)
            for load in schedule.loads
            if load.resource == resource
            for day in range(max(load.start, 0), min(load.finish, end))
        }
        for day in range(end):
            now, most = by_day.get(day, (0, stated.get(resource, 0)))
            key = resource, quarter_of[day]
            used[key] += now
            capacity[key] += most
            peak[key] = max(peak[key], now)
    return {key: (used[key], capacity[key], peak[key]) for key in capacity}


def load_map(schedule: Schedule, names: Names) -> Picture | None:
    """Draw the used share of every resource in every quarter.

    Parameters
    ----------
    schedule
        The schedule with its loads.
    names
        Names of the case, in a language.
    """
    found = use_by_quarter(schedule, names)
    if not found:
        return None
    locale, say = names.locale, names.locale.say
    share = {key: used / capacity if capacity else 0.0 for key, (used, capacity, _) in found.items()}
    peaks: dict[str, float] = defaultdict(float)
    for (resource, _), value in share.items():
        peaks[resource] = max(peaks[resource], value)
    order = sorted(peaks, key=lambda resource: (-peaks[resource], resource))[:MOST_RESOURCES]
    order = [resource for resource in order if peaks[resource] > 0] or order[:1]
    quarters = sorted({quarter for _, quarter in share})
    labels = quarter_labels(names, quarters)
    rows = [
        {
            "resource": names.other("resource", resource),
            "quarter": labels[quarter],
            "share": share[resource, quarter],
            "text": locale.percent(share[resource, quarter]) if share[resource, quarter] > 0 else "",
            "ink": "light" if share[resource, quarter] > 0.55 else "dark",
            say(_RESOURCE): names.other("resource", resource),
            say(_QUARTER): names.quarter(quarter),
            say(_USED): locale.percent(share[resource, quarter], 1),
            say(_PEAK): locale.number(found[resource, quarter][2]),
        }
        for resource in order
        for quarter in quarters
    ]
    base = alt.Chart(alt.Data(values=rows))
    x = quarter_axis(labels, domain=False)
    y = alt.Y(
        "resource:N",
        sort=[names.other("resource", resource) for resource in order],
        title=None,
        axis=alt.Axis(labelLimit=300, labelColor="#1d2733", ticks=False, domain=False),
    )
    shade = alt.Scale(domain=[0, 1], range=["#f4f7fa", "#163a5f"], clamp=True)
    hints = tips(rows, [say(text) for text in (_RESOURCE, _QUARTER, _USED, _PEAK)])
    chart = alt.layer(
        base.mark_rect(stroke="#ffffff", strokeWidth=1.5).encode(
            x=x, y=y, color=alt.Color("share:Q", scale=shade, legend=None), tooltip=hints
        ),
        base.mark_text(fontSize=10).encode(
            x=x,
            y=y,
            text="text:N",
            color=alt.Color(
                "ink:N", scale=alt.Scale(domain=["light", "dark"], range=["#ffffff", "#1d2733"]), legend=None
            ),
        ),
    )
    chart = chart.resolve_scale(color="independent").properties(height=22 * len(order))
    tightest = max(share, key=lambda key: (share[key], key))
    title = say(
        _TITLE,
        resource=names.other("resource", tightest[0]),
        share=locale.percent(share[tightest]),
        quarter=names.quarter(tightest[1]),
    )
    return Picture("loads", title, say(_DESCRIPTION), chart)
