"""Environment variables as values for settings. No Django; touches nothing but the secret key file."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})


def is_on(environment: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Whether the variable says yes (1, true, yes, on)."""
    value = environment.get(name, "").strip().lower()
    return value in TRUE_WORDS if value else default


def words(environment: Mapping[str, str], name: str, *, default: str = "") -> list[str]:
    """The comma-separated words of a variable, without empty ones."""
    return [word.strip() for word in environment.get(name, default).split(",") if word.strip()]


def database(environment: Mapping[str, str], data_dir: Path) -> dict[str, Any]:
    """PostgreSQL when DATABASE_URL or PGHOST names one, otherwise SQLite in the data directory."""
    url = environment.get("DATABASE_URL", "")
    if url:
        return _from_url(url)
    if environment.get("PGHOST"):
        return _postgres(
            host=environment["PGHOST"],
            port=environment.get("PGPORT", ""),
            name=environment.get("PGDATABASE", "vurdert"),
            user=environment.get("PGUSER", ""),
            password=environment.get("PGPASSWORD", ""),
        )
    return sqlite(data_dir / "vurdert.sqlite3")


def sqlite(path: Path | str) -> dict[str, Any]:
    """SQLite for one machine: WAL, writers queue for 20 s instead of failing, foreign keys on."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path))
    if parts.scheme not in POSTGRES_SCHEMES:
        raise ValueError("DATABASE_URL must start with postgres:// or sqlite://")
    return _postgres(
        host=unquote(parts.hostname or ""),
        port=str(parts.port or ""),
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=dict(parse_qsl(parts.query)),
    )


def _postgres(
    *, host: str, port: str, name: str, user: str, password: str, options: Mapping[str, str] | None = None
) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": port,
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **(options or {})},
    }


def cache(environment: Mapping[str, str]) -> dict[str, Any]:
    """Redis when REDIS_URL names one, otherwise the memory of this process."""
    url = environment.get("REDIS_URL", "")
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    # A server that hangs must not hang us: two seconds, then the request goes on without it or fails.
    limits = {"socket_timeout": 2, "socket_connect_timeout": 2}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "vurdert",
        "OPTIONS": limits,
    }


def file_storage(environment: Mapping[str, str], data_dir: Path) -> dict[str, Any]:
    """An S3-compatible bucket when S3_BUCKET names one, otherwise files in the data directory."""
    bucket = environment.get("S3_BUCKET", "")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": str(data_dir / "files"),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    options = {
        "bucket_name": bucket,
        "endpoint_url": environment.get("S3_ENDPOINT_URL") or None,
        "access_key": environment.get("S3_ACCESS_KEY_ID") or None,
        "secret_key": environment.get("S3_SECRET_ACCESS_KEY") or None,
        "region_name": environment.get("S3_REGION") or None,
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def broker(environment: Mapping[str, str], data_dir: Path) -> tuple[str, dict[str, Any]]:
    """Celery's broker address and its transport options: Redis, or a folder for the embedded default."""
    url = environment.get("REDIS_URL", "")
    if url:
        # A broker that is down or hung costs the one who rings less than two seconds, once.
        waits = {"socket_timeout": 0.7, "socket_connect_timeout": 0.7}
        once = {"max_retries": 0, "interval_start": 0, "interval_step": 0}
        return url, {**waits, **once, "visibility_timeout": 3600}
    folder = str(data_dir / "broker")
    return "filesystem://localhost", {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": str(data_dir / "broker-control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }


def public_url(environment: Mapping[str, str], hosts: Sequence[str], *, https: bool) -> str:
    """Where people reach us, without a slash at the end: PUBLIC_URL, else from the first whole host name."""
    given = environment.get("PUBLIC_URL", "").strip().rstrip("/")
    if given:
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("PUBLIC_URL must be a whole address such as https://vurdert.example")
        return given
    host = next((name for name in hosts if "*" not in name and not name.startswith(".")), "localhost")
    port = f":{environment.get('PORT') or 8000}" if host in LOOPBACK else ""
    return f"{'https' if https else 'http'}://{host}{port}"


def mail(environment: Mapping[str, str]) -> dict[str, Any]:
    """How letters are sent, as Django's EMAIL_ settings, from EMAIL_URL; without it they are off (dummy).

    `smtp://` is plain, `smtp+tls://` turns to TLS on the open line (STARTTLS), `smtps://` is TLS throughout;
    `console:` writes letters to the terminal and `file:///folder` puts each in a file, for trying things out.
    """
    url = environment.get("EMAIL_URL", "")
    parts = urlsplit(url)
    backend = {"console": "console", "file": "filebased"}.get(parts.scheme, "smtp") if url else "dummy"
    if backend == "smtp" and (parts.scheme not in SMTP_PORTS or not parts.hostname):
        raise ValueError("EMAIL_URL must start with smtp://, smtp+tls://, smtps://, file:// or console:")
    return {
        "BACKEND": f"django.core.mail.backends.{backend}.EmailBackend",
        "HOST": unquote(parts.hostname or "localhost"),
        "PORT": parts.port or SMTP_PORTS.get(parts.scheme, 25),
        "HOST_USER": unquote(parts.username or ""),
        "HOST_PASSWORD": unquote(parts.password or ""),
        "USE_TLS": parts.scheme == "smtp+tls",
        "USE_SSL": parts.scheme == "smtps",
        "FILE_PATH": unquote(parts.path) or None,
    }


def secret_key(environment: Mapping[str, str], data_dir: Path) -> str:
    """SECRET_KEY as given, else one made once and kept in the data directory, for its owner's eyes only."""
    given = environment.get("SECRET_KEY", "")
    if given:
        return given
    path = data_dir / "secret-key"
    if not path.exists():
        write_once(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="utf-8").strip()


def write_once(path: Path, text: str) -> None:
    """Write the file (mode 0600) whole or not at all; when two start at once, the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # mkstemp gives mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        Path(temporary).unlink()
