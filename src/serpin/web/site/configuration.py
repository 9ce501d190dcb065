"""What the settings need before Django is there: the secret key and the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def secret_key(given: str, data: Path) -> str:
    """Return the secret key: as given, else as kept in the data folder, else one for this process alone."""
    if given:
        return given
    path = data / "secret.key"
    return path.read_text("ascii") if path.exists() else secrets.token_urlsafe(60)


def make_data_folder(data: Path) -> None:
    """Make the data folder with its secret key, unless it is there.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    (data / "built").mkdir(parents=True, exist_ok=True)
    path = data / "secret.key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(60))


def database_from(address: str, data: Path) -> dict[str, Any]:
    """Return Django's description of the database at an address; of the embedded one where it is empty.

    A server on a socket is named by its folder: ``postgresql://user@/name?host=/var/run/postgresql``.

    Raises
    ------
    ValueError
        If the address is not that of a PostgreSQL database.
    """
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data / "serpin.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        message = f"SERPIN_DATABASE is {parts.scheme}://…: expected postgresql://user:password@host:port/name"
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or parse_qs(parts.query).get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address, or an empty text: so the policy of a page names a server."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
