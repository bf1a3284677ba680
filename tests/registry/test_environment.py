"""Settings from environment variables."""

import stat

import pytest

from registry import environment


def test_nothing_given_means_sqlite_in_the_data_directory(tmp_path):
    found = environment.database({}, tmp_path)
    assert found["NAME"] == str(tmp_path / "vurdert.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_a_database_url_means_postgresql(tmp_path):
    found = environment.database(
        {"DATABASE_URL": "postgres://ola:s%40lt@db.example:5433/arkiv?sslmode=require"}, tmp_path
    )
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "arkiv")
    assert (found["USER"], found["PASSWORD"]) == ("ola", "s@lt")
    assert found["OPTIONS"]["sslmode"] == "require"


def test_the_usual_postgresql_variables_work_too(tmp_path):
    found = environment.database({"PGHOST": "db", "PGUSER": "ola"}, tmp_path)
    assert (found["ENGINE"], found["HOST"]) == ("django.db.backends.postgresql", "db")


def test_an_unknown_database_is_refused(tmp_path):
    with pytest.raises(ValueError, match="postgres://"):
        environment.database({"DATABASE_URL": "mysql://x"}, tmp_path)


def test_no_mail_server_means_no_mail():
    assert environment.mail({})["BACKEND"].endswith("dummy.EmailBackend")


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://post.example", 25, False, False),
        ("smtp+tls://post.example", 587, True, False),
        ("smtps://post.example", 465, False, True),
        ("smtp+tls://ola:s%40lt@post.example:2525", 2525, True, False),
    ],
)
def test_a_mail_address_says_how_to_reach_the_server(url, port, tls, ssl):
    found = environment.mail({"EMAIL_URL": url})
    assert (found["HOST"], found["PORT"]) == ("post.example", port)
    assert (found["USE_TLS"], found["USE_SSL"]) == (tls, ssl)
    assert found["HOST_PASSWORD"] == ("s@lt" if "ola" in url else "")


def test_letters_may_go_to_a_folder_or_the_terminal_for_trying_out(tmp_path):
    found = environment.mail({"EMAIL_URL": f"file://{tmp_path}"})
    assert (found["BACKEND"].split(".")[-2], found["FILE_PATH"]) == ("filebased", str(tmp_path))
    assert "console" in environment.mail({"EMAIL_URL": "console:"})["BACKEND"]


@pytest.mark.parametrize("url", ["imap://post.example", "smtp://", "post.example"])
def test_an_unknown_mail_address_is_refused(url):
    with pytest.raises(ValueError, match="EMAIL_URL"):
        environment.mail({"EMAIL_URL": url})


@pytest.mark.parametrize(
    ("given", "hosts", "https", "expected"),
    [
        ({}, ["localhost", "127.0.0.1"], False, "http://localhost:8000"),
        ({"PORT": "9000"}, ["127.0.0.1"], False, "http://127.0.0.1:9000"),
        ({"PORT": "9000"}, [".example", "vurdert.example"], True, "https://vurdert.example"),
        ({"PUBLIC_URL": "https://vurdert.example/"}, ["*"], True, "https://vurdert.example"),
    ],
)
def test_links_begin_with_the_address_people_use(given, hosts, https, expected):
    assert environment.public_url(given, hosts, https=https) == expected


@pytest.mark.parametrize("address", ["vurdert.example", "javascript:alert(1)", "https://"])
def test_half_an_address_is_refused(address):
    with pytest.raises(ValueError, match="PUBLIC_URL"):
        environment.public_url({"PUBLIC_URL": address}, ["localhost"], https=True)


def test_a_broker_and_a_cache_without_a_server(tmp_path):
    url, options = environment.broker({}, tmp_path)
    assert url.startswith("filesystem://") and options["data_folder_in"] == str(tmp_path / "broker")
    assert "locmem" in environment.cache({})["BACKEND"]


def test_redis_calls_never_wait_longer_than_two_seconds(tmp_path):
    given = {"REDIS_URL": "redis://cache:6379/0"}
    assert environment.broker(given, tmp_path)[1]["socket_timeout"] <= 2
    assert environment.cache(given)["OPTIONS"]["socket_timeout"] <= 2


def test_files_are_on_disk_or_in_a_bucket(tmp_path):
    assert "FileSystemStorage" in environment.file_storage({}, tmp_path)["BACKEND"]
    bucket = environment.file_storage({"S3_BUCKET": "b", "S3_ENDPOINT_URL": "http://s3"}, tmp_path)
    assert bucket["BACKEND"].endswith("S3Storage") and bucket["OPTIONS"]["endpoint_url"] == "http://s3"


def test_a_given_secret_key_is_used(tmp_path):
    assert environment.secret_key({"SECRET_KEY": "given"}, tmp_path) == "given"
    assert not (tmp_path / "secret-key").exists()


def test_a_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    first = environment.secret_key({}, tmp_path)
    assert first == environment.secret_key({}, tmp_path) and len(first) > 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_the_first_of_two_writers_wins(tmp_path):
    environment.write_once(tmp_path / "secret-key", "first")
    environment.write_once(tmp_path / "secret-key", "second")
    assert environment.secret_key({}, tmp_path) == "first"


@pytest.mark.parametrize(("value", "said"), [("1", True), ("Yes", True), ("0", False), ("", True)])
def test_switches_say_yes_or_no(value, said):
    assert environment.is_on({"X": value}, "X", default=True) is said
