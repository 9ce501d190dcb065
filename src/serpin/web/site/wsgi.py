"""The application as a server calls it."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serpin.web.site.settings")

_MANY = 10_000
"""New objects after which garbage is looked for: a page leaves some sixty that refer to each other."""


def _load() -> None:
    """Load what every page needs, so that the first reader does not wait, and leave it out of the collection."""
    from django.urls import get_resolver  # noqa: PLC0415 - needs a configured Django

    from serpin.base.texts import LANGUAGES, catalogue  # noqa: PLC0415 - as above
    from serpin.web.registry.sheets import kinds  # noqa: PLC0415 - as above

    get_resolver().url_patterns  # noqa: B018 - for its effect: the views are imported
    kinds()
    for language in LANGUAGES:
        catalogue(language)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MANY, 20, 50)


application = get_wsgi_application()
_load()
