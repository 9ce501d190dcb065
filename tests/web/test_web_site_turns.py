"""Pages take turns, a long one holds up nobody; sessions end; sentences of templates are escaped and kept apart."""

import gc
import threading
import weakref
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from serpin.web.accounts.models import User
from serpin.web.accounts.sessions import SessionStore
from serpin.web.ui import turns


def test_pages_are_made_one_after_the_other() -> None:
    """While a page is made, the next one waits; when it waited long enough, it is made all the same."""
    begun, may_end = threading.Event(), threading.Event()
    made: list[str] = []

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path == "/long":
            begun.set()
            assert may_end.wait(20)
        made.append(request.path)
        return HttpResponse()

    middleware = turns.TurnsMiddleware(respond)
    middleware.turns = turns.Turns(1)
    asked = {}
    for path in ("/long", "/short"):
        asked[path] = HttpRequest()
        asked[path].path = path
    long = threading.Thread(target=middleware, args=(asked["/long"],))
    long.start()
    assert begun.wait(20)
    assert middleware.turns.free == 0
    middleware(asked["/short"])
    assert made == ["/short"]
    may_end.set()
    long.join(20)
    assert made == ["/short", "/long"]
    assert middleware.turns.free == 1


def test_whoever_has_waited_longest_comes_first() -> None:
    """A place that is given back goes to the first who waits, and not to whoever asks just then."""
    places = turns.Turns(1)
    assert places.take(0.0)
    order: list[str] = []

    def wait(name: str) -> None:
        assert places.take(20)
        order.append(name)
        places.give()

    threads = []
    for count, name in enumerate(("first", "second"), start=1):
        threads.append(threading.Thread(target=wait, args=(name,)))
        threads[-1].start()
        while len(places._waiting) < count:
            pass
    places.give()
    for thread in threads:
        thread.join(20)
    assert order == ["first", "second"]
    assert places.free == 1
    assert places.take(0.0)
    assert not places.take(0.0)


def test_a_page_that_waits_for_another_process_lets_others_be_made() -> None:
    """While a page steps aside its turn is free; it goes on with a turn again, and gives it back at the end."""
    free: list[int] = []

    def respond(request: HttpRequest) -> HttpResponse:
        with turns.aside():
            free.append(middleware.turns.free)
            with turns.aside():
                free.append(middleware.turns.free)
        free.append(middleware.turns.free)
        return HttpResponse(request.path)

    middleware = turns.TurnsMiddleware(respond)
    middleware.turns = turns.Turns(1)
    middleware(HttpRequest())
    assert free == [1, 1, 0]
    assert middleware.turns.free == 1
    with turns.aside():
        assert middleware.turns.free == 1


def test_a_page_that_breaks_gives_its_turn_back() -> None:
    """Whatever happens within a page, the next one comes."""

    def respond(request: HttpRequest) -> HttpResponse:
        raise KeyError(request)

    middleware = turns.TurnsMiddleware(respond)
    middleware.turns = turns.Turns(1)
    for _ in range(3):
        with pytest.raises(KeyError):
            middleware(HttpRequest())
    assert middleware.turns.free == 1


@pytest.mark.django_db
def test_a_session_that_is_over_or_unknown_signs_nobody_in(client: Client) -> None:
    """A session holds until its end, and not a moment longer."""
    client.force_login(User.objects.create_user("m@plant.example", "long-enough-word", language="en"))
    assert client.get("/me/").status_code == 200
    store = SessionStore(client.session.session_key)
    assert store.load()["_auth_user_id"]
    store.model.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(client.session.session_key).load() == {}
    assert client.get("/me/").status_code == 302
    assert SessionStore("no-such-session").load() == {}


class Shown:
    """Something that a page shows."""


def test_a_page_leaves_nothing_behind_for_the_collector() -> None:
    """What a page shows is gone when it is made, without a search for what refers to itself."""
    templates = engines["engine"]
    shown = Shown()
    seen = weakref.ref(shown)
    gc.disable()
    try:
        page = templates.from_string("{% block all %}{{ shown }}{{ word }}{% endblock %}")
        assert page.render({"shown": shown, "word": "&"}, RequestFactory().get("/")).endswith("&amp;")
        del shown
        assert seen() is None
    finally:
        gc.enable()
    with pytest.raises(TemplateDoesNotExist):
        templates.get_template("no/such.html")


def test_sentences_of_templates_are_escaped_in_every_language() -> None:
    """Values are escaped, a sentence is looked up for each language, and nonsense is refused."""
    template = Template("{% say 'Plan {number}' number=name %}|{% say 'Delete' %}|{% say 'Delete' as word %}{{ word }}")
    said = {}
    for _ in range(2):
        for language in ("en", "ru", "kk"):
            with translation.override(language):
                said[language] = template.render(Context({"name": "<b>"}))
    assert said["en"] == "Plan &lt;b&gt;|Delete|Delete"
    assert said["ru"].split("|")[1:] == ["Удалить", "Удалить"]
    assert len(set(said.values())) == 3
    with translation.override("en"):
        assert Template("{% autoescape off %}{% say name %}{% endautoescape %}").render(Context({"name": "&"})) == "&"
        assert Template("{% say name %}").render(Context({"name": "&"})) == "&amp;"
    with pytest.raises(TemplateSyntaxError):
        Template("{% say 'Delete' word %}")
