"""What a command's exit code says: 0 done, 1 refused, 2 called in a way it does not understand."""

import sys
from pathlib import Path

import pytest

from tests.conftest import SECRET
from tracker.cli import main

DONE, REFUSED, MISUSED = 0, 1, 2


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))
    monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET)
    monkeypatch.setenv("TRACKER_SMTP_HOST", "")


def exit_code(monkeypatch: pytest.MonkeyPatch, words: str) -> object:
    monkeypatch.setattr(sys, "argv", ["tracker", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


@pytest.mark.parametrize(
    "words", ["--help", "db upgrade", "db check", "users list", "letters list"]
)
def test_what_is_done_ends_with_0(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    exit_code(monkeypatch, "db upgrade")

    assert exit_code(monkeypatch, words) == DONE


@pytest.mark.parametrize(
    "words",
    [
        "worker",
        "users disable nobody@savivaldybe.example",
        "letters retry 7",
        "db check",
        "db upgrade nowhere",
        "doctor",
    ],
)
def test_what_is_refused_or_found_wrong_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    assert exit_code(monkeypatch, words) == REFUSED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_SMTP_PORT", "nonsense"),
        ("TRACKER_SECRET_KEY", "short"),
        ("TRACKER_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_every_command_with_1(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    assert exit_code(monkeypatch, "users list") == REFUSED


@pytest.mark.parametrize(
    "words",
    [
        "emperor",
        "users",
        "users list --loudly",
        "users disable",
        "run --port 0",
        "letters retry",
        "demo fill --due tomorrow",
        "demo fill --reminders 3 --due 9999-12-31T23:59+00:00",
        "intake",
        "intake nothing.txt",
    ],
)
def test_what_is_not_understood_ends_with_2(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert exit_code(monkeypatch, words) == MISUSED
