"""The settings of a user or a site, as one record from which the settings dialog is built.

A site file sets values for all users of a machine. The settings it names are locked: the user's own
values are ignored. A site file that can't be read stops the program, because ignoring a bank's
policy silently would be worse.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sigverify.errors import DataError, MissingFileError, SigVerifyError
from sigverify.files import about_file, parse_json, read_bytes, write_json
from sigverify.image_names import check_pattern
from sigverify.reasons import Reason, ReasonCode
from sigverify.site import NO_RULES, SitePolicy, load_site, plainly

_MAX_BYTES: Final = 2**20

DEFAULT_REASONS: Final = (
    "pay: 10 Agrees with the specimens",
    "pay: 11 Customer confirmed",
    "return, refer: 20 Differs from the specimens",
    "return, refer: 21 Signature missing",
    "return, refer: 22 Second signature missing",
    "return, refer: 23 Copy of a specimen suspected",
    "return, refer: 30 Picture unusable, paper wanted",
    "pay, refer: 31 Specimens out of date",
)
# What an earlier version saved as its own reasons: they belonged to no decision.
_EARLIER_REASONS: Final = tuple(line.partition(": ")[2] for line in DEFAULT_REASONS)


class Settings(BaseModel):
    """The settings. The dialog shows their titles and descriptions."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    clerk: str = Field(
        default="",
        max_length=80,
        title="Your name",
        description="Shown with your decisions and in reports.",
    )
    language: Literal["system", "en", "de", "hi"] = Field(
        default="system",
        title="Language",
        description="Takes effect when the program starts again.",
    )
    appearance: Literal["system", "light", "dark"] = Field(
        default="system", title="Appearance", description="Light, dark, or as the system."
    )
    go_on: bool = Field(
        default=True,
        title="Go to the next case",
        description="When a decision has been recorded, show the next open case.",
    )
    blink_ms: int = Field(
        default=600,
        ge=200,
        le=2000,
        title="Blink every (ms)",
        description="How long each signature is shown when they blink.",
    )
    name_pattern: str = Field(
        default="",
        title="Names of images",
        description="How image names are built, such as {account}_{cheque}_{any}; {amount} can be "
        "used too.",
    )
    model: str = Field(
        default="",
        title="Model",
        description="Name of a shipped model or the folder of another; empty uses the shipped one.",
    )
    calibration: Path | None = Field(
        default=None,
        title="Calibration",
        description="File with the thresholds; empty uses the model's own.",
    )
    report_folder: Path | None = Field(
        default=None,
        title="Folder for reports",
        description="The folder proposed for reports; empty proposes the last one used.",
    )
    records: str = Field(
        default="",
        title="Records",
        description="File or PostgreSQL address of the records; empty keeps no records.",
    )
    records_key: Path | None = Field(
        default=None,
        title="Key file",
        description="File with the key of the records; empty uses the system's keyring.",
    )
    allow_export: bool = Field(
        default=True,
        title="Reports may be saved and printed",
        description="Reports hold pictures of signatures.",
    )
    reason_required: bool = Field(
        default=True,
        title="A reason is required",
        description="For each return, and for each decision that differs from the program's.",
    )
    reasons: tuple[str, ...] = Field(
        default=DEFAULT_REASONS,
        title="Reason codes",
        description="One per line: the decisions it belongs to, a colon, the code, the text.",
    )

    def own_choices(self, locked: frozenset[str]) -> tuple[str, ...]:
        """The user's own settings that affect a decision, in words; the site has not made them.

        Args:
            locked: names of the settings that the site's file makes.
        """
        found = {"model": self.model, "calibration": self.calibration}
        return tuple(
            f"own setting {name} {value}"
            for name, value in found.items()
            if value and name not in locked
        )

    @field_validator("name_pattern")
    @classmethod
    def _pattern(cls, given: str) -> str:
        check_pattern(given.strip())
        return given.strip()

    @field_validator("reasons", mode="before")
    @classmethod
    def _with_decisions(cls, given: object) -> object:
        """The shipped reasons of an earlier version become those of this one."""
        earlier = isinstance(given, list | tuple) and tuple(given) == _EARLIER_REASONS
        return DEFAULT_REASONS if earlier else given

    @property
    def judged_by(self) -> tuple[str | Path | None, ...]:
        """The settings that affect a result: when one changes, cases are examined again."""
        return self.model, self.calibration, self.records, self.records_key


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsState:
    """The settings in force.

    Attributes:
        values: the effective values.
        locked: names of the fields that the site file sets.
        complaint: why the user's own file was ignored; None if it was not.
        policy: the site's rules.
    """

    values: Settings
    locked: frozenset[str]
    complaint: Reason | None
    policy: SitePolicy = NO_RULES


def load_settings(own: Path, *, site: Path, owner: int = 0) -> SettingsState:
    """Read the user's settings and the site's; the site's take precedence.

    Args:
        own: the user's file; need not exist. An unusable file gives the defaults and a complaint.
        site: the site's file; need not exist.
        owner: id of the only user, beside the administrator, who may own the site's file.

    Raises:
        DataError: the site's file exists and can't be used, or others can change it.
    """
    rules = load_site(site, known=Settings.model_fields, owner=owner)
    site_values = rules.settings
    try:
        Settings.model_validate(site_values)
    except ValueError as error:
        raise DataError(
            f"{site}: the site's settings can't be used ({plainly(error)}).",
            remedy="Ask your administrator to correct or remove the file.",
        ) from error
    locked = frozenset(site_values)
    complaint: Reason | None = None
    try:
        chosen = _read(own)
        values = Settings.model_validate({**chosen, **site_values})
    except (SigVerifyError, ValueError) as error:
        why = Reason(ReasonCode.SETTINGS_UNUSABLE, fault=plainly(error))
        complaint = about_file(own, why)
        values = Settings.model_validate(site_values)
    return SettingsState(values=values, locked=locked, complaint=complaint, policy=rules.policy)


def save_settings(values: Settings, *, own: Path, locked: frozenset[str]) -> None:
    """Write the user's settings without the fields that the site file sets.

    Raises:
        OutputError: the file can't be written.
    """
    write_json(own, values.model_dump(mode="json", exclude=set(locked)))


def _read(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty if there is no file."""
    try:
        found = parse_json(read_bytes(path, max_bytes=_MAX_BYTES))
    except MissingFileError:
        return {}
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
