"""What people do, in a real browser on the served demonstration, with pictures kept under ``artefacts/screenshots``."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polib
import pytest
from django.urls import Resolver404, resolve

from conftest import ROOT, DemoServer, PageAs, photograph
from serpin.base.texts import translate
from serpin.web.accounts.roles import ROLE_NAMES
from serpin.web.site.people import PEOPLE

pytestmark = pytest.mark.browser

NARROW = {"width": 390, "height": 844}
FILES = re.compile(r"/files/|/documents/\d+/$|\.[a-z]{3,4}$|/download/|/static/|/language/")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTRAST = ["color-contrast"]
"""What another light may change."""
TITLES = {
    "kk": "Сорғы доңғалағының жаңа қалыбы",
    "ru": "Станок с голосовым управлением",
    "en": "A furnace without smoke",
}


def english() -> set[str]:
    """Return the sentences of the catalogue that Kazakh says differently, or does not say yet."""
    catalogue = polib.pofile(str(ROOT / "src" / "serpin" / "locale" / "kk" / "LC_MESSAGES" / "serpin.po"))
    return {entry.msgid for entry in catalogue if entry.msgstr != entry.msgid and re.search("[a-z]{3}", entry.msgid)}


def crawl(page: Any, start: list[str], most: int) -> list[str]:
    """Return one address of every page that links lead to, the start first."""
    waiting, found, known = list(start), [], set()
    while waiting and len(found) < most:
        address = waiting.pop(0)
        if FILES.search(address):
            continue
        try:
            match = resolve(address)
        except Resolver404:
            continue
        kind = match.kwargs.get("kind") if match.url_name == "records" else match.kwargs.get("name")
        name = (match.url_name, kind if kind in (None, "projects", "sources") or match.url_name != "records" else "…")
        if name in known or match.url_name in ("account_logout", "alive", "mfa_totp_activate"):
            continue
        known.add(name)
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.append(urlsplit(page.url).path)
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        waiting += [urlsplit(link).path for link in links if f"//{urlsplit(page.url).netloc}/" in link]
    return found


def faults_of(page: Any, scanner: Any, rules: list[str] = STANDARDS) -> list[str]:
    """Return where a page, all unfolded, breaks the rules of accessibility, or is wider than the screen."""
    page.evaluate("document.querySelectorAll('main details').forEach(part => { part.open = true; })")
    answer = scanner.run(page, options={"runOnly": rules}).response
    found = [f"{fault['id']}: {fault['nodes'][0]['html'][:150]}" for fault in answer["violations"]]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{wider} px wider than the screen"] if wider > 0 else found


def choose(page: Any, selector: str, value: str) -> None:
    """Choose a code, from a list or by typing it."""
    field = page.locator(selector)
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def test_every_page_is_accessible_in_light_and_dark_and_on_a_telephone(page_as: PageAs, screenshots: Path) -> None:
    """Nothing breaks the rules of WCAG 2.2 AA, nothing is refused by the policy, no page is wider than the screen."""
    scanner = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    wide = page_as()
    narrow = page_as(**NARROW, dark=True)
    wide.goto("/w/plant/plans/1/")
    wide.wait_for_selector(".figures", timeout=240_000)
    addresses = crawl(wide, ["/w/plant/", "/me/", "/accounts/2fa/", "/nothing/", "/accounts/password/change/"], 60)
    assert len(addresses) > 15
    assert {part for address in addresses if (part := address.partition("/parts/")[2])} >= {
        "projects/",
        "money-section/",
    }
    words = english()
    wrong: list[str] = []
    foreign: set[str] = set()
    for address in addresses:
        name = address.strip("/").replace("/", "-") or "home"
        for page, suffix in ((wide, ""), (narrow, "-narrow")):
            page.goto(address)
            photograph(page, screenshots / f"{name}{suffix}.png", full_page=True)
            wrong += [f"{address}{suffix}: {fault}" for fault in faults_of(page, scanner)]
        lines = {line.strip() for line in wide.locator("body").inner_text().splitlines()}
        foreign |= {f"{line} ({address})" for line in lines & words}
    assert not wrong, "\n".join(wrong)
    assert not foreign, "\n".join(sorted(foreign))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_from_the_idea_to_the_report(page_as: PageAs, screenshots: Path, language: str) -> None:
    """An idea is suggested, becomes a project, is planned with the others, and the report is read."""
    page = page_as("manager@plant.example", language)
    shot = lambda name: photograph(page, screenshots / f"journey-{language}-{name}.png")  # noqa: E731 - short
    number = ["kk", "ru", "en"].index(language)
    page.goto("/w/plant/ideas/new/")
    page.fill("#title", TITLES[language])
    page.fill("#text", TITLES[language])
    shot("1-idea")
    page.locator("main form.form p button").last.click()
    page.wait_for_url(re.compile(r"/ideas/\d+/$"))
    shot("2-idea")
    page.locator("main a[href*='/ideas/project/']").first.click()
    page.fill("[name='innovation.id']", f"IX{number}")
    page.select_option("[name='innovation.type']", index=1)
    page.select_option("[name='innovation.novelty']", index=1)
    shot("3-innovation")
    page.locator("button[name=go][value=next]").click()
    page.fill("[name='project.id']", f"PX{number}")
    choose(page, "[name='project.enterprise']", "PLANT")
    shot("4-project")
    page.locator("button[name=go][value=next]").click()
    shot("5-works")
    page.locator("button[name=go][value=finish]").click()
    page.wait_for_url(re.compile(r"/records/\d+/$"))
    assert TITLES[language] in page.locator("main").inner_text()
    shot("6-record")
    page.goto("/w/plant/plans/new/")
    page.fill("#title", TITLES[language])
    page.fill("#seconds", "2")
    page.locator("main form.form .actions button.first").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    shot("7-asked")
    page.wait_for_selector(".figures", timeout=120_000)
    page.wait_for_load_state()
    shot("8-plan")
    link = page.locator("a[href*='/files/'][href*='html']").first.get_attribute("href")
    report = page.request.get(link, timeout=120_000).text()
    assert TITLES[language] in report
    assert f'lang="{language}"' in report


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_everybody_signs_in(page_as: PageAs, screenshots: Path, language: str) -> None:
    """Each role comes in with one click on the demonstration's page, and finds its workspace and its role."""
    people = PEOPLE if language == "kk" else PEOPLE[:2]
    for person in people:
        page = page_as(person.email, language)
        assert person.name in page.locator("header").inner_text()
        assert page.locator("nav.areas a").count() >= 5
        page.goto("/me/")
        assert translate(ROLE_NAMES[person.role], language) in page.locator("main").inner_text()
        page.goto("/")
        photograph(page, screenshots / f"first-{language}-{person.role}.png")
        page.context.close()


def test_the_keyboard_is_enough(page_as: PageAs, demo_server: DemoServer) -> None:
    """One signs in, passes the navigation, opens and closes a menu and searches without a mouse."""
    page = page_as("", "en")
    page.keyboard.type("manager@plant.example")
    page.keyboard.press("Tab")
    page.keyboard.type("serpin-demo-2026")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/w/plant/"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("details.menu.right summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.menu.right").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.menu.right").get_attribute("open") is None
    page.goto("/w/plant/projects/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


def test_the_reader_chooses_language_and_theme(page_as: PageAs, screenshots: Path) -> None:
    """Both are kept with the person, whatever the device says; on paper the navigation is left out."""
    page = page_as("economist@plant.example", "ru")
    page.goto("/me/")
    page.select_option("#theme", "dark")
    page.locator("main form.form button.first").click()
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.lang") == "ru"
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    page.emulate_media(media="screen")
    page.select_option("#theme", "auto")
    page.locator("main form.form button.first").click()
    page.wait_for_load_state()
