"""MS Project XML that is read: our own exactly, that of others with all that the vocabulary has a word for."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from linked_case import linked_case, rich
from project_program import at, computed, every, stated, tree

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES
from serpin.examples.samples import sample
from serpin.formats.msproject.project_file import ProjectFile
from serpin.formats.msproject.reading import project_file
from serpin.formats.msproject.updating import updated
from serpin.formats.msproject.writing import mspdi_of
from serpin.vocabulary.timetable import Placement, Timetable

FOREIGN = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project">
<SaveVersion>14</SaveVersion><Title>Цех № 2</Title><Company>АО «Завод»</Company><ScheduleFromStart>1</ScheduleFromStart>
<StartDate>2027-03-01T08:00:00</StartDate><CurrencyCode>RUB</CurrencyCode><CalendarUID>1</CalendarUID>
<MinutesPerDay>480</MinutesPerDay>
<Calendars><Calendar><UID>1</UID><Name>Стандартный</Name><IsBaseCalendar>1</IsBaseCalendar><BaseCalendarUID>-1</BaseCalendarUID>
<WeekDays>
<WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay>
{week}
<WeekDay><DayType>7</DayType><DayWorking>0</DayWorking></WeekDay>
</WeekDays>
<Exceptions>
<Exception><TimePeriod><FromDate>2027-03-08T00:00:00</FromDate><ToDate>2027-03-09T23:59:00</ToDate></TimePeriod>
<Name>Праздник</Name><Type>1</Type><DayWorking>0</DayWorking></Exception>
<Exception><TimePeriod><FromDate>2027-01-01T00:00:00</FromDate><ToDate>2028-12-31T23:59:00</ToDate></TimePeriod>
<Name>Первое мая</Name><Type>2</Type><Month>4</Month><MonthDay>1</MonthDay><DayWorking>0</DayWorking></Exception>
<Exception><TimePeriod><FromDate>2027-03-01T00:00:00</FromDate><ToDate>2027-12-31T23:59:00</ToDate></TimePeriod>
<Name>Уборка</Name><Type>6</Type><Period>2</Period><DaysOfWeek>32</DaysOfWeek><DayWorking>0</DayWorking></Exception>
</Exceptions></Calendar>
<Calendar><UID>2</UID><Name>Смена</Name><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID></Calendar>
<Calendar><UID>3</UID><Name>Стенд</Name><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>
<WeekDays><WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></Calendar>
</Calendars>
<Tasks>
<Task><UID>0</UID><ID>0</ID><Name>Всё</Name><OutlineLevel>0</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>10</UID><ID>1</ID><Name>Насос</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary><Deadline>2027-09-30T17:00:00</Deadline></Task>
<Task><UID>11</UID><ID>2</ID><Name>Фаза 1</Name><OutlineLevel>2</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>12</UID><ID>3</ID><Name>Расчёт</Name><OutlineLevel>3</OutlineLevel><Summary>0</Summary>
<Start>2027-03-01T08:00:00</Start><Finish>2027-03-03T17:00:00</Finish><Duration>PT24H0M0S</Duration><DurationFormat>7</DurationFormat>
<PercentComplete>50</PercentComplete><ActualStart>2027-03-01T08:00:00</ActualStart><Notes>по методике</Notes></Task>
<Task><UID>13</UID><ID>4</ID><Name>Чертёж</Name><OutlineLevel>3</OutlineLevel><Summary>0</Summary>
<Start>2027-03-04T08:00:00</Start><Finish>2027-03-10T12:00:00</Finish><Duration>PT20H0M0S</Duration><DurationFormat>7</DurationFormat>
<PredecessorLink><PredecessorUID>12</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
<Baseline><Number>0</Number><Start>2027-03-02T08:00:00</Start><Finish>2027-03-04T17:00:00</Finish></Baseline></Task>
<Task><UID>14</UID><ID>5</ID><Name>Готово</Name><OutlineLevel>2</OutlineLevel><Milestone>1</Milestone><Summary>0</Summary>
<Start>2027-03-10T12:00:00</Start><Finish>2027-03-10T12:00:00</Finish><Duration>PT0H0M0S</Duration><DurationFormat>7</DurationFormat>
<PredecessorLink><PredecessorUID>11</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
<Deadline>2027-04-01T17:00:00</Deadline></Task>
<Task><UID>20</UID><ID>6</ID><Name>Станок</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary></Task>
<Task><UID>21</UID><ID>7</ID><Name>Закупка</Name><OutlineLevel>2</OutlineLevel><Summary>0</Summary><FixedCost>500000</FixedCost>
<Start>2027-04-01T08:00:00</Start><Finish>2027-04-14T17:00:00</Finish><Duration>PT80H0M0S</Duration><DurationFormat>7</DurationFormat>
<ConstraintType>4</ConstraintType><ConstraintDate>2027-04-01T08:00:00</ConstraintDate></Task>
<Task><UID>22</UID><ID>8</ID><Name>Монтаж</Name><OutlineLevel>2</OutlineLevel><Summary>0</Summary>
<Start>2027-04-19T08:00:00</Start><Finish>2027-04-20T17:00:00</Finish><Duration>PT16H0M0S</Duration><DurationFormat>7</DurationFormat>
<PredecessorLink><PredecessorUID>21</PredecessorUID><Type>1</Type><LinkLag>9600</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
<ConstraintType>1</ConstraintType></Task>
<Task><UID>23</UID><ID>9</ID><Name>Отменено</Name><Active>0</Active><OutlineLevel>2</OutlineLevel></Task>
</Tasks>
<Resources>
<Resource><UID>0</UID><ID>0</ID></Resource>
<Resource><UID>1</UID><ID>1</ID><Name>Конструктор</Name><Type>1</Type><MaxUnits>2.00</MaxUnits><StandardRate>1250</StandardRate><CalendarUID>2</CalendarUID></Resource>
<Resource><UID>2</UID><ID>2</ID><Name>Стенд</Name><Type>1</Type><MaxUnits>1.00</MaxUnits><CalendarUID>3</CalendarUID></Resource>
<Resource><UID>3</UID><ID>3</ID><Name>Командировки</Name><Type>2</Type></Resource>
</Resources>
<Assignments>
<Assignment><UID>1</UID><TaskUID>12</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units></Assignment>
<Assignment><UID>2</UID><TaskUID>13</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units></Assignment>
<Assignment><UID>3</UID><TaskUID>13</TaskUID><ResourceUID>2</ResourceUID><Units>1</Units></Assignment>
<Assignment><UID>4</UID><TaskUID>21</TaskUID><ResourceUID>3</ResourceUID><Units>1</Units></Assignment>
<Assignment><UID>5</UID><TaskUID>22</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units></Assignment>
</Assignments>
</Project>
""".replace(
    "{week}",
    "".join(
        f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime>"
        "<ToTime>12:00:00</ToTime></WorkingTime><WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime>"
        "</WorkingTime></WorkingTimes></WeekDay>"
        for day in range(2, 7)
    ),
)


