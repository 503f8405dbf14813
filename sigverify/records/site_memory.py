"""The records remember the site's policy, so that another one in its place is noticed.

A user who can make a user namespace can mount a folder of their own over the site's. The program
then refuses to open the records. Where it can't see that, the trail has a row that says that the
policy is another one, and each row names the policy it was written under.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from sigverify.errors import RecordsError
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.parts import TrailError
from sigverify.records.database import Records
from sigverify.records.roles import Permission, Person, Policy
from sigverify.site import SiteMark

_SHOWN: Final = 16
ACCEPT_REMEDY: Final = (
    "Put the site's files back. If the site no longer has a policy, accept that with "
    "'sigverify site accept --note REASON'; the audit trail names it for ever."
)


def remember_site(records: Records, mark: SiteMark, *, policy: Policy, person: Person) -> None:
    """Compare the site's policy with the one of before, and record a change.

    Args:
        records: the open records, whose rows name the policy from now on.
        mark: the site's files as they are now.
        policy: what they say.
        person: the user.

    Raises:
        RecordsError: the policy is gone, or the user could have exchanged it.
    """
    with records.reading() as connection:
        known = records.audit.known_site(connection)
    before: dict[str, Any] = {} if known is None else dict(known.body["facts"])
    had_policy = bool(before.get("policy"))
    if mark.namespace and (had_policy or mark.digest) and not policy.site.allow_user_namespace:
        raise RecordsError(
            "The program runs in a user namespace, in which the user can replace the site's "
            "files. No decisions are made there.",
            remedy="Run it outside. A site that runs it in containers says so with "
            "'allow_user_namespace' in its file.",
        )
    records.audit.site = mark.digest[:_SHOWN]
    now = _facts(mark, policy)
    if {name: before.get(name) for name in now} == now or not (had_policy or mark.digest):
        return
    if had_policy and not mark.digest:
        raise RecordsError(
            f"These records were last used under the site's policy {before['policy']}, and there "
            "is no policy here.",
            remedy=ACCEPT_REMEDY,
        )
    # A copy or a cut trail takes no row until it is resumed; then this is recorded.
    with suppress(TrailError), records.writing() as connection:
        records.audit.append(connection, _event(now, before, person=person, policy=policy))


def accept_no_policy(records: Records, *, policy: Policy, person: Person, note: str) -> None:
    """Record that the site no longer has a policy.

    Raises:
        NotAllowedError: the role does not allow it.
        RecordsError: there is no reason, or a policy.
    """
    person.require(Permission.RESUME)
    if not note.strip():
        raise RecordsError("The reason is missing.", remedy="Say why with --note.")
    mark = policy.mark
    if mark is None or mark.digest:
        raise RecordsError("The site has a policy.", remedy="There is nothing to accept.")
    with records.writing() as connection:
        known = records.audit.known_site(connection)
        before: dict[str, Any] = {} if known is None else dict(known.body["facts"])
        event = _event(_facts(mark, policy), before, person=person, policy=policy, note=note)
        records.audit.append(connection, event)


def _facts(mark: SiteMark, policy: Policy) -> dict[str, Any]:
    return {
        "policy": mark.digest[:_SHOWN],
        "mounted": mark.mounted,
        "roles": policy.roles is not None,
        "namespace": mark.namespace,
    }


def _event(
    now: dict[str, Any],
    before: dict[str, Any],
    *,
    person: Person,
    policy: Policy,
    note: str = "",
) -> AuditEvent:
    if not now["policy"]:
        action = "site policy REMOVED"
    elif not before.get("policy"):
        action = "site policy set"
    else:
        action = "site policy changed"
    return AuditEvent(
        kind=Kind.SITE,
        person=person,
        action=action,
        note=note.strip(),
        # Where there are roles, a second person must confirm the change.
        waits=policy.roles is not None and bool(before.get("policy")),
        facts={**now, "before": before.get("policy", "")},
    )
