"""The identity of a user, and what a site allows the user to do.

The user is that of the operating system, not a typed name. A file of the site, ``roles.json``
beside ``site.json``, gives the user's role. Without this file all users may do everything, and no
decision needs a second person.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from sigverify.errors import MissingFileError, RecordsError, SigVerifyError
from sigverify.files import canonical_json, read_bytes
from sigverify.logs.log import Log
from sigverify.paths import site_folder
from sigverify.reasons import Reason, ReasonCode
from sigverify.settings import Settings
from sigverify.site import (
    NO_RULES,
    ROLES_NAME,
    SITE_NAME,
    SiteMark,
    SitePolicy,
    check_owner,
    load_site,
    plainly,
    site_mark,
)

_LOG: Final = Log(__name__)

_MAX_BYTES: Final = 2**20
_ROOT: Final = 0


class Role(StrEnum):
    """The role of a user at this site."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    RISK_OFFICER = "risk-officer"
    AUDITOR = "auditor"
    SOLE = "sole"
    """Any user, if the site defines no roles."""


class Permission(StrEnum):
    """A permission; each is a `ReasonCode` whose text follows "may not"."""

    VERIFY = "to-verify"
    DECIDE = "to-decide"
    CONFIRM = "to-confirm"
    CHANGE_REGISTER = "to-change-register"
    ACTIVATE_CALIBRATION = "to-activate-calibration"
    READ_AUDIT = "to-read-audit"
    EXPORT = "to-export"
    PURGE = "to-purge"
    RESUME = "to-resume"
    OVERRIDE_POLICY = "to-override-policy"


ALLOWED: Final[dict[Role, frozenset[Permission]]] = {
    Role.CLERK: frozenset({Permission.VERIFY, Permission.DECIDE}),
    Role.SUPERVISOR: frozenset(
        {
            Permission.VERIFY,
            Permission.DECIDE,
            Permission.CONFIRM,
            Permission.CHANGE_REGISTER,
            Permission.READ_AUDIT,
        }
    ),
    Role.RISK_OFFICER: frozenset(
        {
            Permission.VERIFY,
            Permission.CONFIRM,
            Permission.CHANGE_REGISTER,
            Permission.ACTIVATE_CALIBRATION,
            Permission.READ_AUDIT,
            Permission.EXPORT,
            Permission.PURGE,
            Permission.RESUME,
            Permission.OVERRIDE_POLICY,
        }
    ),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT, Permission.EXPORT}),
    Role.SOLE: frozenset(Permission),
}
_ROLE_CODES: Final = {
    Role.CLERK: ReasonCode.ROLE_CLERK,
    Role.SUPERVISOR: ReasonCode.ROLE_SUPERVISOR,
    Role.RISK_OFFICER: ReasonCode.ROLE_RISK_OFFICER,
    Role.AUDITOR: ReasonCode.ROLE_AUDITOR,
}


class NotAllowedError(RecordsError):
    """The role, or the rule of four eyes, does not allow an action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A user and the user's role.

    Attributes:
        user: the operating system's name of the user.
        role: the user's role at the site.
    """

    user: str
    role: Role

    def require(self, permission: Permission) -> None:
        """Refuse an action that the role does not allow.

        Raises:
            NotAllowedError: the role does not have it.
        """
        if permission not in ALLOWED[self.role]:
            _LOG.warning(
                "records.not_allowed",
                told=True,
                role=self.role.value,
                permission=permission.value,
            )
            may = [code for role, code in _ROLE_CODES.items() if permission in ALLOWED[role]]
            raise NotAllowedError(
                Reason(
                    ReasonCode.MAY_NOT,
                    person=self.user,
                    role=Reason(_ROLE_CODES[self.role]),
                    permission=Reason(ReasonCode(permission.value)),
                ),
                remedy=Reason(ReasonCode.ASK_ROLES, roles=tuple(map(Reason, may))),
            )


