"""What an installation may choose: from TRACKER_… and `instance/settings.toml`, checked once."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from email_validator import validate_email
from pydantic import AfterValidator, BeforeValidator, EmailStr, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX = "TRACKER_"
SHORTEST_KEY = 32
"""Characters: so many of base64 hold 192 bits."""


LONGEST_LEASE_S = 180
"""A worker renews its lease after a third of it: in time before a letter that was taken back on the
wire, and stands again, is another's to try (`letters.rewriting.UNKNOWN_FOR`)."""


class SettingsError(Exception):
    """A setting has a value that is not allowed; the message names it and says what is."""


class Tls(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Language(StrEnum):
    """The languages the product speaks."""

    LITHUANIAN = "lt"
    ENGLISH = "en"


def _sender(value: str) -> str:
    """Return the address as mail servers know it: the domain in ASCII, as IDNA writes it."""
    if not value.rpartition("@")[0].isascii():
        raise ValueError("must have only ASCII letters before the @ of its email address")
    return validate_email(value, check_deliverability=False).ascii_email or value


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if value.startswith("sqlite:///") and value.rpartition("/")[2] in {"", ":memory:"}:
        raise ValueError("must name a file, such as sqlite:////srv/rysiai/tracker.db")
    if not _has_whole_port(value):
        raise ValueError(
            "must have a number for its port; write / : @ in a password as %2F %3A %40"
        )
    return value


def _has_whole_port(address: str) -> bool:
    try:
        urlsplit(address).port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return False
    return True


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    beyond = parts.path.strip("/") or parts.query or parts.fragment
    is_web = parts.scheme in {"http", "https"} and parts.hostname and _has_whole_port(value)
    is_ipv6 = ":" in (parts.hostname or "")  # Werkzeug trusts none in a Host header
    has_gaps = any(sign.isspace() for sign in value)
    if not is_web or is_ipv6 or beyond or parts.username or has_gaps:
        raise ValueError("must be an address such as https://rysiai.example.lt, without a path")
    return value.rstrip("/")


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("must be the name of a time zone such as Europe/Vilnius")
    return value


def _folder_or_none(value: object) -> object:
    """Take an empty folder for none: a path that is empty would be where we happen to stand."""
    return value or None


def _secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < SHORTEST_KEY:
        raise ValueError("must have at least 32 characters")
    return value


class Settings(BaseSettings):
    """The settings of one installation; docs/operations.md lists them (a test compares)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    instance: Path = Field(Path("instance"), description="folder of this installation's own files")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        "",
        description="where the data is; SQLite in the instance folder when empty",
        validate_default=False,
        repr=False,  # it may hold a password
    )
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        "http://127.0.0.1:8000",
        description="the address people open, without a path; links in letters begin with it",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=9, description="how many reverse proxies stand in front and name the caller"
    )
    secret_key: Annotated[SecretStr, AfterValidator(_secret)] | None = Field(
        None, description="signs sessions and links; at least 32 characters"
    )
    smtp_host: str = Field("", description="the mail server; letters wait while this is empty")
    smtp_port: int = Field(25, ge=1, le=65535, description="its port")
    smtp_user: str = Field("", description="name to sign in with; none when empty")
    smtp_password: SecretStr = Field(SecretStr(""), description="password to sign in with")
    smtp_tls: Tls = Field(Tls.NONE, description="none, starttls or tls")
    smtp_dot_timeout_s: float = Field(
        600, gt=0, le=3600, description="seconds to wait after the final dot of a letter"
    )
    mail_from: Annotated[EmailStr, AfterValidator(_sender)] = Field(
        "rysiai@localhost.localdomain", description="the sender of letters", validate_default=False
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="what Prometheus shows to read /metrics; no such page when empty"
    )
    bounce_maildir: Annotated[Path | None, BeforeValidator(_folder_or_none)] = Field(
        None, description="Maildir folder into which delivery reports are delivered; or:"
    )
    imap_host: str = Field(
        "", description="mail server with the account that delivery reports come to"
    )
    imap_port: int = Field(993, ge=1, le=65535, description="its port")
    imap_user: str = Field("", description="name of that account")
    imap_password: SecretStr = Field(SecretStr(""), description="its password")
    imap_folder: str = Field("INBOX", min_length=1, description="the folder in it that is read")
    imap_tls: Tls = Field(Tls.TLS, description="none, starttls or tls")
    lease_s: float = Field(
        60, ge=0.1, le=LONGEST_LEASE_S, description="seconds a worker may hold a letter"
    )
    retry_base_s: float = Field(
        60, ge=0.01, le=3600, description="seconds before the first retry; doubles each time"
    )
    time_zone: Annotated[str, AfterValidator(_time_zone)] = Field(
        "Europe/Vilnius", description="the municipality's time zone"
    )
    language: Language = Field(Language.LITHUANIAN, description="lt or en, until a person chooses")
    municipality: str = Field(
        "Savivaldybė", min_length=1, max_length=80, description="the name shown beside the logo"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not used: no .env files
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor secret folders
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let what is given count first, then the environment, then the file."""
        folder = Path(os.environ.get(f"{PREFIX}INSTANCE", "instance"))
        if (folder / "settings.toml").is_dir():
            raise ValueError("it is a folder")
        toml = TomlConfigSettingsSource(settings_cls, folder / "settings.toml")
        return init_settings, env_settings, toml

    @property
    def zone(self) -> ZoneInfo:
        """Return the municipality's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def database(self) -> str:
        """Return the database's address; SQLite in the instance folder unless one was given."""
        return self.database_url or f"sqlite:///{(self.instance / 'tracker.db').absolute()}"


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - any setting may be given
    """Read the settings.

    Raises SettingsError with one sentence that names the setting and says what is allowed.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"] or ("?",)).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name} is not allowed: {reason[0].lower()}{reason[1:]}.") from None
    except ValueError as error:  # a settings.toml that cannot be read
        raise SettingsError(f"instance/settings.toml cannot be read: {error}.") from None