def foreign() -> ProjectFile:
    """Return what the file of somebody else holds."""
    return project_file(FOREIGN.encode(), "foreign.xml")


def test_own_file_is_the_same_case() -> None:
    """A case of what the format can carry is, written and read, the same case."""
    case = linked_case()
    found = project_file(mspdi_of(case)[0], "x.xml")
    assert found.case == case
    assert [note.values["example"] for note in found.notes] == ["f"]
    assert found.baseline is None


def test_own_file_with_a_timetable_is_the_same_case_and_timetable() -> None:
    """Days that a timetable has set are not taken for limits of the case."""
    case = linked_case()
    first = project_file(mspdi_of(case)[0], "x.xml").timetable
    moved = tuple(p.model_copy(update={"start": p.start + 4, "finish": p.finish + 4}) for p in first.placements)
    timetable = Timetable(placements=moved)
    baseline = Timetable(placements=moved[:3])
    found = project_file(mspdi_of(case, timetable, baseline)[0], "x.xml")
    begun = {("P1", "A"), ("P1", "F")}
    assert [p for p in found.timetable.placements if (p.project, p.work) not in begun] == [
        p for p in moved if (p.project, p.work) not in begun
    ]
    assert found.baseline == baseline
    works = {w.id: w for p in found.case.projects for w in p.works}
    assert works["E"].earliest == date(2027, 3, 1)
    assert works["B"].earliest is None


