"""The command as people type it, in a folder of its own."""

import mailbox
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from tests.conftest import SECRET
from tracker.cli import tracker
from tracker.schema import RevisionError, current, newest

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Run `tracker …` against this test's database."""
    environment = {
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_INSTANCE": str(tmp_path),
        "TRACKER_SECRET_KEY": SECRET,
        "TRACKER_SMTP_HOST": "",
    }

    def _run(*words: str, **more: str) -> Result:
        return CliRunner().invoke(tracker, list(words), env={**environment, **more})

    return _run


@pytest.fixture
def fresh(run: Run, tmp_path: Path) -> Run:
    """Run `tracker …` on an SQLite file that does not exist yet."""
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    return lambda *words, **more: run(*words, **{"TRACKER_DATABASE_URL": url, **more})


def test_a_fresh_database_is_brought_up_by_the_first_command(fresh: Run) -> None:
    before = fresh("db", "check")
    loaded = fresh("demo", "load")
    after = fresh("db", "check")

    assert (before.exit_code, loaded.exit_code, after.exit_code) == (1, 0, 0)
    assert "tracker db upgrade" in before.output
    assert "as it should be" in after.output


def test_tables_go_down_only_when_asked_twice(fresh: Run) -> None:
    fresh("db", "upgrade")

    refused = fresh("db", "downgrade", "base")
    done = fresh("db", "downgrade", "base", "--yes")

    assert refused.exit_code == 1
    assert done.exit_code == 0
    assert fresh("db", "check").exit_code == 1


def test_the_demo_world_is_not_loaded_twice(fresh: Run) -> None:
    fresh("demo", "load")

    again = fresh("demo", "load")

    assert again.exit_code != 0
    assert "empty database" in str(again.exception)


@pytest.mark.parametrize(
    "words", ["db upgrade nonsense", "db downgrade nonsense --yes", "db upgrade +99"]
)
def test_a_revision_that_is_not_there_is_refused_in_one_sentence(fresh: Run, words: str) -> None:
    fresh("db", "upgrade")

    refused = fresh(*words.split())

    assert isinstance(refused.exception, RevisionError)
    assert f"the newest known is {newest()}." in str(refused.exception)
    assert fresh("db", "check").exit_code == 0


@pytest.mark.parametrize("words", ["db upgrade", "users list", "demo load"])
def test_the_database_of_a_newer_version_is_refused_and_left_alone(
    fresh: Run, tmp_path: Path, words: str
) -> None:
    fresh("db", "upgrade")
    engine = create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20991231_0000'"))

    refused = fresh(*words.split())

    assert isinstance(refused.exception, RevisionError)
    assert "20991231_0000" in str(refused.exception)
    assert current(engine) == "20991231_0000"
    engine.dispose()


@pytest.mark.parametrize(
    "words",
    ["run --port 0", "run --port 65536", "web --port ten", "web --workers 0", "demo run --port -1"],
)
def test_a_number_that_cannot_be_is_refused_as_misuse(fresh: Run, words: str) -> None:
    answer = fresh(*words.split())

    assert answer.exit_code == 2
    assert "Invalid value for '--" in answer.output


def test_the_doctor_changes_nothing(fresh: Run) -> None:
    answer = fresh("doctor")

    assert answer.exit_code == 1
    assert f"is at nothing, wanted is {newest()}: run `tracker db upgrade`." in answer.output
    assert "is at nothing" in fresh("db", "check").output


def test_the_doctor_names_what_is_missing(fresh: Run) -> None:
    fresh("db", "upgrade")

    answer = fresh("doctor")

    assert answer.exit_code == 1
    assert "BAD  TRACKER_SMTP_HOST is not set" in answer.output
    assert "ok   There is a secret key." in answer.output
    assert "ok   SQLite says of its file: ok." in answer.output


def test_the_doctor_tells_of_a_mail_server_that_does_not_answer(fresh: Run) -> None:
    answer = fresh("doctor", TRACKER_SMTP_HOST="127.0.0.1", TRACKER_SMTP_PORT="9")

    assert answer.exit_code == 1
    assert "BAD  The mail server does not answer" in answer.output


def test_the_doctor_tells_of_a_wrong_setting_in_one_sentence(fresh: Run) -> None:
    answer = fresh("doctor", TRACKER_TIME_ZONE="Europe/Panevezys")

    assert answer.exit_code == 1
    assert answer.output.strip() == (
        "BAD  TRACKER_TIME_ZONE is not allowed: must be the name of a time zone such as "
        "Europe/Vilnius."
    )


def test_the_doctor_tells_of_a_database_that_cannot_be_opened(run: Run) -> None:
    answer = run("doctor", TRACKER_DATABASE_URL="postgresql://nobody@127.0.0.1:9/nothing")

    assert answer.exit_code == 1
    assert "BAD  The database cannot be opened" in answer.output


def test_a_worker_needs_a_mail_server(fresh: Run) -> None:
    answer = fresh("worker")

    assert answer.exit_code != 0
    assert "TRACKER_SMTP_HOST is not set" in str(answer.exception)


def test_web_refuses_to_start_without_a_secret(fresh: Run) -> None:
    answer = fresh("web", TRACKER_SECRET_KEY="")

    assert answer.exit_code != 0
    assert "TRACKER_SECRET_KEY" in str(answer.exception)


def test_a_large_world_is_filled_as_asked(fresh: Run) -> None:
    filled = fresh("demo", "fill", "--contacts", "20", "--leads", "10", "--reminders", "4",
                   "--due", "now", "--key-prefix", "P")  # fmt: skip
    wrong = fresh("demo", "fill", "--due", "tomorrow")

    assert filled.exit_code == 0, filled.output
    assert wrong.exit_code == 2
    assert "2026-11-23T08:00+02:00" in wrong.output


def test_the_doctor_tells_that_proxies_hide_the_callers(fresh: Run) -> None:
    https = {"TRACKER_BASE_URL": "https://rysiai.example"}

    hidden, named = fresh("doctor", **https), fresh("doctor", **https, TRACKER_TRUSTED_PROXIES="1")

    assert "BAD  TRACKER_TRUSTED_PROXIES is 0" in hidden.output
    assert "ok   Proxies in front: 1." in named.output


def test_the_doctor_tells_whether_delivery_reports_can_be_read(fresh: Run, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "reports", create=True)
    box.add(b"Subject: x\n\nx")
    folder = str(tmp_path / "reports")

    unset = fresh("doctor").output
    read = fresh("doctor", TRACKER_BOUNCE_MAILDIR=folder).output
    missing = fresh("doctor", TRACKER_BOUNCE_MAILDIR=f"{folder}-nowhere").output
    away = fresh("doctor", TRACKER_IMAP_HOST="127.0.0.1", TRACKER_IMAP_PORT="9").output

    assert "ok   Delivery reports are not read: neither" in unset
    assert "ok   Delivery reports are read; waiting: 1." in read
    assert f"BAD  Delivery reports cannot be read: {folder}-nowhere" in missing
    assert "BAD  Delivery reports cannot be read: 127.0.0.1:9" in away
    assert [message.get_subdir() for message in box] == ["new"]
