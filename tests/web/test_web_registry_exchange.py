"""Import and export: what a file changes is shown first, done in one go, and nothing hostile gets in or out."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from serpin.examples.samples import sample
from serpin.formats.files import read_case, write_case
from serpin.formats.yaml_text import yaml_of
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry.actions import load_case
from serpin.web.registry.bridge import case_of
from serpin.web.registry.models import Document, Record, Upload
from serpin.web.registry.sheets import kind_named

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker) -> Iterator[int]:
    """Store the sample plant once for all tests of this file."""
    with django_db_blocker.unblock():
        workspace = Workspace.objects.create(slug="plant", title={"en": "Plant"})
        load_case(None, workspace, sample("plant"))
        yield workspace.pk
        Record.history.filter(workspace=workspace).delete()
        workspace.delete()


@pytest.fixture
def plant(stored: int) -> Workspace:
    """Return the sample plant as a workspace."""
    return Workspace.objects.get(pk=stored)


@pytest.fixture
def manager(plant: Workspace) -> User:
    """Return an innovation manager of the plant."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", name="M", language="ru")
    Membership.objects.create(user=user, workspace=plant, role=Role.INNOVATION_MANAGER)
    return user


@pytest.fixture
def signed_in(manager: User, client: Client) -> Client:
    """Return a browser in which the manager is signed in."""
    client.force_login(manager)
    return client


def _send(client: Client, name: str, content: bytes, page: str = "exchange") -> object:
    return client.post(reverse(page, args=["plant"]), {"file": SimpleUploadedFile(name, content)})


def _changed_case():
    """Return the sample with a project renamed and weighted, another one gone, and an enterprise more."""
    data = sample("plant").model_dump(mode="json", exclude_none=True)
    data["projects"][0]["weight"] = 9.0
    data["enterprises"].append({"id": "NEWCO", "name": "Новая фирма"})
    gone = data["claims"].pop()
    return type(sample("plant")).model_validate(data), gone["id"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_workbook_of_a_workspace_holds_the_same_case(
    signed_in: Client, manager: User, plant: Workspace, tmp_path, language: str
) -> None:
    """The workbook in each language and the YAML are read back as the case of the workspace."""
    manager.language = language
    manager.save()
    for ending in ("xlsx", "yaml"):
        answer = signed_in.get(reverse("workspace-file", args=["plant", ending]))
        path = tmp_path / f"case.{ending}"
        path.write_bytes(answer.content)
        assert read_case(path)[0] == case_of(plant)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="plant.{ending}"'


def test_a_preview_says_what_is_new_changed_and_gone(signed_in: Client) -> None:
    """Each change stands with its field, old and new words; nothing is written yet."""
    case, gone = _changed_case()
    before = Record.history.count()
    answer = _send(signed_in, "plan.yaml", yaml_of(case).encode())
    page = signed_in.get(answer.headers["Location"])
    lines = [(line.named.split()[0], line.field, line.before, line.after) for line in page.context["list"].rows]
    assert lines == [("P01", "Вес", "3", "9"), ("NEWCO", "", "", ""), (gone, "", "", "")]
    assert Record.history.count() == before


def test_what_has_no_code_is_named_in_the_words_of_the_reader(signed_in: Client) -> None:
    """A new effect on a kind of work is no word of programs in the preview."""
    data = sample("plant").model_dump(mode="json", exclude_none=True)
    data["risks"][0]["impacts"].append({"kind": "prototype", "on": "cost", "effect": "factor", "size": 1.2})
    case = type(sample("plant")).model_validate(data)
    page = signed_in.get(_send(signed_in, "plan.yaml", yaml_of(case).encode()).headers["Location"])
    assert page.context["new_count"] == 1
    assert page.context["list"].rows[0].kind == kind_named("risks.impacts").sheet.name("ru")
    assert "prototype" not in page.content.decode()
    assert "4 образцы новой техники" in page.content.decode()


@pytest.mark.parametrize("remove", [False, True])
def test_a_file_is_taken_over_by_codes_with_numbers_and_history_kept(
    signed_in: Client, plant: Workspace, manager: User, remove: bool
) -> None:
    """Changed records keep their number and gain a version; what is missing goes only when asked."""
    case, gone = _changed_case()
    row = Record.objects.get(kind="projects", code="P01")
    upload = _send(signed_in, "plan.yaml", yaml_of(case).encode()).headers["Location"]
    answer = signed_in.post(upload, {"do": "take", **({"remove": "1"} if remove else {})})
    assert answer.headers["Location"] == reverse("area-register", args=["plant"])
    again = Record.objects.get(kind="projects", code="P01")
    assert (again.pk, again.version, again.body["weight"], again.changed_by) == (row.pk, 2, 9.0, manager)
    assert again.history.count() == 2
    assert Record.objects.filter(kind="claims", code=gone).exists() is not remove
    assert Record.objects.filter(kind="enterprises", code="NEWCO").exists()
    if remove:
        assert case_of(plant) == case


def test_the_same_file_changes_nothing(signed_in: Client, plant: Workspace) -> None:
    """A workbook that was exported and is sent back unchanged is told to say the same already."""
    workbook = signed_in.get(reverse("workspace-file", args=["plant", "xlsx"])).content
    answer = _send(signed_in, "plan.xlsx", workbook)
    context = signed_in.get(answer.headers["Location"]).context
    assert (context["new_count"], context["changed_count"], context["gone_count"]) == (0, 0, 0)
    assert context["same"] == Record.objects.filter(workspace=plant).count()


def test_a_register_that_changed_since_the_preview_is_not_overwritten(signed_in: Client, plant: Workspace) -> None:
    """Somebody else's change after the preview refuses the file; the preview is shown anew."""
    case, _ = _changed_case()
    upload = _send(signed_in, "plan.yaml", yaml_of(case).encode()).headers["Location"]
    other = Record.objects.get(workspace=plant, kind="projects", code="P02")
    other.body = {**other.body, "weight": 5.0}
    other.save()
    refused = signed_in.post(upload, {"do": "take"})
    assert refused.status_code == 422
    assert Record.objects.get(kind="projects", code="P01").version == 1
    assert signed_in.post(upload, {"do": "take"}).status_code == 302


def test_problems_of_a_workbook_stand_with_sheet_and_cell(signed_in: Client, plant: Workspace) -> None:
    """A wrong cell is named by its sheet and cell, and nothing is kept."""
    book = openpyxl.load_workbook(io.BytesIO(signed_in.get(reverse("workspace-file", args=["plant", "xlsx"])).content))
    sheet = next(sheet for sheet in book if sheet.title == "Проекты")
    row = next(row for row in sheet.iter_rows() if row[0].value == "P01")
    heading = next(c for r in sheet.iter_rows(max_row=6) for c in r if c.value == "Вес")
    sheet.cell(row[0].row, heading.column).value = "много"
    content = io.BytesIO()
    book.save(content)
    refused = _send(signed_in, "plan.xlsx", content.getvalue())
    place = f"Проекты!{heading.column_letter}{row[0].row}"
    assert refused.status_code == 422
    assert place in refused.content.decode()
    assert not Upload.objects.exists()


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * (140 * 2**20))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.exe", b"MZ"),
        ("plan.xlsx", b"this is no workbook"),
        ("plan.xlsx", b"PK\x03\x04broken"),
        ("plan.yaml", b""),
        ("plan.yaml", b"PK\x03\x04"),
        ("plan.yaml", b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b]\n"),
        ("plan.json", b"[" * 100_000),
        ("plan.xml", b'<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><Project>&e;</Project>'),
        ("../../plan.yaml", b"title: \xff\xfe\x00"),
    ],
)
def test_files_that_are_none_are_refused_at_their_field(signed_in: Client, name: str, content: bytes) -> None:
    """Nothing that is broken, hostile or of another kind is read; the page says why and shows no path of ours."""
    refused = _send(signed_in, name, content)
    assert refused.status_code == 422
    assert tempfile.gettempdir() not in refused.content.decode()
    assert not Upload.objects.exists()


