"""Broken, huge and hostile files: each is refused in a process that may take one gigabyte, with a sentence."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from linked_case import linked_case

from serpin.base.errors import InputError
from serpin.formats.exchange import write_any
from serpin.formats.files import read_case, write_case
from serpin.formats.msproject.writing import mspdi_of
from serpin.formats.workbook.writing import workbook_of

GIGABYTE = 2**30
_PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, ({limit}, {limit}))
from serpin.base.errors import InputError
from serpin.formats.files import read_case
try:
    case, notes = read_case(sys.argv[1])
except InputError as error:
    print("refused:", error.problems[0].text("en"))
else:
    print("read:", len(case.projects))
"""


def _told(path: Path, limit: int = GIGABYTE) -> str:
    """Return what a process with little memory says about a file."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    made = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(limit=limit), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )
    assert made.returncode == 0, made.stderr[-500:]
    return made.stdout.strip()


def _zip(path: Path, parts: dict[str, bytes]) -> Path:
    """Replace parts of a sound workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook_of(linked_case(), "en"))) as sound:
        kept = {name: sound.read(name) for name in sound.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**kept, **parts}.items():
            archive.writestr(name, content)
    return path


def test_a_sound_file_is_read_within_the_same_memory(tmp_path: Path) -> None:
    """The limit of these tests is enough for workbooks and project files of ordinary size."""
    write_case(linked_case(), tmp_path / "a.xlsx")
    (tmp_path / "a.xml").write_bytes(mspdi_of(linked_case())[0])
    assert _told(tmp_path / "a.xlsx") == "read: 2"
    assert _told(tmp_path / "a.xml") == "read: 2"


