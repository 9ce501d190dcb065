"""A file as MS Project itself writes it: everything that it fills in, all kinds of links, elapsed times, baselines."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from serpin.base.texts import LANGUAGES
from serpin.formats.msproject.project_file import ProjectFile
from serpin.formats.msproject.reading import project_file
from serpin.formats.msproject.updating import updated
from serpin.vocabulary.timetable import Timetable

TASK = """<Task><UID>{uid}</UID><GUID>8B5F0E6C-0000-4000-8000-{uid:012d}</GUID><ID>{uid}</ID><Name>{name}</Name>
<Active>1</Active><Manual>0</Manual><Type>0</Type><IsNull>0</IsNull><CreateDate>2026-11-02T10:15:00</CreateDate>
<WBS>{outline}</WBS><OutlineNumber>{outline}</OutlineNumber><OutlineLevel>{level}</OutlineLevel><Priority>500</Priority>
<Start>{start}</Start><Finish>{finish}</Finish><Duration>{length}</Duration><ManualStart>{start}</ManualStart>
<ManualFinish>{finish}</ManualFinish><ManualDuration>{length}</ManualDuration><DurationFormat>{format}</DurationFormat>
<FreeformDurationFormat>7</FreeformDurationFormat><Work>PT0H0M0S</Work><Stop>{start}</Stop><ResumeValid>0</ResumeValid>
<EffortDriven>1</EffortDriven><Recurring>0</Recurring><OverAllocated>0</OverAllocated><Estimated>0</Estimated>
<Milestone>{milestone}</Milestone><Summary>{summary}</Summary><DisplayAsSummary>0</DisplayAsSummary><Critical>1</Critical>
<ExternalTask>0</ExternalTask><EarlyStart>{start}</EarlyStart><EarlyFinish>{finish}</EarlyFinish><FreeSlack>0</FreeSlack>
<TotalSlack>0</TotalSlack><FixedCost>0</FixedCost><FixedCostAccrual>3</FixedCostAccrual>
<PercentComplete>{percent}</PercentComplete><PercentWorkComplete>{percent}</PercentWorkComplete>{more}
<ConstraintType>{constraint}</ConstraintType><CalendarUID>{calendar}</CalendarUID>{limit}
<LevelingDelay>0</LevelingDelay><LevelingDelayFormat>8</LevelingDelayFormat>
<IgnoreResourceCalendar>0</IgnoreResourceCalendar><HideBar>0</HideBar><Rollup>0</Rollup>{links}<IsPublished>0</IsPublished>
<CommitmentType>0</CommitmentType><Baseline><Number>0</Number><Interim>0</Interim><Start>{start}</Start>
<Finish>{finish}</Finish><Duration>{length}</Duration><DurationFormat>{format}</DurationFormat></Baseline>
<Baseline><Number>1</Number><Start>2026-03-02T08:00:00</Start><Finish>2026-03-02T17:00:00</Finish></Baseline></Task>"""
LINK = """<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>{}</Type><CrossProject>0</CrossProject>
<LinkLag>{}</LinkLag><LagFormat>{}</LagFormat></PredecessorLink>"""
DONE = """<ActualStart>2027-03-01T08:00:00</ActualStart><ActualFinish>2027-03-05T17:00:00</ActualFinish>
<ActualDuration>PT40H0M0S</ActualDuration><RemainingDuration>PT0H0M0S</RemainingDuration>"""
BEGUN = """<ActualStart>2027-03-09T08:00:00</ActualStart><ActualDuration>PT24H0M0S</ActualDuration>
<RemainingDuration>PT56H0M0S</RemainingDuration>"""
DEADLINE = "<Deadline>2027-05-14T17:00:00</Deadline>"


def task(uid: int, name: str, first: str, last: str, hours: int, **more: Any) -> str:
    """Return a task; dates without hours begin at eight and end at five."""
    limit = f"<ConstraintDate>{more['limit']}</ConstraintDate>" if "limit" in more else ""
    texts = {
        "uid": uid,
        "name": name,
        "start": first if "T" in first else f"{first}T08:00:00",
        "finish": last if "T" in last else f"{last}T17:00:00",
        "length": f"PT{hours}H0M0S",
        "outline": "0" if uid == 0 else "1" if uid == 1 else f"1.{uid - 1}",
        "level": min(uid, 2),
        "limit": limit,
        "links": "".join(LINK.format(*link) for link in more.get("links", ())),
    }
    defaults = {"format": 7, "milestone": 0, "summary": 0, "percent": 0, "more": "", "constraint": 0, "calendar": -1}
    given = {key: value for key, value in more.items() if key not in ("limit", "links")}
    return TASK.format(**defaults | texts | given)


def week(hours: str, days: range) -> str:
    """Return the days of a week with their hours."""
    times = "".join(
        f"<WorkingTime><FromTime>{one.split('-')[0]}:00</FromTime><ToTime>{one.split('-')[1]}:00</ToTime></WorkingTime>"
        for one in hours.split()
    )
    return "".join(
        f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking><WorkingTimes>{times}</WorkingTimes></WeekDay>"
        if day in days
        else f"<WeekDay><DayType>{day}</DayType><DayWorking>0</DayWorking></WeekDay>"
        for day in range(1, 8)
    )


TASKS = (
    task(0, "Программа цеха", "2027-03-01", "2027-05-14", 432, summary=1, format=21),
    task(1, "Насос НШ-200", "2027-03-01", "2027-05-14", 432, summary=1),
    task(2, "Техническое задание", "2027-03-01", "2027-03-05", 40, percent=100, more=DONE),
    task(3, "Эскизный проект", "2027-03-09", "2027-03-22", 80, percent=30, links=[(2, 1, 0, 7)], more=BEGUN),
    task(4, "Сушка отливки", "2027-03-23", "2027-03-26T08:00:00", 72, format=8, links=[(3, 1, 0, 7)]),
    task(5, "Оснастка", "2027-03-16", "2027-03-29", 80, links=[(3, 3, 24000, 7)]),
    task(6, "Паспорт изделия", "2027-03-29", "2027-04-02", 40, links=[(5, 0, 19200, 7)]),
    task(7, "Контрольная точка", "2027-04-02T17:00:00", "2027-04-02", 0, milestone=1, links=[(6, 1, 0, 7)]),
    task(8, "Сборка", "2027-04-05", "2027-04-16", 80, constraint=4, limit="2027-04-05T08:00:00",
         links=[(7, 1, 0, 7), (4, 1, 50, 19)]),
    task(9, "Испытания", "2027-04-20", "2027-04-26", 40, constraint=2, limit="2027-04-20T08:00:00",
         links=[(8, 1, 4800, 7)]),
    task(10, "Приёмка", "2027-04-27", "2027-04-28", 16, constraint=5, limit="2027-05-28T17:00:00",
         links=[(9, 1, 0, 7)], more=DEADLINE),
    task(11, "Охрана стенда", "2027-04-27", "2027-05-07", 64, calendar=3, links=[(9, 2, 86400, 8)]),
)  # fmt: skip
WRITTEN = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion>
<BuildNumber>16.0.17126.20132</BuildNumber><Name>works.xml</Name><GUID>8B5F0E6C-1111-4000-8000-000000000000</GUID>
<Title>Программа цеха</Title><Company>АО «Завод»</Company><Author>Иванов</Author>
<CreationDate>2026-11-02T10:00:00</CreationDate><LastSaved>2026-11-20T18:00:00</LastSaved>
<ScheduleFromStart>1</ScheduleFromStart><StartDate>2027-03-01T08:00:00</StartDate>
<FinishDate>2027-05-14T17:00:00</FinishDate><FYStartDate>1</FYStartDate><CriticalSlackLimit>0</CriticalSlackLimit>
<CurrencyDigits>2</CurrencyDigits><CurrencySymbol>₸</CurrencySymbol><CurrencyCode>KZT</CurrencyCode>
<CurrencySymbolPosition>3</CurrencySymbolPosition><CalendarUID>1</CalendarUID>
<DefaultStartTime>08:00:00</DefaultStartTime><DefaultFinishTime>17:00:00</DefaultFinishTime>
<MinutesPerDay>480</MinutesPerDay><MinutesPerWeek>2400</MinutesPerWeek><DaysPerMonth>20</DaysPerMonth>
<DefaultTaskType>0</DefaultTaskType><DefaultFixedCostAccrual>3</DefaultFixedCostAccrual>
<DurationFormat>7</DurationFormat><WorkFormat>2</WorkFormat><HonorConstraints>1</HonorConstraints>
<NewTasksEffortDriven>0</NewTasksEffortDriven><MultipleCriticalPaths>0</MultipleCriticalPaths>
<WeekStartDay>1</WeekStartDay><CurrentDate>2026-11-20T08:00:00</CurrentDate>
<StatusDate>2027-03-12T17:00:00</StatusDate><NewTasksAreManual>0</NewTasksAreManual><Views/><Filters/><Groups/>
<Tables/><Maps/><Reports/><Drawings/><DataLinks/><VBAProjects/><OutlineCodes/><WBSMasks/>
<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName><Alias>Шифр</Alias>
</ExtendedAttribute></ExtendedAttributes>
<Calendars><Calendar><UID>1</UID><GUID>8B5F0E6C-2222-4000-8000-000000000001</GUID><Name>Стандартный</Name>
<IsBaseCalendar>1</IsBaseCalendar><IsBaselineCalendar>0</IsBaselineCalendar><BaseCalendarUID>0</BaseCalendarUID>
<WeekDays>{week("08:00-12:00 13:00-17:00", range(2, 7))}<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking>
<TimePeriod><FromDate>2027-03-08T00:00:00</FromDate><ToDate>2027-03-08T23:59:00</ToDate></TimePeriod></WeekDay>
</WeekDays><Exceptions><Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod>
<FromDate>2027-03-08T00:00:00</FromDate><ToDate>2027-03-08T23:59:00</ToDate></TimePeriod><Occurrences>1</Occurrences>
<Name>8 Марта</Name><Type>1</Type><DayWorking>0</DayWorking></Exception></Exceptions></Calendar>
<Calendar><UID>3</UID><Name>24 часа</Name><IsBaseCalendar>1</IsBaseCalendar><BaseCalendarUID>-1</BaseCalendarUID>
<WeekDays>{week("00:00-00:00", range(1, 8))}</WeekDays></Calendar>
<Calendar><UID>4</UID><Name>Иванов</Name><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>
</Calendar></Calendars>
<Tasks>{"".join(TASKS)}</Tasks>
<Resources><Resource><UID>0</UID><ID>0</ID><Type>1</Type><IsNull>0</IsNull></Resource><Resource><UID>1</UID>
<ID>1</ID><Name>Иванов</Name><Type>1</Type><IsNull>0</IsNull><Initials>И</Initials><WorkGroup>0</WorkGroup>
<MaxUnits>1.00</MaxUnits><PeakUnits>1.00</PeakUnits><OverAllocated>0</OverAllocated><StandardRate>2500</StandardRate>
<StandardRateFormat>2</StandardRateFormat><CalendarUID>4</CalendarUID></Resource><Resource><UID>2</UID><ID>2</ID>
<Name>Чугун</Name><Type>0</Type><MaterialLabel>т</MaterialLabel></Resource></Resources>
<Assignments><Assignment><UID>1</UID><TaskUID>3</TaskUID><ResourceUID>1</ResourceUID>
<PercentWorkComplete>30</PercentWorkComplete><Finish>2027-03-22T17:00:00</Finish>
<HasFixedRateUnits>1</HasFixedRateUnits><Start>2027-03-09T08:00:00</Start><Units>1</Units><Work>PT80H0M0S</Work>
<TimephasedData><Type>1</Type><UID>1</UID><Start>2027-03-09T08:00:00</Start><Finish>2027-03-10T08:00:00</Finish>
<Unit>2</Unit><Value>PT8H0M0S</Value></TimephasedData></Assignment><Assignment><UID>2</UID><TaskUID>8</TaskUID>
<ResourceUID>2</ResourceUID><Units>3</Units><Work>PT3H0M0S</Work></Assignment></Assignments></Project>"""


