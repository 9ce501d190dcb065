"""An honest programme is quiet; each sign is found where it was planted, and nowhere else."""

from datetime import date

import pytest
from integrity_cases import application, call, honest_calls, programme, promise

import serpin
from serpin.base.errors import InputError
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.result import CHANCE, Sign
from serpin.vocabulary.result import Status

QUICK = IntegrityOptions(trials=0, day=date(2027, 1, 1))


def signs_of(calls, **options):
    """Return the flags of a programme as (sign, call, applicant)."""
    audit = serpin.audit(programme(calls), seed=1, options=QUICK.model_copy(update=options))
    assert audit.is_sound
    return [(flag.sign, flag.call, flag.applicant) for flag in audit.flags]


def winners(calls, number):
    """Return the paid applications of a call."""
    return [entry for entry in calls[number]["applications"] if entry["awarded"]]


def test_an_honest_programme_is_quiet():
    """Nothing is flagged, nothing is owed, and every sign was looked for."""
    audit = serpin.audit(programme(honest_calls()), seed=1, options=QUICK)
    assert audit.flags == ()
    assert audit.owed == 0
    assert [line.sign for line in audit.signs] == list(Sign)
    assert all(line.formula and line.source.text for line in audit.signs)


def test_a_short_call():
    """Fourteen days are too short, fifteen are not."""
    calls = honest_calls()
    calls[0]["opened"], calls[0]["closed"] = date(2016, 3, 1), date(2016, 3, 14)
    calls[1]["opened"], calls[1]["closed"] = date(2017, 3, 1), date(2017, 3, 15)
    assert signs_of(calls) == [(Sign.SHORT, "C0", "")]


def test_a_missing_sunset():
    """Support without an end is flagged, with the money of the call."""
    calls = honest_calls()
    del calls[2]["sunset"]
    assert signs_of(calls) == [(Sign.SUNSET, "C2", "")]


def test_an_override_without_a_reason():
    """The last by the scores is paid in place of the third: flagged without a reason, explained with one."""
    for reason, expected in (("", 1), ("the others withdrew", 0)):
        calls = honest_calls()
        entries = calls[3]["applications"]
        last = min(entries, key=lambda entry: sum(entry["scores"]))
        third = min(winners(calls, 3), key=lambda entry: sum(entry["scores"]))
        last |= {"awarded": third["awarded"], "promises": third.pop("promises"), "reason": reason}
        third["awarded"] = 0
        found = [flag for flag in signs_of(calls) if flag[0] is Sign.OVERRIDE]
        assert found == [(Sign.OVERRIDE, "C3", last["applicant"])] * expected


def test_a_single_applicant():
    """One application among calls of ten is improbable; among calls of one or two it is not."""
    calls = honest_calls()
    calls[4]["applications"] = winners(calls, 4)[:1]
    assert [flag for flag in signs_of(calls) if flag[0] is Sign.SINGLE] == [
        (Sign.SINGLE, "C4", calls[4]["applications"][0]["applicant"])
    ]
    thin = [
        call(
            f"C{n}",
            2016 + n,
            [application("A", "F1", [70.0, 71.0]), application("B", "F2", [60.0, 61.0], 9)][: 1 + n % 2],
        )
        for n in range(8)
    ]
    thin[0]["applications"][0]["awarded"] = 9
    assert [flag for flag in signs_of(thin) if flag[0] is Sign.SINGLE] == []


def test_money_after_a_failed_obligation():
    """Who failed in 2018 is paid again in 2020; one who is paid before the failure shows is not flagged."""
    calls = honest_calls(6)
    first = winners(calls, 0)[0]
    first["promises"] = [promise(10, 5, date(2018, 5, 1))]
    first["reclaimed"] = 10_000_000
    for number in (1, 4):
        entry = max(calls[number]["applications"], key=lambda one: sum(one["scores"]))
        twin = next((one for one in calls[number]["applications"] if one["applicant"] == first["applicant"]), None)
        if twin is not None:
            twin["applicant"] = entry["applicant"]
        entry["applicant"] = first["applicant"]
    found = [
        (sign, code) for sign, code, who in signs_of(calls) if sign is Sign.AFTER_FAILURE and who == first["applicant"]
    ]
    assert ("after_failure", "C4") in found
    assert ("after_failure", "C1") not in found


def test_obligations_unreported_and_unreclaimed():
    """A due obligation without an answer, and a failed one of which nothing was claimed back."""
    calls = honest_calls()
    winners(calls, 5)[0]["promises"] = [promise(10, None, date(2023, 5, 1))]
    winners(calls, 5)[1]["promises"] = [promise(10, 2, date(2023, 5, 1))]
    audit = serpin.audit(programme(calls), seed=1, options=QUICK)
    assert {flag.sign for flag in audit.flags} == {Sign.UNREPORTED, Sign.UNRECLAIMED}
    assert [line.missing for line in audit.claw_backs] == [pytest.approx(0.8)]
    assert audit.claw_backs[0].returned == 800_000


