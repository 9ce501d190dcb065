"""Sessions in the database, read by one plain statement: every page begins with it."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db import connections, router
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(InDatabase):
    """Sessions of Django that are read without building a query each time."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; a session that is over or unknown loses its key."""
        connection = connections[router.db_for_read(self.model)]
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])
