"""Which of an owner's passages one step of a search goes through: a range of ids."""

from dataclasses import dataclass
from typing import Final

from adapters.sql.search_tables import PASSAGE_BITS, SearchOwnerRow

ANY: Final = 1 << PASSAGE_BITS  # passages: more than an owner can have


@dataclass(frozen=True, slots=True)
class Part:
    """The ids from `low` up to, not including, `high`, of the owner with this number.

    `is_in_blocks` says that all of these passages have terms for their blocks.
    """

    owner: int
    low: int
    high: int
    is_in_blocks: bool


def next_part(
    owner: SearchOwnerRow, after: int | None, reach: int, *, all_in_blocks: bool
) -> Part | None:
    """Return the part that begins after a position and has `reach` passages; None at the end.

    A part without blocks cannot be divided: it has all the passages that there are.
    `all_in_blocks` says that there are none without, as older versions have stored blocks, too.
    """
    high = owner.highest if after is None else min(after, owner.highest)
    if high <= owner.lowest:
        return None
    is_in_blocks = all_in_blocks or owner.blocked_from < high <= owner.blocked_to
    if is_in_blocks:
        begin = owner.lowest if all_in_blocks else owner.blocked_from
        low = max(owner.lowest, begin, high - reach)
    else:
        low = max(owner.lowest, owner.blocked_to) if high > owner.blocked_to else owner.lowest
    first = first_id(owner)
    return Part(owner.number or 0, first + low, first + high, is_in_blocks)


def first_id(owner: SearchOwnerRow) -> int:
    """Return where the ids of an owner begin."""
    return (owner.number or 0) << PASSAGE_BITS


def position_of(id_: int) -> int:
    """Return the position of a passage among those of its owner."""
    return id_ & ((1 << PASSAGE_BITS) - 1)
