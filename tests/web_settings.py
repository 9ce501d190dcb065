"""Settings of the web application for tests: data in a folder of their own, quick passwords, plain static files.

``SERPIN_TEST_DATABASE`` names a PostgreSQL database to test on; else the embedded one is used.
"""

import os
import tempfile

os.environ["SERPIN_DATA"] = os.environ.get("SERPIN_TEST_DATA") or tempfile.mkdtemp(prefix="serpin-test-")
os.makedirs(os.path.join(os.environ["SERPIN_DATA"], "built"), exist_ok=True)
os.environ["SERPIN_DATABASE"] = os.environ.get("SERPIN_TEST_DATABASE", "")
os.environ.setdefault("SERPIN_SECRET", "only-for-tests-" * 4)

from serpin.web.site.settings import *  # noqa: E402, F403 - the rest is as it is served

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
DRAWS_BESIDE = False  # other processes do not see the database of a test