def test_a_sheet_of_one_gigabyte_is_refused(tmp_path: Path) -> None:
    """A workbook of one megabyte that unpacks to a sheet of one gigabyte is refused before it takes memory."""
    path = tmp_path / "bomb.xlsx"
    block = b"<row><c><v>1</v></c></row>" * 40_000
    with (
        zipfile.ZipFile(_zip(path, {}), "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet99.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(1024):
            part.write(block)
    assert path.stat().st_size < 8 * 2**20
    assert _told(path) in {
        f"refused: file {path.name} unpacks to more than 128 megabytes",
        f"refused: {path.name}, xl/worksheets/sheet99.xml holds more than 1000000 cells",
    }


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """What the archive claims of a part is not believed."""
    path = _zip(tmp_path / "lie.xlsx", {"xl/media/x.bin": b"\0" * (200 * 2**20)})
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", 200 * 2**20), struct.pack("<L", 10)))
    assert _told(path) in {
        f"refused: file {path.name} unpacks to more than 128 megabytes",
        f"refused: file {path.name} is not a workbook, or it is damaged",
    }


def test_a_part_that_swells_beyond_measure_is_refused(tmp_path: Path) -> None:
    """A part that unpacks to some thousand times its size is refused although it stays below the limit."""
    path = _zip(tmp_path / "swell.xlsx", {"xl/sharedStrings.xml": b"<sst>" + b" " * (100 * 2**20) + b"</sst>"})
    assert _told(path) == f"refused: file {path.name} unpacks to more than 128 megabytes"


def test_too_many_cells_are_refused_with_their_part(tmp_path: Path) -> None:
    """Millions of empty cells are refused, and the part that holds them is named."""
    row = b'<row r="%d">' + b'<c r="A1" s="123"/>' * 40 + b"</row>"
    rows = b"".join(row % number + os.urandom(3).hex().encode() * 0 for number in range(60_000))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + rows
    path = _zip(tmp_path / "cells.xlsx", {"xl/worksheets/sheet2.xml": sheet + b"</sheetData></worksheet>"})
    assert _told(path) in {
        f"refused: {path.name}, xl/worksheets/sheet2.xml holds more than 1000000 cells",
        f"refused: file {path.name} unpacks to more than 128 megabytes",
    }


LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize(
    "declared",
    [LAUGHS + "<Project>&i;</Project>", "<!DOCTYPE p [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Project>&x;</Project>"],
)
def test_entities_in_project_files_are_refused(declared: str, tmp_path: Path) -> None:
    """Neither a billion laughs nor a file of this machine comes in through an entity, in any encoding."""
    for encoding in ("utf-8", "utf-16"):
        path = tmp_path / f"{encoding}.xml"
        path.write_bytes(declared.encode(encoding))
        told = _told(path)
        assert told == f"refused: file {path.name} declares types or entities, which is not allowed here"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_in_workbooks_are_refused(part: str, tmp_path: Path) -> None:
    """Declarations in any part of a workbook are refused before a parser of XML sees them."""
    for number, encoding in enumerate(("utf-8", "utf-16")):
        path = _zip(tmp_path / f"x{number}.xlsx", {part: (LAUGHS + "<a>&i;</a>").encode(encoding)})
        assert _told(path) == f"refused: file {path.name} holds declarations that a workbook must not have"


def test_a_project_file_of_millions_of_elements_is_refused(tmp_path: Path) -> None:
    """Elements of four letters take thirty times their size in memory: they are counted first."""
    path = tmp_path / "many.xml"
    path.write_bytes(b"<Project>" + b"<a/>" * 15_000_000 + b"</Project>")
    assert _told(path) == f"refused: file {path.name} holds more than 1500000 elements"


def test_deep_xml_is_refused(tmp_path: Path) -> None:
    """Elements within elements without end are refused."""
    path = tmp_path / "deep.xml"
    path.write_bytes(b"<Project>" + b"<a>" * 500_000)
    assert _told(path).startswith(f"refused: file {path.name} is not XML, or it is damaged (line 1, column ")


def test_aliases_that_multiply_are_refused(tmp_path: Path) -> None:
    """Anchors of anchors of anchors are refused once they have swollen the text."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    path = tmp_path / "laughs.yaml"
    path.write_text("\n".join(lines))
    assert "repeated anchors make the text too large" in _told(path)


@pytest.mark.parametrize("depth", [60, 900, 200_000])
@pytest.mark.parametrize("ending", [".json", ".yaml"])
def test_deep_nesting_is_refused(ending: str, depth: int, tmp_path: Path) -> None:
    """Lists in lists without end are refused, whether the parser minds or not."""
    path = tmp_path / f"deep{ending}"
    path.write_text('{"title": ' + "[" * depth + "]" * depth + "}")
    assert "tables and lists are nested too deeply for a case" in _told(path)


@pytest.mark.parametrize("ending", [".json", ".yaml"])
def test_millions_of_values_are_refused(ending: str, tmp_path: Path) -> None:
    """Empty lists by the million take more memory than a case may: they are counted first."""
    path = tmp_path / f"many{ending}"
    path.write_text('{"title": [' + "[]," * 10_000_000 + "1]}")
    assert "the text holds more than 1000000 values, which is too many for a case" in _told(path)


@pytest.mark.parametrize("ending", [".json", ".yaml", ".xml", ".xlsx", ".mm"])
def test_files_of_one_gigabyte_are_not_even_read(ending: str, tmp_path: Path) -> None:
    """A file beyond the limit is refused whatever it holds."""
    path = tmp_path / f"huge{ending}"
    with path.open("wb") as stream:
        stream.write(b"x")
        stream.truncate(GIGABYTE)
    assert _told(path) == f"refused: file {path} is larger than 64 megabytes"


def test_tables_of_millions_of_cells_are_refused(tmp_path: Path) -> None:
    """A CSV table with more cells than are allowed is refused, by its name."""
    (tmp_path / "case.csv").write_text("name,value\n" + ",,,,,,,,,\n" * 200_000)
    assert _told(tmp_path) == "refused: case.csv holds more than 1000000 cells"


TEXT = "title: Жоспар әңгімесі\nstart: 2027-01-04\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    """UTF-8, and UTF-16 and UTF-32 with their mark, are read."""
    path = tmp_path / "case.yaml"
    path.write_bytes(TEXT.encode(encoding))
    assert read_case(path)[0].title.text("kk") == "Жоспар әңгімесі"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1251", "Windows-1251"), ("cp866", "CP866 (DOS)"), ("koi8-r", "KOI8-R"), ("utf-16-le", "UTF-16")],
)
@pytest.mark.parametrize("ending", [".yaml", ".json"])
def test_other_encodings_are_refused_by_name(encoding: str, name: str, ending: str, tmp_path: Path) -> None:
    """Old encodings, and UTF-16 without its mark, are refused with their name: a guess could spoil letters."""
    path = tmp_path / f"case{ending}"
    text = "title: План производства насосов\nstart: 2027-01-04\nlanguage: ru\ncurrency: KZT\nhorizon: 12\n"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(InputError, match=rf"seems to be in {name.replace('(', '.').replace(')', '.')}, not in UTF-8"):
        read_case(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xml", "a.json", "a.yaml"])
def test_truncated_files_are_refused(name: str, tmp_path: Path) -> None:
    """A file that was cut off at any place is refused or, in YAML, told as what is missing; never half read."""
    case = linked_case()
    if name.endswith(".xml"):
        (tmp_path / name).write_bytes(mspdi_of(case)[0])
    else:
        write_case(case, tmp_path / name)
    content = (tmp_path / name).read_bytes().rstrip()
    for part in (0.1, 0.5, 0.9, 0.999):
        path = tmp_path / f"cut-{name}"
        path.write_bytes(content[: int(len(content) * part)])
        if not name.endswith(".yaml"):
            with pytest.raises(InputError):
                read_case(path)


def test_a_truncated_mark_of_utf16_is_refused(tmp_path: Path) -> None:
    """Half a letter at the end of UTF-16 is told as such."""
    path = tmp_path / "case.json"
    path.write_bytes(json.dumps({"title": "Ж"}, ensure_ascii=False).encode("utf-16")[:-1])
    with pytest.raises(InputError, match=r"does not hold text in UTF-16 .*it may be cut off"):
        read_case(path)


def test_an_instance_that_claims_countless_resources_is_refused(tmp_path: Path) -> None:
    """The number of resources that an instance claims is not believed."""
    path = tmp_path / "many.sm"
    write_any(linked_case(), tmp_path / "sound.mm")
    text = (tmp_path / "sound.mm").read_text()
    path.write_text(text.replace("renewable                 :  3", "renewable                 :  " + "9" * 30, 1))
    assert _told(path) == "refused: many.sm does not read as an instance of the scheduling literature"


def test_a_project_file_with_impossible_years_is_refused(tmp_path: Path) -> None:
    """Days of the year 9999 are not counted one by one."""
    path = tmp_path / "late.xml"
    path.write_text(mspdi_of(linked_case())[0].decode().replace("<Finish>2027-01-", "<Finish>9999-01-", 1))
    assert "holds a value that MS Project XML does not allow: 9999-01-" in _told(path)
