"""Settings of the web application, from a few environment variables; everything else has one good value.

``SERPIN_DATA``       folder for the database, uploads and the secret key (default: ``serpin-data`` here)
``SERPIN_DATABASE``   address of a PostgreSQL database (``postgresql://user:password@host/name``); SQLite when empty
``SERPIN_HOSTS``      names under which the server is reached, with commas (default: this machine only)
``SERPIN_HTTPS``      ``1`` behind a server that speaks HTTPS: cookies and redirects become strict
``SERPIN_DEMO``       ``1`` shows the invented accounts on the page of signing in; ``serpin demo`` sets it
``SERPIN_SECRET``     secret key; made once and kept in the data folder when empty
``SERPIN_MAIL_FROM``  sender of mail; mail is written to files in the data folder unless ``SERPIN_MAIL_HOST`` is set
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from serpin.web.site.configuration import database_from, origin_of, secret_key

WEB = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SERPIN_DATA", "serpin-data")).resolve()
HTTPS = os.environ.get("SERPIN_HTTPS") == "1"
DEMO = os.environ.get("SERPIN_DEMO") == "1"

DEBUG = False
SECRET_KEY = secret_key(os.environ.get("SERPIN_SECRET", ""), DATA)
ALLOWED_HOSTS = os.environ.get("SERPIN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
ROOT_URLCONF = "serpin.web.site.urls"
WSGI_APPLICATION = "serpin.web.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "serpin.web.ui",  # first: its templates go before those of allauth
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "simple_history",
    "csp",
    "serpin.web.accounts",
    "serpin.web.registry",
    "serpin.web.runs",
    "serpin.web.plans",
    "serpin.web.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "serpin.web.ui.turns.TurnsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "serpin.web.ui.plain.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "serpin.web.accounts.middleware.LanguageMiddleware",
    "serpin.web.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "serpin.web.ui.engine.Templates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["serpin.web.ui.templatetags.speaking"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "serpin.web.site.navigation.navigation",
            ],
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("SERPIN_DATABASE", ""), DATA)}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "serpin.web.accounts.adapter.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "serpin.web.accounts.adapter.KnownOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PASSWORD_CHANGE_REDIRECT_URL = "me"  # noqa: S105 - the name of a page
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SERPIN_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Serpin"
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "institution",
                "name": os.environ.get("SERPIN_OIDC_NAME", "OpenID"),
                "client_id": os.environ.get("SERPIN_OIDC_CLIENT", ""),
                "secret": os.environ.get("SERPIN_OIDC_SECRET", ""),
                "settings": {"server_url": os.environ["SERPIN_OIDC_SERVER"]},
            }
        ]
        if os.environ.get("SERPIN_OIDC_SERVER")
        else []
    }
}

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
FORMAT_MODULE_PATH = ["serpin.web.site.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("SERPIN_TIME_ZONE", "Asia/Almaty")

# Shared by the processes that answer pages: what counts attempts to sign in.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "counts"}}

STATIC_URL = "/static/"
STATICFILES_DIRS = [DATA / "built"] if (DATA / "built").is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA / "documents"

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("SERPIN_MAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_HOST = os.environ.get("SERPIN_MAIL_HOST", "")
EMAIL_FILE_PATH = str(DATA / "mail")
DEFAULT_FROM_EMAIL = os.environ.get("SERPIN_MAIL_FROM", "serpin@localhost")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LARGEST_UPLOAD = 20 * 1024 * 1024

DRAWS_BESIDE = True
"""Whether pictures and files of plans are made by processes of their own, which give their memory back."""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Browsers hold the redirect after a form against this, too: signing in by a provider is one.
        "form-action": [SELF, *filter(None, [origin_of(os.environ.get("SERPIN_OIDC_SERVER", ""))])],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "serpin.web.ui.errors.forged"
SESSION_ENGINE = "serpin.web.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
