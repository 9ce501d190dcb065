"""Pages that are seldom seen, in a real browser: signing in by other ways, invitations, refusals, empty workspaces."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory
from django.utils import translation
from test_web_journeys import CONTRAST, NARROW, english, faults_of

from conftest import PageAs, photograph
from serpin.web.accounts import limits
from serpin.web.ui import errors

pytestmark = pytest.mark.browser

PASSWORD = "serpin-demo-2026"  # noqa: S105 - of invented people
Look = Callable[[Any, str], None]


@pytest.fixture
def look(screenshots: Path) -> Look:
    """Return what looks at a page in both sizes, light and dark, keeps pictures, and fails where rules are broken."""
    scanner = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    words = english()

    def looked(page: Any, name: str) -> None:
        for suffix, size, scheme in (("", {"width": 1366, "height": 768}, "light"), ("-narrow", NARROW, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            photograph(page, screenshots / f"seldom-{name}{suffix}.png", full_page=True)
            assert faults_of(page, scanner) == [], name + suffix
            page.emulate_media(color_scheme="light" if suffix else "dark", reduced_motion="reduce")
            assert faults_of(page, scanner, CONTRAST) == [], f"{name}{suffix} in the other light"
        lines = {line.strip() for line in page.locator("body").inner_text().splitlines()}
        assert lines & words == set(), name

    return looked


def test_the_ways_in_are_accessible(page_as: PageAs, look: Look) -> None:
    """Signing in, its refusals, a new password by letter, invitations that are void, a provider that failed."""
    page = page_as("", "kk")
    page.locator("header button", has_text="Қаз").click()
    look(page, "sign-in")
    page.fill("#id_login", "nobody@plant.example")
    page.fill("#id_password", "a-wrong-word")
    page.locator("main form button.first").first.click()
    page.wait_for_selector("[role=alert], .fault")
    look(page, "sign-in-refused")
    page.goto("/accounts/password/reset/")
    look(page, "new-password")
    page.fill("input[type=email]", "nobody@plant.example")
    page.locator("main form button.first").first.click()
    page.wait_for_url(re.compile("/done/"))
    look(page, "new-password-sent")
    for name, address in (
        ("new-password-void", "/accounts/password/reset/key/1-nonsense/"),
        ("new-password-done", "/accounts/password/reset/key/done/"),
        ("invitation-void", "/invitations/nonsense/"),
        ("provider-failed", "/accounts/3rdparty/login/error/"),
        ("provider-cancelled", "/accounts/3rdparty/login/cancelled/"),
        ("account-closed", "/accounts/inactive/"),
    ):
        page.goto(address)
        look(page, name)


def test_an_invitation_and_the_second_factor_are_accessible(page_as: PageAs, look: Look) -> None:
    """Somebody is invited, joins with a password, switches the second factor on, and signs in with it."""
    manager = page_as("admin@plant.example", "kk")
    manager.goto("/w/plant/people/")
    manager.fill("#email", "new@plant.example")
    manager.select_option("#role", "expert")
    manager.locator("form.row button.first").click()
    told = manager.locator(".told").inner_text()
    look(manager, "invited")
    found = re.search(r"(/invitations/\S+/)", told)
    assert found is not None
    page = page_as("", "kk")
    page.goto(found.group(1))
    look(page, "invitation")
    page.fill("#name", "Жаңа Адам")
    page.fill("#password", "1234567890")
    page.locator("main form button.first").click()
    page.wait_for_selector(".fault")
    look(page, "invitation-refused")
    page.fill("#password", "quite-another-word")
    page.locator("main form button.first").click()
    page.wait_for_url(re.compile("/w/plant/"))
    page.goto("/accounts/2fa/totp/activate/")
    look(page, "prove-yourself")
    page.fill("input[type=password]", "quite-another-word")
    page.locator("main form button.first").first.click()
    page.wait_for_selector("main code")
    look(page, "second-factor-on")
    secret = page.locator("main code").inner_text().strip()
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))
    page.locator("main form button.first").first.click()
    page.wait_for_url(re.compile("recovery-codes"))
    look(page, "recovery-codes")
    for name, address in (
        ("second-factor", "/accounts/2fa/"),
        ("recovery-codes-new", "/accounts/2fa/recovery-codes/generate/"),
        ("second-factor-off", "/accounts/2fa/totp/deactivate/"),
        ("sign-out", "/accounts/logout/"),
    ):
        page.goto(address)
        look(page, name)
    again = page_as("", "kk")
    again.fill("#id_login", "new@plant.example")
    again.fill("#id_password", "quite-another-word")
    again.locator("main form button.first").first.click()
    again.wait_for_url(re.compile("2fa/authenticate"))
    look(again, "second-factor-asked")


def test_an_empty_workspace_says_what_to_do(page_as: PageAs, look: Look) -> None:
    """Every list of a new workspace is accessible while it is empty, and leads on."""
    page = page_as("admin@plant.example", "kk")
    page.goto("/workspaces/new/")
    look(page, "workspace-new")
    page.fill("#title", "Жаңа зауыт")
    page.fill("#slug", "empty")
    page.locator("main form button.first").click()
    page.wait_for_url(re.compile("/w/empty/"))
    for name in ("", "ideas/", "projects/", "register/", "register/risks/", "register/problems/", "plans/"):
        page.goto(f"/w/empty/{name}")
        page.wait_for_load_state("networkidle")
        look(page, f"empty-{name.replace('/', '-').strip('-') or 'overview'}")
        assert page.locator("main a, main button").count() > 0, name
    for name in (
        "plans/new/",
        "plans/compare/",
        "plans/progress/",
        "people/",
        "register/exchange/",
        "register/case/new/",
    ):
        page.goto(f"/w/empty/{name}")
        look(page, f"empty-{name.replace('/', '-').strip('-')}")


def test_refusals_are_accessible_and_lead_on(page_as: PageAs, look: Look, rf: RequestFactory) -> None:
    """What is not there, what is not allowed and what broke say what to do next."""
    page = page_as("expert@programme.example", "kk")
    page.goto("/w/plant/")
    look(page, "not-there")
    page.goto("/w/region/plans/new/")
    look(page, "not-allowed")
    assert page.locator("main a.button").count() == 1
    request = rf.get("/broken/")
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = "kk"
    request.session = {}
    with translation.override("kk"):
        made = {
            "broken": errors.broken(request),
            "not-understood": errors.bad_request(request, ValueError()),
            "too-much": errors.bad_request(request, RequestDataTooBig()),
            "too-open": errors.forged(request),
            "too-many": limits.too_many(request),
        }
    for name, answer in made.items():
        page.route(f"**/{name}/", _answering(answer.content))
        page.goto(f"/{name}/")
        look(page, name)
        assert page.locator("main a.button").count() == 1


def _answering(body: bytes) -> Callable[[Any], None]:
    """Return what answers a request with a page."""
    return lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")


def test_refused_forms_are_accessible(page_as: PageAs, look: Look) -> None:
    """A record, an idea, an invitation, a scenario and a file that are refused say why at their fields."""
    page = page_as("manager@plant.example", "kk")
    for name, address in (
        ("record", "/w/plant/register/risks/new/"),
        ("idea", "/w/plant/ideas/new/"),
        ("settings", "/me/"),
    ):
        page.goto(address)
        page.locator("main form.form").first.evaluate("form => { form.noValidate = true; }")
        page.eval_on_selector_all(
            "main form.form input:not([type=hidden])", "all => all.forEach(one => { one.value = ''; })"
        )
        page.locator("main form.form button.first").first.click()
        page.wait_for_selector(".fault")
        look(page, f"refused-{name}")
    page.goto("/w/plant/people/")
    page.fill("#email", "new@plant.example")
    page.fill("#enterprise", "NOBODY")
    page.locator("form.row button.first").click()
    page.wait_for_selector("#enterprise-fault")
    look(page, "refused-invitation")
    page.goto("/w/plant/plans/new/")
    page.fill("#seed", "x")
    page.locator("p.actions button.first").click()
    page.wait_for_selector(".fault")
    look(page, "refused-scenario")
    page.goto("/w/plant/register/exchange/")
    page.set_input_files("#file", {"name": "case.yaml", "mimeType": "text/plain", "buffer": b"projects: 5"})
    page.locator("main form button.first").click()
    page.wait_for_selector("[role=alert], .fault, .told.error")
    look(page, "refused-file")
