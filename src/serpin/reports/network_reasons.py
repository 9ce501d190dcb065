"""Why two should work with each other, in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.network.result import Call, Reason, ReasonKind
from serpin.vocabulary.enterprise import TieKind

_REASONS = {
    ReasonKind.SAME_FIELD: mark("same field {about}"),
    ReasonKind.SIMILAR_FIELD: mark("related field {about}"),
    ReasonKind.ALIKE: mark("titles agree to {share}"),
    ReasonKind.READY: mark("readiness level {value}, needed {about}"),
    ReasonKind.WITHIN_BUDGET: mark("price {price} within the budget of {budget}"),
    ReasonKind.SAME_REGION: mark("same region"),
    ReasonKind.TIED: mark("they know each other"),
    ReasonKind.COMMON_PARTNERS: mark("common partners: {value}"),
    ReasonKind.FILLS_GAP: mark("missing role in a cluster of {value}: {role}"),
    ReasonKind.STRENGTHENS: mark("weak role in a cluster of {value}: {role}"),
    ReasonKind.SERVES_OTHERS: mark("works for others already: {value}"),
    ReasonKind.BRIDGES: mark("a new tie is worth {value} pairs"),
    ReasonKind.CATALYST: mark("the catalyst would bring them in"),
    ReasonKind.DAYS_SAVED: mark("{work} would begin {value} working days sooner"),
    ReasonKind.FREE_PEOPLE: mark("free people from {day}: {value}"),
    ReasonKind.DEMAND: mark("request {title}"),
    ReasonKind.ONLY_ONE: mark("nobody else fits"),
}


def call_line(call: Call, names: Names) -> str:
    """Return a partnership in one line: who, with whom as what, and why.

    Parameters
    ----------
    call
        The partnership.
    names
        Names of the case, in a language.
    """
    reasons = "; ".join(dict.fromkeys(reason_words(reason, names) for reason in call.reasons))
    ends = f"{names.other('enterprise', call.enterprise)} – {names.other('enterprise', call.partner)}"
    return f"{ends} ({names.locale.choice(call.kind)}): {reasons}"


def reason_words(reason: Reason, names: Names) -> str:
    """Return a reason in words.

    Parameters
    ----------
    reason
        Its kind, size and what it is about.
    names
        Names of the case, in a language.
    """
    locale = names.locale
    values: dict[str, str] = {"value": locale.number(reason.value, 1), "about": reason.about}
    if reason.kind is ReasonKind.ALIKE:
        values = {"share": locale.percent(reason.value)}
    elif reason.kind is ReasonKind.WITHIN_BUDGET:
        values = {"price": locale.money(reason.value), "budget": locale.money(Decimal(reason.about))}
    elif reason.kind in (ReasonKind.FILLS_GAP, ReasonKind.STRENGTHENS):
        values["role"] = locale.choice(TieKind(reason.about))
    elif reason.kind is ReasonKind.DAYS_SAVED:
        project, _, work = reason.about.partition("/")
        values["work"] = locale.quoted(names.work(project, work))
    elif reason.kind is ReasonKind.FREE_PEOPLE:
        values["day"] = locale.day(date.fromisoformat(reason.about))
    elif reason.kind is ReasonKind.DEMAND:
        titles = {one.id: one.title for one in names.case.requests}
        values["title"] = locale.quoted(locale.name(titles[reason.about]))
    return locale.say(_REASONS[reason.kind], **values).strip()
