"""The keys that sign sessions and links: where they come from, and how they are changed."""

import pytest

from tracker.keys import FILE, secret_keys
from tracker.settings import Settings, SettingsError, load_settings

KEY = "a-key-from-the-environment-0000000000"


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(settings: Settings) -> None:
    keys = secret_keys(settings, make=True)

    file = settings.instance / FILE
    assert keys == file.read_text("utf-8").split()
    assert len(keys[0]) >= 32
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_key_that_was_made_is_used_ever_after(settings: Settings) -> None:
    first = secret_keys(settings, make=True)

    assert secret_keys(settings, make=True) == first
    assert secret_keys(settings, make=False) == first


def test_without_a_key_nothing_is_signed(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="TRACKER_SECRET_KEY is not set"):
        secret_keys(settings, make=False)

    assert not (settings.instance / FILE).exists()


def test_a_file_of_keys_that_is_no_text_is_refused_in_one_sentence(settings: Settings) -> None:
    (settings.instance / FILE).write_bytes(b"\xff\xfe" * 20)

    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        secret_keys(settings, make=True)


def test_keys_are_one_a_line_the_newest_last(settings: Settings) -> None:
    older, newer = "older" * 8, "newer" * 8
    (settings.instance / FILE).write_text(f"{older}\n{newer}\n", "utf-8")

    assert secret_keys(settings, make=True) == [older, newer]


def test_a_key_that_could_be_guessed_signs_nothing(settings: Settings) -> None:
    (settings.instance / FILE).write_text(f"{KEY}\nhunter2\n", "utf-8")

    with pytest.raises(SettingsError, match="at least 32 characters") as refused:
        secret_keys(settings, make=True)

    assert "hunter2" not in str(refused.value)


def test_an_empty_file_holds_no_key(settings: Settings) -> None:
    (settings.instance / FILE).write_text("\n", "utf-8")

    with pytest.raises(SettingsError, match="TRACKER_SECRET_KEY is not set"):
        secret_keys(settings, make=True)


def test_a_key_that_is_set_counts_before_the_file(settings: Settings) -> None:
    (settings.instance / FILE).write_text("of-the-file\n", "utf-8")
    told = load_settings(instance=settings.instance, secret_key=KEY)

    assert secret_keys(told, make=True) == [KEY]