def written() -> ProjectFile:
    """Return what the file holds."""
    return project_file(WRITTEN.encode(), "works.xml")


def test_every_kind_of_link_with_its_lag_is_read() -> None:
    """Finish to start, start to start, finish to finish and start to finish, in days, percent and elapsed time."""
    links = {
        (link.work, work.id): (link.type.value, link.lag)
        for work in written().case.projects[0].works
        for link in work.after
    }
    assert links["3", "5"] == ("SS", 5)
    assert links["5", "6"] == ("FF", 4)
    assert links["9", "11"][0] == "SF"
    assert links["4", "8"][0] == "FS"
    assert links["8", "9"] == ("FS", 1)


def test_limits_progress_and_demands_are_read() -> None:
    """Constraints become limits and decisions; what is done is done; people are resources."""
    case = written().case
    works = {work.id: work for work in case.projects[0].works}
    assert (works["8"].earliest, works["9"].pinned_start) == (date(2027, 4, 5), date(2027, 4, 20))
    assert works["2"].progress is not None
    assert works["2"].progress.actual_finish == date(2027, 3, 5)
    assert works["3"].progress is not None
    assert works["3"].progress.percent == 30
    assert works["3"].modes[0].demand == {"Иванов": 1}
    assert not case.days.is_working(date(2027, 3, 8))


