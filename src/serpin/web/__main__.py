"""``python -m serpin.web``: serve the application, or manage it with Django's commands."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Serve (``serve …``), or hand on to Django (``manage …``).

    Returns
    -------
    int
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serpin.web.site.settings")
    if given[:1] == ["serve"]:
        from serpin.web.site.serving import serve_from_arguments  # noqa: PLC0415 - Django is heavy

        return serve_from_arguments(given[1:])
    if given[:1] == ["prepare"]:
        from serpin.web.site.prepare import prepare  # noqa: PLC0415 - Django is heavy

        sys.stdout.write(prepare(demo="--demo" in given))  # the supervisor reads it
        return 0
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - Django is heavy

    execute_from_command_line(["serpin manage", *(given[1:] if given[:1] == ["manage"] else given)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
