"""Django settings. Everything that differs between machines comes from environment variables."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from registry import environment, providers

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# --- Who may reach us, and how -------------------------------------------------------------------
SECRET_KEY = environment.secret_key(os.environ, DATA_DIR)
SECRET_KEY_FALLBACKS = environment.words(os.environ, "SECRET_KEY_FALLBACKS")
DEBUG = environment.is_on(os.environ, "DEBUG")
ALLOWED_HOSTS = environment.words(os.environ, "ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words(os.environ, "CSRF_TRUSTED_ORIGINS")
# Anything reachable from another machine speaks HTTPS unless somebody says otherwise.
HTTPS = environment.is_on(os.environ, "HTTPS", default=not set(ALLOWED_HOSTS) <= environment.LOOPBACK)

ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"
ASGI_APPLICATION = "registry.asgi.application"

INSTALLED_APPS = [
    "registry",
    "assessments",
    "exports",
    "registry.apps.OperatorConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "registry.middleware.request_identity",
    "registry.middleware.denials",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "registry.middleware.response_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "registry.middleware.body_limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "registry.middleware.session_in_use",
    "registry.middleware.SecondStepMiddleware",
    "registry.middleware.language_of_person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "registry.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {
                "design": "registry.pages.templatetags.design",
                "inbox": "assessments.pages.templatetags.inbox",
                "weights": "assessments.pages.templatetags.weights",
                "withheld": "assessments.pages.templatetags.withheld",
            },
        },
    }
]

# --- Where things are kept -----------------------------------------------------------------------
DATABASES = {"default": environment.database(os.environ, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache(os.environ)}

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or BASE_DIR / "build" / "static")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [
    folder for folder in [BASE_DIR / "static", BASE_DIR / "build" / "assets"] if folder.is_dir()
]
# Hashed names once `collectstatic` has run; straight from the sources before that.
_is_collected = (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = not _is_collected
WHITENOISE_MAX_AGE = 60
_STATIC_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if _is_collected or environment.is_on(os.environ, "COLLECT_STATIC")
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": environment.file_storage(os.environ, DATA_DIR),
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# A 2 MB answer is fine; a body above this is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = ["registry.passwords.OwnPasswords"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SIGN_IN_ATTEMPTS = int(os.environ.get("SIGN_IN_ATTEMPTS") or 10)  # per e-mail address and per client address
# Roles that need a second step at sign-in, such as approver,dpo,administrator; a strong provider is one.
SECOND_STEP_ROLES = environment.words(os.environ, "SECOND_STEP_ROLES")
PROVED_LASTS = timedelta(minutes=10)  # how long one need not say again who one is, to change how one signs in
SIGN_IN_WINDOW = timedelta(minutes=15)

# Providers that vouch for people (OpenID Connect). allauth speaks with them, our actions decide who comes in.
OIDC_PROVIDERS = providers.from_environment(os.environ)
PASSWORD_SIGN_IN = environment.is_on(os.environ, "PASSWORD_SIGN_IN", default=True)
SOCIALACCOUNT_ADAPTER = "registry.oidc.door.Door"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"provider_class": "registry.oidc.speaking.Speaker"}}
SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_STORE_TOKENS = False  # an access token is used once, to ask who came
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds a provider may take to answer
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"

# Guardian stores grants; registry.access.policy alone asks. Public is a column, never a grant to "anonymous".
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # its auth backend would be a second door beside the policy
    "auth.W004",  # an address is unique among those who sign in with it here, which our backend minds
]

SESSION_ENGINE = "registry.sessions"
SESSION_IDLE = timedelta(minutes=int(os.environ.get("SESSION_IDLE_MINUTES") or 120))
SESSION_LONGEST = timedelta(hours=int(os.environ.get("SESSION_HOURS") or 12))
SESSION_COOKIE_AGE = int(timedelta(hours=1).total_seconds())  # of a visitor who has not signed in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "registry.handlers.csrf_refused"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"

# --- Headers -------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# A proxy in front is believed only when somebody says that there is one.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.is_on(os.environ, "TRUST_PROXY") else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# What search engines are asked to stay away from (robots.txt), and never to keep (X-Robots-Tag).
NEVER_INDEXED = ("/shared/",)

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Norwegian (bokmål)")), ("nn", _("Norwegian (nynorsk)")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# --- E-mail (off until a server is named; the inbox is there without it) ----------------------------
PUBLIC_URL = environment.public_url(os.environ, ALLOWED_HOSTS, https=HTTPS)  # begins the links in letters
_mail = environment.mail(os.environ)
MAIL_IS_ON = bool(os.environ.get("EMAIL_URL"))
EMAIL_BACKEND = _mail["BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["HOST"], _mail["PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["HOST_USER"], _mail["HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["USE_TLS"], _mail["USE_SSL"]
EMAIL_FILE_PATH = _mail["FILE_PATH"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or f"vurdert@{urlsplit(PUBLIC_URL).hostname}"

# --- What one has been told ------------------------------------------------------------------------
# How long a notice is kept after it was read, and one that nobody reads after it was written; then it goes.
NOTICES_KEPT_READ = timedelta(days=int(os.environ.get("NOTICES_READ_DAYS") or 90))
NOTICES_KEPT_UNREAD = timedelta(days=int(os.environ.get("NOTICES_UNREAD_DAYS") or 365))

# --- The API -------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "registry.api.authentication.BearerToken",
        "registry.api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["registry.access.drf.ByPolicy"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["registry.api.parsers.StrictJSON"],
    "DEFAULT_PAGINATION_CLASS": "registry.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "registry.api.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Vurdert",
    "DESCRIPTION": "Keep, share, fork and adapt risk analyses (ROS) and privacy impact assessments (DPIA).",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "registry.api.openapi.add_problems",
        "registry.api.openapi.forget_databases",
    ],
    "ENUM_NAME_OVERRIDES": {
        "LanguageEnum": "registry.models.user.Language",
        "NotifyEnum": "registry.models.user.Notify",
        "NoticeKindEnum": "assessments.api.shapes.notice.NOTICE_KINDS",
        "ScopeEnum": "registry.models.token.Scope",
        "RoleEnum": "registry.models.membership.ROLE_CHOICES",
        "SolutionKindEnum": "registry.models.solution.SolutionKind",
        "HostingEnum": "registry.models.solution.Hosting",
        "AccessibilityEnum": "registry.models.solution.Accessibility",
        "AssessmentKindEnum": "assessments.models.Kind",
        "VisibilityEnum": "assessments.models.Visibility",
        "ListedToEnum": "assessments.models.LISTED",
        "DecisionKindEnum": "assessments.models.Decision.Kind",
        "VersionStateEnum": "assessments.api.shapes.assessment.STATES",
        "ReadingEnum": "assessments.api.shapes.assessment.READINGS",
        "ChecklistRuleEnum": "assessments.api.shapes.checklist.RULES",
        "MarkingRuleEnum": "assessments.api.shapes.withholding.MARKING_RULES",
        "ConfirmationStateEnum": "assessments.api.shapes.content.CONFIRMATIONS",
        "VerdictEnum": "assessments.api.shapes.piece.VERDICTS",
        "ChangeWeightEnum": "assessments.api.shapes.assessment.WEIGHTS",
        "WhatHappenedEnum": "assessments.api.shapes.comparison.WHATS",
        "SegmentKindEnum": "assessments.api.shapes.comparison.KINDS",
        "PieceKindEnum": "assessments.api.shapes.piece.KINDS",
        "PieceWhatEnum": "assessments.api.shapes.piece.WHATS",
        "AccessRequestStateEnum": "assessments.models.AccessRequest.State",
        "ProposalStateEnum": "assessments.models.Proposal.State",
        "ExportStateEnum": "exports.api.shapes.STATES",
        "FileFormatEnum": "exports.api.shapes.FORMAT_NAMES",
        "TrailFormatEnum": "exports.trail.files.FORMATS",
    },
}

# --- The trail ---------------------------------------------------------------------------------------
# What an id in an address names, by the name it has there: for telling of those who may not see it (ADR 18).
ASKED_FOR = {
    "agency": "registry.Agency", "token": "registry.ApiToken", "assessment": "assessments.Assessment",
    "version": "assessments.Version", "proposal": "assessments.Proposal", "export": "exports.Export",
    "access_request": "assessments.AccessRequest", "file": "exports.TrailFile", "service": "registry.User",
    "share_link": "assessments.ShareLink",
}  # fmt: skip
# The private key that seals are signed with; every worker needs the same one.
SEAL_KEY_FILE = Path(os.environ.get("SEAL_KEY_FILE") or DATA_DIR / "seal-key.pem")
# Public keys (hex) that are trusted besides: that of a machine before, or of a worker elsewhere.
SEAL_KEYS = environment.words(os.environ, "SEAL_KEYS")
SEAL_LOG = Path(os.environ.get("SEAL_LOG") or DATA_DIR / "seals.jsonl")  # every seal, a line each
SEAL_MAIL_TO = environment.words(os.environ, "SEAL_MAIL_TO")  # who gets each day's seal, besides auditors

# --- Work in the background (the job row is the truth; Celery is the bell) -------------------------
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = environment.broker(os.environ, DATA_DIR)
JOB_HANDLERS = {  # kind -> dotted path
    "export": "exports.tasks.produce_export",
    "trail_file": "exports.tasks.produce_trail_file",
    "tell": "assessments.tasks.tell",
    "weigh": "assessments.tasks.weigh",
    "mail": "assessments.tasks.mail",
    "remind": "assessments.tasks.remind",
    "digest": "assessments.tasks.digest",
    "forget": "assessments.tasks.forget",
    "seal": "registry.audit.sealing.seal_job",
    "seal_letters": "registry.audit.anchors.letters_job",
}
HOURLY_JOBS = ("seal",)  # kinds ordered once an hour
DAILY_JOBS = ("remind", "digest", "forget", "seal_letters")  # kinds ordered once a day
DAILY_HOUR = 6  # local time, from which on
DAILY_LOOK_SECONDS = 300.0
JOB_SECONDS = 540  # a handler that works longer than this is stopped and tried again
JOB_LEASE_SECONDS = 30.0  # a worker silent for this long has lost its job; it beats four times as often
JOB_ATTEMPTS = 4
JOB_BACKOFF_SECONDS = 5.0  # doubled for each further attempt
JOB_SWEEP_SECONDS = 5.0
JOB_RING_AGAIN_SECONDS = 10.0  # a waiting job is rung for again after this, doubled each time
# Each is called with by=None, the operator at the machine, whenever the database is brought up to date.
AFTER_MIGRATE = (
    "registry.audit.keys.make_key",
    "registry.actions.settle_all_roles", "assessments.actions.load_bundled", "assessments.actions.fill_bank",
    "assessments.actions.fill_weights",
)  # fmt: skip
# Likewise, by `vurdert rebuild`: worked out from the rest.
REBUILT = ("assessments.actions.rebuild_bank", "assessments.actions.rebuild_weights")
# --- The scenario bank ---------------------------------------------------------------------------
# How others scored a scenario is told when at least this many agencies are counted; never fewer than three.
SPREAD_LEAST_AGENCIES = max(3, int(os.environ.get("SPREAD_LEAST_AGENCIES") or 5))
DEMO_SEED = "exports.demo.seed"  # makes the demo data; answers (who, e-mail, password) for each sign-in

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "registry.logs.OneLine",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # Whatever LOG_LEVEL says: some tell of every page, glyph table and block they set, fido2 of every
    # passkey by its id, and django.template of all a page is made from: drafts and withheld texts too.
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("weasyprint", "fontTools", "markdown_it", "fido2", "django.template")
    },
}