def test_the_plan_goes_on_from_the_status_date() -> None:
    """What is left of begun works is counted from the day after the status."""
    assert written().case.start == date(2027, 3, 13)


def test_dates_and_baseline_are_those_of_the_file() -> None:
    """No date moves, and the first baseline is the earlier timetable."""
    found = written()
    days = found.case.days
    begins = {place.work: days.date_of(place.start) for place in found.timetable.placements if place.start >= 0}
    for uid, first in (("4", "2027-03-23"), ("5", "2027-03-16"), ("8", "2027-04-05"), ("10", "2027-04-27")):
        assert begins[uid] == date.fromisoformat(first)
    assert found.baseline is not None
    assert found.baseline.by_work()["P1", "8"].start == found.timetable.by_work()["P1", "8"].start


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_place_is_told(language: str) -> None:
    """Deadlines and calendars of single tasks, no-later-than, and lags that are no whole days."""
    told = " ".join(note.text(language) for note in written().notes)
    for name in ("Приёмка", "Охрана стенда", "Сборка"):
        assert name in told


def test_he_gets_his_own_file_back() -> None:
    """With later dates only open tasks change, in dates and limits alone; everything else stays to the letter."""
    found = written()
    later = [
        place.model_copy(update={"start": place.start + 3, "finish": place.finish + 3}) if place.work == "10" else place
        for place in found.timetable.placements
    ]
    content, _ = updated(WRITTEN.encode(), "works.xml", found.case, Timetable(placements=tuple(later)))
    before, after = (re.findall(r"<Task>.*?</Task>", text, re.DOTALL) for text in (WRITTEN, content.decode()))
    changed = [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert 10 in changed
    assert set(changed) <= {0, 1, 4, 7, 10, 11}
    assert "<Start>2027-04-30T08:00:00</Start>" in after[10]
    assert re.sub(r"<Tasks>.*</Tasks>", "", content.decode(), flags=re.DOTALL).count("8B5F0E6C") == re.sub(
        r"<Tasks>.*</Tasks>", "", WRITTEN, flags=re.DOTALL
    ).count("8B5F0E6C")
