"""What is done before serving: tables, the script of the charts, and the samples of a demonstration."""

from __future__ import annotations

import os
from pathlib import Path

from serpin.web.site.configuration import make_data_folder


def prepare(*, demo: bool) -> str:
    """Bring the database up to date, write what pages need, and load the samples when asked.

    Returns
    -------
    str
        The path at which the first account is made; empty where somebody has one.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serpin.web.site.settings")
    make_data_folder(Path(os.environ.get("SERPIN_DATA", "serpin-data")).resolve())
    import django  # noqa: PLC0415 - only when serving

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - as above
    from django.core.management import call_command  # noqa: PLC0415 - as above

    from serpin.web.site.bundle import write_bundle  # noqa: PLC0415 - as above

    call_command("migrate", interactive=False, verbosity=0)
    write_bundle(settings.DATA / "built")
    if demo:
        from serpin.web.site.sample import load_samples  # noqa: PLC0415 - as above

        load_samples()
    from django.db import connections  # noqa: PLC0415 - as above

    from serpin.web.accounts.beginning import first_address, nobody_yet  # noqa: PLC0415 - as above

    first = first_address() if nobody_yet() else ""
    connections.close_all()
    return first
