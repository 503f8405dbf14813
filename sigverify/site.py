"""The site's file, ``site.json``: settings of all users and the policy, checked before it is used.

It must belong to the administrator, with every folder above it, and nobody else may write it. An
unknown key stops the program, because a misspelt rule would be no rule.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sigverify.errors import DataError, MissingFileError, SigVerifyError
from sigverify.files import parse_json, read_bytes, sha256_hex

SITE_NAME: Final = "site.json"
ROLES_NAME: Final = "roles.json"
_MAX_BYTES: Final = 2**20
_ROOT: Final = 0
_WRITABLE_BY_OTHERS: Final = 0o022
_STICKY: Final = 0o1000
# The kernel's number of the first user namespace (PROC_USER_INIT_INO).
_FIRST_NAMESPACE: Final = 0xEFFFFFFD
_ALL_IDS: Final = ["0", "0", str(2**32 - 1)]


class SitePolicy(BaseModel):
    """The rules of a site, beside the settings that it makes for all users.

    Attributes:
        roles: the content of ``roles.json``, for a site that keeps one file.
        accept_at_least: a calibration that accepts below this similarity is refused.
        one_person_changes: in an urgent case one person may change the register or put a
            calibration in force without a second one.
        key_group: name of the group whose members may read the key file, which nobody but its
            owner may write.
        allow_user_namespace: the program runs in a container with users of its own.
        anchor_file: each new row's number and hash are added to this file, which should be on
            another machine.
        anchor_syslog: they are sent to the system's log too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    roles: dict[str, Any] | None = None
    accept_at_least: float | None = Field(default=None, ge=0, le=1)
    one_person_changes: bool = False
    key_group: str | None = None
    allow_user_namespace: bool = False
    anchor_file: str | None = None
    anchor_syslog: bool = False


NO_RULES: Final = SitePolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMark:
    """What is remembered of a site's files, to notice that others are in their place.

    Attributes:
        digest: hash of their content; empty if there are none.
        mounted: whether their folder was mounted over the system's, from another device.
        namespace: the user could have put other files in their place without the
            administrator's rights, because the program runs in a user namespace.
    """

    digest: str
    mounted: bool
    namespace: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The content of the site's file.

    Attributes:
        settings: the settings that it makes for all users.
        policy: its rules.
    """

    settings: dict[str, Any]
    policy: SitePolicy


def load_site(path: Path, *, known: Collection[str], owner: int = _ROOT) -> Site:
    """Read and check the site's file.

    Args:
        path: the file; need not exist.
        known: the names of settings that it may contain.
        owner: id of the only user, beside the administrator, who may own the file and its folders.

    Raises:
        DataError: the file exists and can't be used, or others can change it.
    """
    try:
        found = parse_json(read_bytes(path, max_bytes=_MAX_BYTES))
        check_owner(path, owner=owner)
        if not isinstance(found, dict):
            raise ValueError("not an object")
        settings = {name: value for name, value in found.items() if name in known}
        rules = {name: value for name, value in found.items() if name not in known}
        return Site(settings=settings, policy=SitePolicy.model_validate(rules))
    except MissingFileError:
        return Site(settings={}, policy=SitePolicy())
    except (SigVerifyError, OSError, ValueError) as error:
        raise DataError(
            f"{path}: the site's settings can't be used ({plainly(error)}).",
            remedy="Ask your administrator to correct or remove the file.",
        ) from error


def site_mark(folder: Path, *, names: Collection[str]) -> SiteMark:
    """What is to be remembered of the site's files.

    Args:
        folder: the site's folder; need not exist.
        names: of its files.

    Raises:
        DataError: a file can't be read.
    """
    parts: list[str] = []
    for name in sorted(names):
        try:
            parts.append(f"{name} {sha256_hex(read_bytes(folder / name, max_bytes=_MAX_BYTES))}")
        except MissingFileError:
            continue
        except SigVerifyError as error:
            raise DataError(error.message, remedy="Ask your administrator.") from error
    mounted = False
    if parts:
        above = folder.absolute().parents
        mounted = folder.stat().st_dev != above[min(1, len(above) - 1)].stat().st_dev
    return SiteMark(
        digest=sha256_hex("\n".join(parts).encode()) if parts else "",
        mounted=mounted,
        namespace=in_user_namespace(),
    )


def in_user_namespace(process: Path = Path("/proc/self")) -> bool:
    """Whether the user may be somebody else outside: in a user namespace, where one can mount.

    Args:
        process: the folder with the kernel's description of this process.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mapped = (process / "uid_map").read_text().split()
        namespace = (process / "ns" / "user").stat().st_ino
    except OSError:
        # No namespaces in this kernel, or no /proc, which only an administrator can take away.
        return False
    return mapped != _ALL_IDS or namespace != _FIRST_NAMESPACE


def check_owner(path: Path, *, owner: int) -> None:
    """Check that only the administrator can change or replace a file.

    Raises:
        ValueError: somebody else can.
        OSError: the file or a folder can't be examined.
    """
    # Windows has no permission bits; docs/audit.md says what an administrator must set there.
    if os.name != "posix":
        return
    # A user who can write to a folder can replace what is in it.
    # A link may lead to where others can write, though nobody else can write beside the link.
    above = dict.fromkeys((*path.absolute().parents, *path.resolve().parents))
    for place in (path, *above):
        status = place.stat()
        if status.st_uid not in (_ROOT, owner):
            raise ValueError(f"{place} does not belong to the administrator")
        # In a folder with the sticky bit only its owner can replace an entry.
        sticky = place != path and status.st_mode & _STICKY
        if status.st_mode & _WRITABLE_BY_OTHERS and not sticky:
            raise ValueError(f"others than its owner may write {place}")


def plainly(error: Exception) -> str:
    """The fault of a file in a few words."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'content'}: {first['msg']}"
    return error.message if isinstance(error, SigVerifyError) else str(error)