def test_a_workbook_that_unpacks_to_too_much_is_refused(signed_in: Client) -> None:
    """A small file that unpacks to more than the limit is not opened."""
    assert _send(signed_in, "plan.xlsx", _bomb()).status_code == 422


def test_a_file_above_the_limit_is_refused(signed_in: Client, settings) -> None:
    """The size is looked at before the content."""
    settings.LARGEST_UPLOAD = 1000
    refused = _send(signed_in, "plan.yaml", b"x" * 2000)
    assert refused.status_code == 422


def test_a_role_that_may_not_change_projects_cannot_do_it_by_a_file(plant: Workspace, client: Client) -> None:
    """An economist takes over sources of money, but no file that changes projects."""
    user = User.objects.create_user("e@plant.example", "long-enough-word", language="en")
    Membership.objects.create(user=user, workspace=plant, role=Role.ECONOMIST)
    client.force_login(user)
    case, _ = _changed_case()
    upload = _send(client, "plan.yaml", yaml_of(case).encode()).headers["Location"]
    assert client.post(upload, {"do": "take"}).status_code == 403
    assert Record.objects.get(kind="projects", code="P01").version == 1
    data = sample("plant").model_dump(mode="json", exclude_none=True)
    data["sources"][0]["priority"] = 7
    only_money = type(case).model_validate(data)
    upload = _send(client, "plan.yaml", yaml_of(only_money).encode()).headers["Location"]
    assert client.post(upload, {"do": "take"}).status_code == 302


