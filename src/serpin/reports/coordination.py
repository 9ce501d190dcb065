"""Coordination in words: which packages exist, who waits for whom, what to announce first, what it may cost."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.coordination.result import (
    Coordination,
    DivisionRule,
    Guarantee,
    Instrument,
    Package,
    Part,
    ProjectClass,
)
from serpin.reports.blocks import Block, plain
from serpin.reports.words import check_name, names_in, sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status

_MOST_PACKAGES = 3
_MOST_LINES = 8
_MOST_TRANSFERS = 1
_MOST_EFFECTS = 3

_HEAD = mark(
    "{packages} packages of projects pay only together. Nobody in them moves by himself, because each waits for the "
    "others; together they would add {gain}."
)
_COST = mark("At worst {exposure} must be paid to bring them about; {expected} is expected to be paid.")
_FREE = mark("If all come, nothing is paid.")
_SPENT = mark("{lasting} of it is spent in any case.")
_NONE = mark("No projects were found that pay only together.")
_CLASSES = {
    ProjectClass.STARTS: mark("{count} start by themselves: support is wasted on them"),
    ProjectClass.GUARANTEE: mark("{count} pay if the others come: they need a guarantee and an order"),
    ProjectClass.TRANSFER: mark("{count} are good for all, but not for their owner: they need a transfer"),
    ProjectClass.REJECT: mark("{count} should not be built"),
}
_NEEDS = mark("What each project needs")
_SUMS = mark("Adds {gain}; costs {exposure} at worst, {expected} on average; loss by loss {naive}.")
_EFFECTS = mark("What the packages add to the indicators")
_EFFECT = mark("{indicator}: {alone} a year without them, {together} with them")
_AIM = mark("target for {year}: {target}")
_MORE = mark("… and {rows} more")
_PARTS = {
    Instrument.OFF_TAKE: mark("off-take contract with {giver} up to {amount}"),
    Instrument.LOAN_GUARANTEE: mark("loan guarantee up to {amount}"),
    Instrument.MINIMUM_REVENUE: mark("minimum revenue up to {amount}"),
    Instrument.SUBSIDY: mark("subsidy of {amount}"),
}


def coordination_summary(case: Case, found: Coordination, language: str) -> str:
    """Return the page as plain text, about a hundred columns wide.

    Parameters
    ----------
    case
        Where the names stand.
    found
        What coordination found.
    language
        One of kk, ru and en.
    """
    return "\n\n".join(plain(block) for block in blocks(found, names_in(case, language)))


def blocks(found: Coordination, names: Names, *, pictured: bool = False) -> list[Block]:
    """Return the parts of the page, in the order in which they are read; all of them fill one page.

    Parameters
    ----------
    found
        What coordination found.
    names
        Names of the case, in a language.
    pictured
        Whether a picture says who waits for whom, so that words need not.
    """
    if not found.status.has_answer:
        return [Block(lines=[sentence(message, names) for message in found.conflicts])]
    packages = [package for package in found.packages if len(package.members) > 1]
    page = [Block(text=_headline(packages, names)), _classes(found, names)]
    page += [_package(package, names, pictured=pictured) for package in packages[:_MOST_PACKAGES]]
    page.append(_further(packages[_MOST_PACKAGES:], names))
    page.append(_transfers([package for package in found.packages if len(package.members) == 1], names))
    page += [_effects(found, names), _budget(found, names), _trust(found, names)]
    return [block for block in page if block.text or block.lines]


def _headline(packages: list[Package], names: Names) -> str:
    locale, say = names.locale, names.locale.say
    if not packages:
        return say(_NONE)
    gain, exposure = sum(one.gain for one in packages), sum(one.exposure for one in packages)
    lasting, expected = sum(one.lasting for one in packages), sum(one.expected + one.lasting for one in packages)
    sentences = [
        say(_HEAD, packages=len(packages), gain=locale.money(gain)),
        say(_COST, exposure=locale.money(exposure), expected=locale.money(expected)),
        say(_SPENT, lasting=locale.money(lasting)) if lasting else say(_FREE),
    ]
    return " ".join(sentences)


def _classes(found: Coordination, names: Names) -> Block:
    say = names.locale.say
    counts = {kind: sum(standing.kind is kind for standing in found.standings) for kind in ProjectClass}
    parts = [say(text, count=counts[kind]) for kind, text in _CLASSES.items() if counts[kind]]
    return Block(text=f"{say(_NEEDS)}: {'; '.join(parts)}.") if parts else Block()


def _package(package: Package, names: Names, *, pictured: bool) -> Block:
    """Return a package: its members by name and code, then by code alone."""
    locale, say = names.locale, names.locale.say
    text = say(
        _SUMS,
        gain=locale.money(package.gain),
        exposure=locale.money(package.exposure),
        expected=locale.money(package.expected + package.lasting),
        naive=locale.money(package.naive),
    )
    lines = [_promise(number, one, names) for number, one in enumerate(_promised(package)[:_MOST_LINES], start=1)]
    lines += [] if pictured else _waits(package, names)
    lines += _remarks(package, names)
    title = say(mark("Package {number}: {projects}"), number=package.number, projects=_members(package, names))
    return Block(title, text, lines)


def _members(package: Package, names: Names) -> str:
    return names.locale.listed(f"{_named(one, names)} ({one})" for one in package.members)


def _named(project: str, names: Names) -> str:
    return names.locale.quoted(names.project(project))


def _promised(package: Package) -> list[Guarantee]:
    return [one for one in package.guarantees if one.amount]


def _promise(number: int, guarantee: Guarantee, names: Names) -> str:
    return f"{number}. {guarantee.project}: {promise_in_words(guarantee, names)}"


def promise_in_words(guarantee: Guarantee, names: Names) -> str:
    """Return by which instruments a promise is kept; partners by their codes."""
    return names.locale.listed(_part(part, names) for part in guarantee.parts)


def _part(part: Part, names: Names) -> str:
    return names.locale.say(_PARTS[part.instrument], amount=names.locale.money(part.amount), giver=part.giver)


def _waits(package: Package, names: Names) -> list[str]:
    """Return by codes who would not stay without whom."""
    waits: dict[str, list[str]] = {}
    for link in package.reliances:
        if link.binding:
            waits.setdefault(link.gainer, []).append(link.giver)
    pairs = [f"{one} ← {names.locale.listed(dict.fromkeys(others))}" for one, others in waits.items()]
    if not pairs:
        return []
    return [names.locale.say(mark("Who waits (left) for whom: {pairs}"), pairs="; ".join(pairs[:_MOST_LINES]))]


def _remarks(package: Package, names: Names) -> list[str]:
    """Return what is weak, how the gain is divided, and what else must be known."""
    locale, say = names.locale, names.locale.say
    found = []
    if len(package.enterprises) == 1:
        found.append(say(mark("All projects belong to one enterprise: it needs a decision, not a guarantee.")))
    pivotal = [one.project for one in package.defaults if len(one.lost) == len(package.members) - 1]
    others = [one.project for one in package.defaults if one.lost and one.project not in pivotal]
    if pivotal:
        text = mark("Everything falls if one of these falls out: {projects}")
        found.append(say(text, projects=locale.listed(pivotal[:_MOST_LINES])))
    if others:
        text = mark("Others fall, too, if one of these falls out: {projects}")
        found.append(say(text, projects=locale.listed(others[:_MOST_LINES])))
    if package.sponsors:
        text = mark("{projects} gains enough to carry the promises to all others: no public support is due")
        found.append(say(text, projects=locale.listed(package.sponsors)))
    found += _terms(package, names)
    if not package.is_proven:
        text = mark("A cheaper order is not ruled out; no order costs less than {bound}")
        found.append(say(text, bound=locale.money(package.bound)))
    return found


def _terms(package: Package, names: Names) -> list[str]:
    """Return the proposed contract terms: who pays whom so that each has its fair share."""
    locale, say = names.locale, names.locale.say
    inside = set(package.members)

    def told(sign: int) -> str:
        rows = [one for one in package.divisions if round(sign * one.transfer) > 0]
        shown = [
            f"{one.project if one.project in inside else _named(one.project, names)} {locale.money(abs(one.transfer))}"
            for one in rows[:_MOST_LINES]
        ]
        return "; ".join(shown)

    pays, gets = told(-1), told(1)
    if not pays and not gets:
        return []
    terms = say(mark("Fair terms: pays – {payers}; gets – {takers}"), payers=pays or "–", takers=gets or "–")
    if package.division_rule is DivisionRule.SAMPLED:
        terms += " " + say(mark("(estimated)"))
    return [terms]


def _effects(found: Coordination, names: Names) -> Block:
    """Return what the packages do to the indicators of strategies, those with a target first."""
    locale, say = names.locale, names.locale.say
    titles = {indicator.id: locale.name(indicator.name) for indicator in names.case.indicators}
    changed = [one for one in found.effects if one.together != one.alone]
    lines = []
    for one in sorted(changed, key=lambda effect: effect.target is None)[:_MOST_EFFECTS]:
        line = say(
            _EFFECT,
            indicator=titles.get(one.indicator, one.indicator),
            alone=locale.number(one.alone, 1),
            together=locale.number(one.together, 1),
        )
        if one.target is not None:
            line += "; " + say(_AIM, year=str(one.year), target=locale.number(one.target, 1))
        lines.append(line)
    return Block(say(_EFFECTS), "", lines)


def _further(packages: list[Package], names: Names) -> Block:
    lines = []
    for package in packages[:_MOST_LINES]:
        promises = "; ".join(f"{one.project} {names.locale.money(one.amount)}" for one in _promised(package))
        lines.append(f"{package.number}. {_members(package, names)}: {promises}")
    if len(packages) > _MOST_LINES:
        lines.append(names.locale.say(_MORE, rows=len(packages) - _MOST_LINES))
    return Block(names.locale.say(mark("Further packages, with their promises")), "", lines)


def _transfers(packages: list[Package], names: Names) -> Block:
    """Return the single projects that are good for all but not for their owner, and who can pay for them."""
    locale, say = names.locale, names.locale.say
    lines = []
    for package in packages[:_MOST_TRANSFERS]:
        amount = locale.money(package.exposure)
        project = _named(package.members[0], names)
        payers = [
            f"{_named(one.project, names)} {locale.money(-one.transfer)}"
            for one in package.divisions
            if round(one.transfer) < 0
        ]
        if payers:
            text = mark("{project} loses {amount}; these gain and should pay: {payers}")
            lines.append(say(text, project=project, amount=amount, payers="; ".join(payers)))
        else:
            text = mark("{project} loses {amount}; only the public gains from it")
            lines.append(say(text, project=project, amount=amount))
    if len(packages) > _MOST_TRANSFERS:
        lines.append(say(_MORE, rows=len(packages) - _MOST_TRANSFERS))
    return Block(say(mark("Good for all, but not for their owner")), "", lines)


def _budget(found: Coordination, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    if found.budgeted is None:
        return Block()
    text = say(
        mark(
            "With {budget} the best choice that was found is worth {value} and has {count} projects; no choice is "
            "worth more than {bound}."
        ),
        budget=locale.money(found.budgeted.budget),
        value=locale.money(found.budgeted.value),
        count=len(found.budgeted.projects),
        bound=locale.money(found.budgeted.bound),
    )
    return Block(say(mark("Within the budget")), text)


def _trust(found: Coordination, names: Names) -> Block:
    """Return how far all this can be trusted, and what was left out."""
    say = names.locale.say
    parts = []
    if found.set_aside:
        text = mark("{count} projects are set aside for better ones that exclude them, or lack what they need")
        parts.append(say(text, count=len(found.set_aside)))
    wrong = [check for check in found.self_checks if not check.passed]
    if not wrong:
        text = mark("Added up again without a solver: all {count} checks passed")
        parts.append(say(text, count=len(found.self_checks)))
    if found.status is Status.OPTIMAL:
        parts.append(say(mark("Proven: no cheaper order of promises, no better joint outcome")))
    lines = [sentence(note, names) for note in found.notes[:_MOST_LINES]]
    lines += [f"{say(mark('Check failed'))}: {check_name(check.name, names)} ({check.detail})" for check in wrong]
    return Block("", " ".join(f"{part}." for part in parts), lines)
