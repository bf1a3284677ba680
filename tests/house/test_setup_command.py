"""The `vurdert` command and its doctor."""

from __future__ import annotations

import json
import socket

import pytest

from registry import cli, doctor, processes


@pytest.fixture
def taken_port():
    """A port that someone else listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        yield listening.getsockname()[1]


def test_a_taken_port_is_said_with_another_to_try(taken_port, capsys) -> None:
    assert cli.main(["serve", "--port", str(taken_port)]) == 1
    said = capsys.readouterr().err
    assert f"Port {taken_port} is taken" in said
    assert f"PORT={taken_port + 1}" in said


def test_pages_are_served_on_loopback_only_unless_somebody_says_otherwise() -> None:
    assert cli._parser().parse_args(["serve"]).host == "127.0.0.1"


def test_a_port_where_nobody_answers_is_not_healthy(taken_port) -> None:
    assert not processes.is_served("127.0.0.1", taken_port, timeout=0.1)


def test_without_words_the_command_lists_what_it_can(capsys) -> None:
    assert cli.main([]) == 0
    listed = capsys.readouterr().out
    for command in ("serve", "web", "worker", "scheduler", "migrate", "seed", "export", "doctor", "manage"):
        assert command in listed


def test_the_welcome_shows_the_address_and_the_sign_ins(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    demo = {
        "sign_ins": [["Author", "kari@example.no", "hemmelig"]],
        "places": [["A fork", "/assessments/1/"]],
    }
    (tmp_path / processes.DEMO).write_text(json.dumps(demo))
    said: list[str] = []
    processes.welcome("127.0.0.1", 8000, said.append)
    assert "http://127.0.0.1:8000/\n" in said[0]
    assert "kari@example.no" in said[1]
    assert said[2] == "  A fork: http://127.0.0.1:8000/assessments/1/"


def test_demo_data_is_not_loaded_over_what_is_there(reader, monkeypatch) -> None:
    monkeypatch.setattr(cli, "_imported", lambda path: pytest.fail("loaded"))
    assert cli.main(["seed", "--if-empty"]) == 0


def test_absent_demo_data_is_said_and_stops_nothing(db, settings, capsys) -> None:
    settings.DEMO_SEED = "nowhere.seed"
    assert cli.main(["seed", "--if-empty"]) == 0
    assert "no demo data" in capsys.readouterr().err


@pytest.mark.django_db
def test_an_export_by_nobody_is_refused_in_words(capsys) -> None:
    assert cli.main(["export", "not-an-id", "--by", "nobody@example.no"]) == 1
    assert "nobody@example.no" in capsys.readouterr().err


# --- doctor


def test_missing_pango_costs_pdf_only_and_names_the_packages(monkeypatch) -> None:
    monkeypatch.setattr(doctor, "_loads", lambda library: False)
    finding = doctor.pango()
    assert (finding.is_well, finding.is_needed) == (False, False)
    assert finding.mend == "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def test_without_a_mail_server_all_but_letters_works(settings) -> None:
    settings.MAIL_IS_ON = False
    finding = doctor.mail()
    assert (finding.is_well, finding.is_needed) == (False, False)
    assert "EMAIL_URL" in finding.mend


def test_a_mail_server_that_does_not_answer_is_found(settings, monkeypatch) -> None:
    settings.MAIL_IS_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    [finding] = doctor.examine(only=["E-mail"])
    assert not finding.is_well and "EMAIL_URL" in finding.mend


def test_a_check_that_breaks_is_a_finding_with_advice(monkeypatch) -> None:
    def broken() -> doctor.Finding:
        raise OSError("connection refused")

    monkeypatch.setattr(doctor, "CHECKS", {"Database": (broken, "Check DATABASE_URL")})
    assert list(doctor.examine()) == [
        doctor.Finding("Database", False, "connection refused", "Check DATABASE_URL")
    ]


def test_something_needed_that_is_missing_makes_the_exit_code_one(monkeypatch, capsys) -> None:
    missing = doctor.Finding("Database", False, "gone", "start it")
    monkeypatch.setattr(doctor, "CHECKS", {"Database": (lambda: missing, "")})
    assert cli.main(["doctor"]) == 1
    assert "MISSING  Database: gone\n         to mend it: start it" in capsys.readouterr().out


def test_something_one_can_do_without_does_not(monkeypatch, capsys) -> None:
    missing = doctor.Finding("PDF", False, "gone", "install it", is_needed=False)
    monkeypatch.setattr(doctor, "CHECKS", {"PDF": (lambda: missing, "")})
    assert cli.main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "PDF"


@pytest.mark.django_db
def test_the_doctor_looks_at_the_real_things() -> None:
    findings = {
        finding.name: finding for finding in doctor.examine(["Python", "Database", "Queue", "File storage"])
    }
    assert {name for name, finding in findings.items() if finding.is_well} == {*findings}
    assert len(findings) == 4


@pytest.mark.django_db
def test_a_job_that_nobody_takes_is_a_finding(monkeypatch, settings) -> None:
    from registry import jobs
    from registry.models import Job

    settings.JOB_HANDLERS = {"nothing": "tests.faults.job_handlers.do_nothing"}
    job = jobs.enqueue("nothing", {})
    Job.objects.filter(id=job.id).update(run_after=job.run_after - doctor.WAIT_LONGEST * 2)
    assert not doctor.queue().is_well
