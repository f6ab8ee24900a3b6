"""Settings: where they are read, and one sentence for a wrong value."""

from pathlib import Path

import pytest

from tracker.letters.rewriting import UNKNOWN_FOR
from tracker.settings import LONGEST_LEASE_S, Language, SettingsError, Tls, load_settings

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of the test's own, whatever this machine's environment says."""
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))
    return tmp_path


def refusal(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return str(refused.value)


def test_nothing_needs_to_be_set(instance: Path) -> None:
    settings = load_settings()

    assert settings.database == f"sqlite:///{instance / 'tracker.db'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.language is Language.LITHUANIAN
    assert settings.zone.key == "Europe/Vilnius"
    assert settings.smtp_tls is Tls.NONE
    assert settings.secret_key is None


def test_the_environment_counts_before_the_file(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "settings.toml").write_text('municipality = "File"\nsmtp_port = 2525\n')
    monkeypatch.setenv("TRACKER_MUNICIPALITY", "Environment")

    settings = load_settings()

    assert (settings.municipality, settings.smtp_port) == ("Environment", 2525)


def test_what_is_given_counts_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_MUNICIPALITY", "Environment")

    assert load_settings(municipality="Given").municipality == "Given"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("TRACKER_DATABASE_URL", "mysql://x", "must begin with sqlite:/// or postgresql://"),
        ("TRACKER_DATABASE_URL", "sqlite:///:memory:", "must name a file"),
        ("TRACKER_DATABASE_URL", "sqlite:///", "must name a file"),
        ("TRACKER_DATABASE_URL", "postgresql://u@h:port/d", "must have a number for its port"),
        ("TRACKER_BASE_URL", "http://rysiai.example:99999", "must be an address such as https://"),
        ("TRACKER_BASE_URL", "https://me:secret@rysiai.example", "must be an address such as"),
        ("TRACKER_BASE_URL", "http://[::1", "invalid IPv6"),
        ("TRACKER_BASE_URL", "rysiai.example", "must be an address such as https://"),
        ("TRACKER_BASE_URL", "https://x.example/?a=1", "must be an address such as https://"),
        ("TRACKER_BASE_URL", "https://x.example/rysiai", "without a path"),
        ("TRACKER_BASE_URL", "http://[::1]:8000", "must be an address such as https://"),
        ("TRACKER_SECRET_KEY", "short", "must have at least 32 characters"),
        ("TRACKER_SMTP_PORT", "70000", "less than or equal to 65535"),
        ("TRACKER_SMTP_PORT", "mail", "integer"),
        ("TRACKER_SMTP_TLS", "ssl", "'none', 'starttls' or 'tls'"),
        ("TRACKER_MAIL_FROM", "nobody", "email address"),
        ("TRACKER_MAIL_FROM", "ąb@x.lt", "before the @"),
        ("TRACKER_BASE_URL", "http://a b", "must be an address such as https://"),
        ("TRACKER_LEASE_S", "0", "greater than or equal to 0.1"),
        ("TRACKER_LEASE_S", "1e-300", "greater than or equal to 0.1"),
        ("TRACKER_RETRY_BASE_S", "-1", "greater than or equal to 0.01"),
        ("TRACKER_SMTP_DOT_TIMEOUT_S", "soon", "number"),
        ("TRACKER_TIME_ZONE", "Vilnius", "name of a time zone such as Europe/Vilnius"),
        ("TRACKER_LANGUAGE", "de", "'lt' or 'en'"),
        ("TRACKER_MUNICIPALITY", "", "at least 1 character"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    said = refusal(monkeypatch, name, value)

    assert said.startswith(f"{name} is not allowed: ")
    assert allowed in said
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_SECRET_KEY", "hunter2"),
        ("TRACKER_DATABASE_URL", "postgresql://rysiai:hunter2/@db.example/rysiai"),
        ("TRACKER_DATABASE_URL", "mysql://rysiai:hunter2@db.example/rysiai"),
        ("TRACKER_BASE_URL", "https://rysiai:hunter2@rysiai.example"),
    ],
)
def test_a_secret_is_not_shown_by_the_sentence_that_refuses_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert "hunter2" not in refusal(monkeypatch, name, value)


def test_a_setting_that_is_not_there_is_refused(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "settings.toml").write_text('munisipality = "X"\n')

    said = refusal(monkeypatch, "TRACKER_MUNICIPALITY", "X")

    assert "TRACKER_MUNISIPALITY" in said


def test_a_file_that_cannot_be_read_is_refused(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "settings.toml").write_text("municipality = \n")

    assert "settings.toml cannot be read" in refusal(monkeypatch, "TRACKER_LANGUAGE", "lt")


def test_an_address_has_no_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_BASE_URL", "https://rysiai.example.lt/")

    assert load_settings().base_url == "https://rysiai.example.lt"


def test_a_senders_domain_is_kept_as_mail_servers_know_it() -> None:
    assert load_settings(mail_from="a@žemė.lt").mail_from == "a@xn--em-9ma32b.lt"


def test_settings_do_not_print_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SECRET_KEY", SECRET)
    monkeypatch.setenv("TRACKER_SMTP_PASSWORD", "hunter2")
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://rysiai:hunter2@db.example/rysiai")

    shown = repr(load_settings())

    assert SECRET not in shown
    assert "hunter2" not in shown


def test_settings_do_not_change_while_the_product_runs() -> None:
    settings = load_settings()

    with pytest.raises(ValueError, match="frozen"):
        settings.municipality = "Other"  # type: ignore[misc]  # that is what is refused


def test_a_folder_in_the_place_of_the_settings_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").mkdir()
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))

    with pytest.raises(SettingsError, match=r"settings\.toml cannot be read: it is a folder"):
        load_settings()


def test_a_lease_is_renewed_before_a_letter_that_stands_again_is_anothers() -> None:
    assert UNKNOWN_FOR.total_seconds() >= LONGEST_LEASE_S / 3
    with pytest.raises(SettingsError):
        load_settings(lease_s=LONGEST_LEASE_S + 1)