class SiteRoles(BaseModel):
    """The content of ``roles.json``.

    Attributes:
        version: version of this format.
        people: the role of each user.
        others: the treatment of any other user: refused, or a clerk.
        second_person_from: paying a cheque of this amount or more, or of an unknown amount, needs
            a second person's confirmation; None for no such limit.
        second_person_for_flagged: paying a flagged cheque needs a second person's confirmation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    version: Literal[1]
    people: dict[str, Literal["clerk", "supervisor", "risk-officer", "auditor"]]
    others: Literal["refused", "clerk"] = "refused"
    second_person_from: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    second_person_for_flagged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules of a site.

    Attributes:
        roles: the roles of the site's file; None if there are none.
        site: the site's other rules.
        mark: what is to be remembered of the site's files; None where the policy is no file's.
    """

    roles: SiteRoles | None
    site: SitePolicy = NO_RULES
    mark: SiteMark | None = None

    def person(self, user: str | None = None) -> Person:
        """The user with the role of a site.

        Args:
            user: the operating system's name; None takes the user who runs the program.

        Raises:
            NotAllowedError: the site's file does not name the user and refuses others.
        """
        user = os_user() if user is None else user
        if self.roles is None:
            return Person(user=user, role=Role.SOLE)
        named = {user_key(name): role for name, role in self.roles.people.items()}
        role = named.get(user_key(user))
        if role is not None:
            return Person(user=user, role=Role(role))
        if self.roles.others == "clerk":
            return Person(user=user, role=Role.CLERK)
        raise NotAllowedError(
            f"{user} has no role at this site.",
            remedy=f"Ask your administrator to add the user to {ROLES_NAME}.",
        )

    def allows(self, user: str, permission: Permission) -> bool:
        """Whether a user, of this moment's roles, has a permission."""
        try:
            return permission in ALLOWED[self.person(user).role]
        except NotAllowedError:
            return False

    @property
    def four_eyes(self) -> bool:
        """Whether nobody may change the register or the calibration alone."""
        return self.roles is not None

    def require_urgent(self) -> None:
        """Refuse an urgent change by one person where the site does not allow it.

        Raises:
            NotAllowedError: the site's file does not allow it.
        """
        if not self.site.one_person_changes:
            raise NotAllowedError(
                Reason(ReasonCode.NOT_ALONE), remedy=Reason(ReasonCode.LET_COLLEAGUE_CONFIRM)
            )

    def second_person(self, *, pays: bool, flagged: bool, amount: float | None) -> Reason | None:
        """Return why a decision needs a second person; None if it needs none.

        Args:
            pays: the decision is to pay the cheque.
            flagged: the program suspects a forgery.
            amount: the cheque's amount; None if unknown.
        """
        if self.roles is None or not pays:
            return None
        if flagged and self.roles.second_person_for_flagged:
            return Reason(ReasonCode.SUSPECTED_BY_PROGRAM)
        limit = self.roles.second_person_from
        if limit is None:
            return None
        if amount is None:
            return Reason(ReasonCode.AMOUNT_UNKNOWN)
        return Reason(ReasonCode.AMOUNT_FROM, amount=limit) if amount >= limit else None


def load_policy(path: Path | None = None, *, owner: int = _ROOT) -> Policy:
    """Read the roles from ``site.json`` or from ``roles.json`` beside it, and the other rules.

    Args:
        path: the file of the roles; None takes the one in the site's folder.
        owner: id of the only user, beside the administrator, who may own the files and their
            folders.

    Raises:
        RecordsError: a file exists and can't be used, or others can change it.
    """
    path = site_folder() / ROLES_NAME if path is None else path
    site = load_site(path.parent / SITE_NAME, known=Settings.model_fields, owner=owner)
    mark = site_mark(path.parent, names=(ROLES_NAME, SITE_NAME))
    inner = site.policy.roles
    try:
        data = read_bytes(path, max_bytes=_MAX_BYTES)
        check_owner(path, owner=owner)
        if inner is not None:
            raise ValueError(f"{SITE_NAME} has roles too")
    except MissingFileError:
        if inner is None:
            return Policy(roles=None, site=site.policy, mark=mark)
        data = canonical_json(inner)
    except (SigVerifyError, OSError, ValueError) as error:
        raise _unusable(path, error) from error
    try:
        roles = SiteRoles.model_validate_json(data)
        if len({user_key(name) for name in roles.people}) < len(roles.people):
            raise ValueError("a user is named twice")
    except ValueError as error:
        raise _unusable(path, error) from error
    return Policy(roles=roles, site=site.policy, mark=mark)


def _unusable(path: Path, error: Exception) -> RecordsError:
    return RecordsError(
        f"{path}: the site's roles can't be used ({plainly(error)}).",
        remedy="Ask your administrator to correct the file.",
    )


def os_user() -> str:
    """Return the operating system's name of the user who runs the program.

    The environment is not used, because any user can change it.

    Raises:
        RecordsError: the operating system has no name for the user.
    """
    try:
        if os.name == "posix":
            import pwd

            return pwd.getpwuid(os.geteuid()).pw_name
        return _windows_user()
    except (KeyError, OSError) as error:
        raise RecordsError(
            "The operating system has no name for the user who runs the program.",
            remedy="Run it as a user with a name, so that the records can say who did what.",
        ) from error


def _windows_user() -> str:
    import ctypes

    size = ctypes.c_ulong(256)
    name = ctypes.create_unicode_buffer(size.value)
    domain_and_user = 2  # NameSamCompatible: DOMAIN\user
    library = ctypes.windll.secur32  # type: ignore[attr-defined,unused-ignore]
    if not library.GetUserNameExW(domain_and_user, name, ctypes.byref(size)):
        raise OSError("GetUserNameExW failed")
    return name.value


def same_user(first: str, second: str) -> bool:
    """Whether both names belong to one user."""
    return user_key(first) == user_key(second)


def user_key(user: str) -> str:
    """The key of a user name: Windows ignores capitals, other systems do not."""
    return user.casefold() if os.name == "nt" else user
