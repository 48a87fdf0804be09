"""All settings, read from the environment once. docs/operations.md explains each variable."""

import os
import re
import tomllib
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, default: bool) -> bool:
    """Read a yes/no variable; anything unclear stops the start instead of being guessed."""
    text = os.environ.get(name, "").strip().lower()
    if text == "":
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}")


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def whole_number(name: str, text: str) -> int:
    """A setting that counts something; anything else stops the start."""
    if text.strip().isdecimal():
        return int(text)
    raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}")


def web_address(name: str, text: str) -> str:
    """A setting that is an address or empty; half an address stops the start."""
    text = text.strip()
    if text and not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise ImproperlyConfigured(f"{name} must be an address that begins with https:// or http://")
    return text


# What a release says it was made with.
with (BASE_DIR / "pyproject.toml").open("rb") as project:
    SOFTWARE = "Nanjing Targets " + tomllib.load(project)["project"]["version"]

DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def secret_key() -> str:
    """The key from the environment, else one made once and kept beside the data, readable by us alone."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        key = get_random_secret_key()
        file.write(key)
    return key


DEBUG = env_bool("DEBUG", False)
SECRET_KEY = secret_key()
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{HOST}")
CSRF_FAILURE_VIEW = "tracker.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# Behind a TLS-terminating proxy: cookies only over HTTPS.
HTTPS = env_bool("HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

# The demonstration: invented figures for fictitious units, on this machine only unless told otherwise.
DEMO = env_bool("DEMO", True)
DEMO_PUBLIC = env_bool("DEMO_PUBLIC", False)
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD") or "shili-2026-demo"

INSTALLED_APPS = [
    "tracker",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
]

# Long work waits in the database for the worker that `manage.py serve` runs beside the server.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Off where several servers share a database and one worker is run apart: manage.py worker.
WORKER = env_bool("WORKER", True)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # a sheet is 89 kB, compressed 12; CSRF tokens are masked
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "nanjing_targets.urls"
WSGI_APPLICATION = "nanjing_targets.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.context.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# One SQLite file by default; PostgreSQL for several servers. Writers queue up front (IMMEDIATE) instead of
# failing half-way, and an acknowledged save is on the disk (FULL).
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # a list of a hundred thousand names is written in one go, for which everybody waits
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Accounts are made by the administrator: nobody signs up.
ACCOUNT_ADAPTER = "tracker.access.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "overview"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day, so that an office computer is not signed in for weeks

# Reminders (manage.py send_reminders). Without EMAIL_HOST no e-mail leaves, without WEBHOOK_URL no message to a group.
SITE_ADDRESS = web_address("SITE_ADDRESS", os.environ.get("SITE_ADDRESS", "")).rstrip("/")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "").strip()
EMAIL_PORT = whole_number("EMAIL_PORT", os.environ.get("EMAIL_PORT") or "25")
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
# Port 465 is encrypted from the first byte; on every other one encryption is asked for (STARTTLS).
EMAIL_TLS = env_bool("EMAIL_TLS", False)
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_TLS and EMAIL_PORT == 465, EMAIL_TLS and EMAIL_PORT != 465
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or EMAIL_HOST_USER or "nanjing-targets@localhost"
REMINDER_DAILY_CAP = whole_number("REMINDER_DAILY_CAP", os.environ.get("REMINDER_DAILY_CAP") or "200")
WEBHOOK_URL = web_address("WEBHOOK_URL", os.environ.get("WEBHOOK_URL", ""))
WEBHOOK_KIND = os.environ.get("WEBHOOK_KIND") or "wecom"
if WEBHOOK_KIND not in {"wecom", "dingtalk"}:
    raise ImproperlyConfigured(f"WEBHOOK_KIND must be wecom or dingtalk, not {WEBHOOK_KIND!r}")
WEBHOOK_SECRET = os.environ.get("WEBHOOK_SECRET", "")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("plotly", NODE_MODULES / "plotly.js-basic-dist-min"),
    ("bootstrap", NODE_MODULES / "bootstrap" / "dist" / "css"),
]
# Files that prove figures. Never served as they lie: a view asks who wants them.
MEDIA_ROOT = DATA_DIR / "files"
# The matrix of units and targets is one form: three fields for each pair.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_HANDLERS = [
    "tracker.uploads.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "tracker.storage.EvidenceStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
