"""What a member may do: small predicates, whose docstrings are the rules.

A new address under /counter names its predicate in `tests/integration/relay/people/rules.py`, which the walk over
every address and role reads: one without a line there fails it.
"""

from collections.abc import Callable

from sceau.relay.people.members import Member, Role
from sceau.web.problems import Refusal

Permission = Callable[[Member], bool]


def require(permission: Permission, member: Member) -> None:
    """Refusal `not-allowed` unless the member has the permission."""
    if not permission(member):
        raise Refusal("not-allowed")


def may_manage_members(member: Member) -> bool:
    """The titular pharmacist alone invites and removes people, gives roles, and logs what concerns others' keys."""
    return member.role is Role.TITULAR


def may_write_items(member: Member) -> bool:
    """Whoever captures and sends: titular pharmacists and members write the board, the shelf, prefills and numbers."""
    return member.role in {Role.TITULAR, Role.MEMBER}


def may_read(member: Member) -> bool:
    """Everybody in the pharmacy reads its board, its shelf, its prefills and who its members are."""
    return member.role in Role


def may_keep_own_keys(member: Member) -> bool:
    """Everybody adds and removes passkeys, browsers and access keys of his own: reading needs them too."""
    return member.role in Role
