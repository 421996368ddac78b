"""The use cases of links that share a transcript."""

from dataclasses import dataclass

from application.sharing.make_share import MakeShare
from application.sharing.manage_shares import ListShares, WithdrawShare
from application.sharing.open_share import OpenShare
from application.sharing.policy import SharePolicy


@dataclass(frozen=True, slots=True)
class SharingServices:
    """What owners do with links, and what readers open; `policy` is the operator's."""

    make: MakeShare
    list: ListShares
    withdraw: WithdrawShare
    open: OpenShare
    policy: SharePolicy