@pytest.mark.parametrize("make", [rich, lambda: sample("plant")])
def test_reading_and_writing_again_changes_nothing(make) -> None:
    """What was read once is the same after writing and reading again, dates included."""
    once = project_file(mspdi_of(make())[0], "x.xml")
    again = project_file(mspdi_of(once.case, once.timetable)[0], "x.xml")
    assert again.case == once.case
    assert again.timetable == once.timetable
    third = project_file(mspdi_of(again.case)[0], "x.xml")
    assert third.case == once.case


def test_foreign_file_becomes_a_case_of_several_projects() -> None:
    """Summaries of the first level are projects; tasks below are works with links, modes and demands."""
    found = foreign()
    case = found.case
    assert (case.title.text("ru"), case.currency, case.start) == ("Цех № 2", "RUB", date(2027, 3, 1))
    assert [(p.id, p.name.text("ru"), len(p.works)) for p in case.projects] == [
        ("P10", "Насос", 3),
        ("P20", "Станок", 2),
    ]
    assert case.projects[0].deadline == date(2027, 9, 30)
    assert case.enterprises[0].name.text("ru") == "АО «Завод»"
    calculation, drawing, ready = case.projects[0].works
    assert calculation.progress is not None
    assert (calculation.progress.actual_start, calculation.progress.percent) == (date(2027, 3, 1), 50)
    assert calculation.modes[0].notes == "по методике"
    assert drawing.modes[0].duration.mean() == 2.5
    assert drawing.modes[0].demand == {"Конструктор%": 100, "Стенд": 1}
    assert [link.work for link in ready.after] == ["12", "13"]
    buying, mounting = case.projects[1].works
    assert (buying.earliest, buying.modes[0].cost.mean()) == (date(2027, 4, 1), 5000)
    assert (mounting.after[0].lag, mounting.after[0].type) == (2, "FS")


def test_foreign_calendar_is_read_with_its_exceptions() -> None:
    """Periods and yearly exceptions are days off; a resource that says nothing of its own has none."""
    case = foreign().case
    assert case.calendar.country == ""
    free = {date(2027, 3, 8), date(2027, 3, 9), date(2027, 5, 1), date(2028, 5, 1)}
    assert set(case.calendar.free) == free
    people, bench = case.resources
    assert (people.capacity, people.calendar, people.cost_per_unit_day) == (200, None, 100)
    assert bench.calendar is not None
    assert bench.calendar.week == (1, 2, 3, 4)


def test_foreign_dates_do_not_move() -> None:
    """Written with the timetable that was read, every whole-day date is the one of the file, also computed anew."""
    found = foreign()
    content, _ = mspdi_of(found.case, found.timetable)
    root = tree(content)
    days = [(d.start.date(), d.finish.date()) for d in computed(root).values()]
    assert days[:2] == [(date(2027, 3, 1), date(2027, 3, 3)), (date(2027, 3, 4), date(2027, 3, 10))]
    assert days[3:] == [(date(2027, 4, 1), date(2027, 4, 14)), (date(2027, 4, 19), date(2027, 4, 20))]


def test_foreign_baseline_is_an_earlier_timetable() -> None:
    """The first baseline of the file is read beside the dates."""
    assert foreign().baseline == Timetable(
        placements=(Placement(project="P10", work="13", mode="1", start=1, finish=4),)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_read_is_told(language: str) -> None:
    """Cost resources, inactive tasks, phases, constraints and parts of days are told, each kind once."""
    notes = [note.text(language) for note in foreign().notes]
    assert len(notes) == len(set(notes)) == 10
    for name in ("Командировки", "Отменено", "Фаза 1", "Уборка", "Конструктор", "Готово", "Монтаж"):
        assert any(name in note for note in notes), name


def test_summaries_that_are_linked_are_one_project() -> None:
    """A link between works of two summaries makes them one project, so that no link is lost."""
    link = "<PredecessorLink><PredecessorUID>14</PredecessorUID><Type>1</Type></PredecessorLink>"
    text = FOREIGN.replace("<Name>Закупка</Name>", f"<Name>Закупка</Name>{link}")
    found = project_file(text.encode(), "x.xml")
    assert [project.id for project in found.case.projects] == ["P10"]
    assert any("Станок" in note.text() for note in found.notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<Project><Tasks>", "file x.xml is not XML, or it is damaged (line 1, column 17)"),
        (b"<Plan/>", "file x.xml is not MS Project XML: it begins with Plan"),
        (b"<Project/>", "file x.xml holds no tasks"),
        (
            b"<Project><StartDate>soon</StartDate><Tasks><Task><UID>1</UID><Name>a</Name></Task></Tasks></Project>",
            "file x.xml holds a value that MS Project XML does not allow: Invalid isoformat string: 'soon'",
        ),
    ],
)
def test_broken_files_are_refused_with_a_sentence(content: bytes, said: str) -> None:
    """A file that is damaged, of another kind or empty is refused."""
    with pytest.raises(InputError) as refusal:
        project_file(content, "x.xml")
    assert [problem.text() for problem in refusal.value.problems] == [said]