def test_lists_are_exported_as_they_are_filtered_and_hold_no_formula(signed_in: Client, plant: Workspace) -> None:
    """CSV and workbook hold the filtered rows; a name that begins like a formula stays a text."""
    row = Record.objects.get(kind="projects", code="P02")
    row.body = {**row.body, "name": '=HYPERLINK("http://evil.example","x")'}
    row.search = "hyperlink"
    row.save()
    address = reverse("area-projects", args=["plant"]) + "?q=hyperlink&as="
    text = signed_in.get(address + "csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [line[0] for line in rows[1:]] == ["P02"]
    assert rows[1][1].startswith("'=HYPERLINK")
    book = openpyxl.load_workbook(io.BytesIO(signed_in.get(address + "xlsx").content))
    cell = book.active["B2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://evil.example","x")')
    assert signed_in.get(address + "exe").status_code == 404


def test_every_list_is_exported(signed_in: Client) -> None:
    """No kind of record breaks its export."""
    from serpin.web.registry.sheets import kinds

    for kind in kinds():
        for ending in ("csv", "xlsx"):
            answer = signed_in.get(reverse("records", args=["plant", kind.name]) + f"?as={ending}")
            assert answer.status_code == 200, (kind.name, ending)
    assert signed_in.get(reverse("area-ideas", args=["plant"]) + "?as=xlsx").status_code == 200


def test_documents_are_kept_apart_and_sent_as_downloads(
    signed_in: Client, plant: Workspace, settings, tmp_path
) -> None:
    """A document is stored under another name, sent as an attachment without sniffing, and goes with its file."""
    settings.MEDIA_ROOT = tmp_path
    row = Record.objects.get(kind="projects", code="P01")
    content = b"%PDF-1.7 something"
    address = reverse("record-attach", args=["plant", row.pk])
    signed_in.post(address, {"file": SimpleUploadedFile("../Отчёт <b>.pdf", content)})
    document = Document.objects.get()
    assert (document.name, "pdf" in document.file.name) == ("Отчёт _b_.pdf", False)
    answer = signed_in.get(reverse("document", args=["plant", document.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_a_deleted_document_takes_its_file_along(
    signed_in: Client, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    """After the deletion neither row nor file is left."""
    settings.MEDIA_ROOT = tmp_path
    row = Record.objects.get(kind="projects", code="P01")
    signed_in.post(reverse("record-attach", args=["plant", row.pk]), {"file": SimpleUploadedFile("a.txt", b"text")})
    document = Document.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("document-delete", args=["plant", document.pk]))
    assert not Document.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", b"<script>"),
        ("a.svg", b"<svg/>"),
        ("a.pdf", b"<script>"),
        ("a.png", b"MZ"),
        ("a.txt", b"MZ\x00"),
        ("a.pdf", b""),
    ],
)
def test_documents_of_other_kinds_are_refused(signed_in: Client, name: str, content: bytes) -> None:
    """Pages, programs and files that are not what their name says are not kept."""
    row = Record.objects.get(kind="projects", code="P01")
    signed_in.post(reverse("record-attach", args=["plant", row.pk]), {"file": SimpleUploadedFile(name, content)})
    assert not Document.objects.exists()


def test_a_workspace_is_made_from_nothing_or_from_a_file(plant: Workspace, client: Client, tmp_path) -> None:
    """An administrator makes workspaces and leads them; others find no such page."""
    user = User.objects.create_user("a@plant.example", "long-enough-word", language="en")
    Membership.objects.create(user=user, workspace=plant, role=Role.ADMINISTRATOR)
    client.force_login(user)
    address = reverse("workspace-new")
    refused = client.post(address, {"title": "", "slug": "Ü", "kind": "enterprise", "language": "kk"})
    assert refused.status_code == 422
    empty = client.post(address, {"title": "Second plant", "slug": "", "kind": "enterprise", "language": "kk"})
    assert empty.headers["Location"] == "/w/second-plant/register/whole/"
    form = client.get(empty.headers["Location"], follow=True)
    assert form.status_code == 200
    start = {"title": "Second plant", "start": "2027-01-01", "language": "kk"}
    assert client.post("/w/second-plant/register/case/new/", start).status_code == 302
    assert client.get("/w/second-plant/").status_code == 200
    path = tmp_path / "case.xlsx"
    write_case(sample("plant"), path, "kk")
    sent = {"title": "", "slug": "third", "kind": "enterprise", "language": "kk"}
    filled = client.post(address, {**sent, "file": SimpleUploadedFile("c.xlsx", path.read_bytes())})
    assert filled.headers["Location"] == "/w/third/"
    assert case_of(Workspace.objects.get(slug="third")) == sample("plant")
    other = User.objects.create_user("o@plant.example", "long-enough-word", language="en")
    Membership.objects.create(user=other, workspace=plant, role=Role.PROJECT_LEADER)
    client.force_login(other)
    assert client.get(address).status_code == 404


def test_a_project_of_ms_project_comes_in_without_touching_the_case_as_a_whole(
    signed_in: Client, plant: Workspace, tmp_path
) -> None:
    """Works and resources of the file are new or changed; title, start and rates of the case stay."""
    from serpin.formats.exchange import write_project_file

    path = tmp_path / "plan.xml"
    write_project_file(sample("plant"), path)
    upload = _send(signed_in, "plan.xml", path.read_bytes()).headers["Location"]
    head = Record.objects.get(workspace=plant, kind="case")
    context = signed_in.get(upload).context
    assert kind_named("case").sheet.name("ru") not in {line.kind for line in context["list"].rows}
    assert signed_in.post(upload, {"do": "take"}).status_code == 302
    again = Record.objects.get(workspace=plant, kind="case")
    assert (again.pk, again.body, again.version) == (head.pk, head.body, head.version)