def test_what_is_not_due_is_not_judged():
    """An obligation that is due after the day of the audit says nothing yet."""
    calls = honest_calls()
    winners(calls, 5)[1]["promises"] = [promise(10, 2, date(2023, 5, 1))]
    assert signs_of(calls, day=date(2023, 4, 30)) == []


def test_support_renewed_for_ever():
    """Paid in every call for eight years, with a failure on the way, is a sign; with all kept it is none."""
    for achieved, expected in ((4, 1), (10, 0)):
        calls = honest_calls()
        for one in calls:
            best = max(one["applications"], key=lambda entry: sum(entry["scores"]))
            for entry in one["applications"]:
                if entry["applicant"] == "F0":
                    entry["applicant"] = best["applicant"]
            best["applicant"] = "F0"
        winners(calls, 1)
        failing = next(entry for entry in winners(calls, 1) if entry["applicant"] == "F0")
        failing["promises"] = [promise(10, achieved, date(2019, 5, 1))]
        found = [flag for flag in signs_of(calls) if flag[0] is Sign.RENEWED]
        assert len(found) == expected


def test_a_friendly_reviewer():
    """One reviewer gives one applicant thirty points more in three calls; the medians do not move."""
    calls = honest_calls()
    for one in calls:
        for entry in one["applications"]:
            if entry["applicant"] == "F3":
                entry["scores"] = [min(entry["scores"][0] + 30, 100.0), *entry["scores"][1:]]
    assert (Sign.REVIEWER, "", "F3") in signs_of(calls)


def test_an_outcome_that_is_far_too_dear():
    """Of 24 awards one pays a hundred times as much for a job as all others."""
    calls = honest_calls()
    for number in range(len(calls)):
        for place, entry in enumerate(winners(calls, number)):
            entry["awarded"] = entry["requested"] = 1_000_000 + 40_000 * (3 * number + place)
    dear = winners(calls, 0)[0]
    dear["awarded"] = dear["requested"] = 100_000_000
    assert (Sign.COST, "C0", dear["applicant"]) in signs_of(calls)


def test_applicants_of_one_owner_count_as_one():
    """Two firms of one owner have the shares of both."""
    calls = [
        call("C0", 2020, [application("A", "F1", [70.0, 71.0], 500_000), application("B", "F2", [60.0, 61.0], 500_000)])
    ]
    plain = serpin.audit(programme(calls), seed=1, options=QUICK)
    tied = serpin.audit(programme(calls), seed=1, options=QUICK.model_copy(update={"owners": {"F1": "X", "F2": "X"}}))
    assert (plain.figures[0].value, tied.figures[0].value) == (0.5, 1.0)


def test_the_same_seed_gives_the_same_audit():
    """Nothing differs but the seconds."""
    options = IntegrityOptions(trials=10)
    first, again = (serpin.audit(programme(honest_calls()), seed=4, options=options) for _ in range(2))
    drop = {"ledger": {"seconds"}}
    assert first.model_dump_json(exclude=drop) == again.model_dump_json(exclude=drop)


def test_contradictions_are_noted():
    """A decision before the closing, more than was asked for, and more back than was given are told as notes."""
    calls = honest_calls()
    calls[0]["decided"] = date(2016, 2, 20)
    winners(calls, 1)[0]["awarded"] = 2_000_000
    winners(calls, 2)[0]["reclaimed"] = 3_000_000
    audit = serpin.audit(programme(calls), seed=1, options=QUICK)
    told = [note.text for note in audit.notes]
    assert sum("wrong order" in text or "asked for" in text or "claimed back than" in text for text in told) == 3


def test_nothing_to_audit_is_skipped():
    """A case without awards gives a result without an answer."""
    assert serpin.audit(programme([]), seed=1).status is Status.SKIPPED


def test_a_stop_leaves_the_study_out():
    """A listener that stops gets the signs all the same."""
    audit = serpin.audit(programme(honest_calls()), seed=1, progress=lambda *_: "stop")
    assert audit.status is Status.STOPPED
    assert audit.studies == ()
    assert len(audit.signs) == len(Sign)


def test_wrong_options_are_refused():
    """A seed out of range and an unknown owner are refused by name."""
    with pytest.raises(InputError, match="seed"):
        serpin.audit(programme([]), seed=-1)
    with pytest.raises(InputError, match="NOBODY"):
        serpin.audit(programme([]), seed=1, options=IntegrityOptions(owners={"NOBODY": "X"}))


def test_the_level_is_divided_among_the_signs_of_chance():
    """Six signs share the level of five percent evenly."""
    audit = serpin.audit(programme(honest_calls()), seed=1, options=QUICK)
    bases = {line.sign: line.base_rate for line in audit.signs}
    assert bases[Sign.CONCENTRATION] == pytest.approx(0.05 / len(CHANCE))
    assert all(bases[sign] == 0 for sign in Sign if sign not in CHANCE)