def test_an_independent_library_reads_the_same_dates(tmp_path) -> None:
    """Where the library MPXJ and Java are at hand, computing all anew as MS Project does moves no date."""
    pytest.importorskip("jpype", reason="MPXJ needs JPype")
    pytest.importorskip("mpxj", reason="MPXJ is not installed")
    if shutil.which("java") is None:
        pytest.skip("MPXJ needs Java")
    import jpype

    if not jpype.isJVMStarted():
        jpype.startJVM()
    from org.mpxj.reader import UniversalProjectReader

    path = tmp_path / "x.xml"
    content, _ = mspdi_of(linked_case())
    path.write_bytes(content)
    from org.mpxj.cpm import MicrosoftScheduler

    project = UniversalProjectReader().read(str(path))
    MicrosoftScheduler().schedule(project, project.getProjectProperties().getStartDate())
    found = {str(t.getUniqueID()): str(t.getStart()) for t in project.getTasks() if not t.getSummary()}
    assert found == {uid: d.start.isoformat(timespec="minutes") for uid, d in stated(tree(content)).items()}


def test_his_own_file_comes_back_with_new_dates_only() -> None:
    """Put into the file that it came from, a plan changes dates of open tasks and their summaries, and nothing else."""
    found = foreign()
    moved = []
    for place in found.timetable.placements:
        later = 5 if place.project == "P20" else 0
        moved.append(place.model_copy(update={"start": place.start + later, "finish": place.finish + later}))
    content, notes = updated(FOREIGN.encode(), "x.xml", found.case, Timetable(placements=tuple(moved)))
    assert notes == []
    old, new = tree(FOREIGN), tree(content)
    before = {at(t, "UID"): {child.tag.rpartition("}")[2]: child.text for child in t} for t in every(old, "Tasks/Task")}
    after = {at(t, "UID"): {child.tag.rpartition("}")[2]: child.text for child in t} for t in every(new, "Tasks/Task")}
    changed = {
        (uid, name) for uid, task in after.items() for name, text in task.items() if before[uid].get(name) != text
    }
    assert {uid for uid, name in changed if uid not in ("10", "11", "20")} == {"13", "14", "21", "22"}
    assert {name for _, name in changed} == {"Start", "Finish", "ConstraintType", "ConstraintDate"}
    assert (after["21"]["Start"], after["21"]["Finish"]) == ("2027-04-08T08:00:00", "2027-04-21T17:00:00")
    assert (after["20"]["Start"], after["12"]["Start"]) == ("2027-04-08T08:00:00", "2027-03-01T08:00:00")
    again = project_file(content, "x.xml")
    assert again.timetable.by_work()["P20", "22"].start == found.timetable.by_work()["P20", "22"].start + 5


def test_a_file_without_the_works_of_the_plan_is_refused() -> None:
    """A plan is put only into a file that holds its works; works that it lacks are told."""
    found = foreign()
    strange = Timetable(placements=(Placement(project="X", work="Y", mode="1", start=0, finish=1),))
    with pytest.raises(InputError, match="have no work in common"):
        updated(FOREIGN.encode(), "x.xml", found.case, strange)
    both = Timetable(placements=(*strange.placements, *found.timetable.placements[:1]))
    notes = updated(FOREIGN.encode(), "x.xml", found.case, both)[1]
    assert [note.values for note in notes] == [{"count": 4, "example": "Чертёж"}, {"count": 1, "example": "X, Y"}]
