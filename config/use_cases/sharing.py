"""Wires the use cases of links that share a transcript."""

from dependency_injector import providers

from application.sharing.make_share import MakeShare
from application.sharing.manage_shares import ListShares, WithdrawShare
from application.sharing.open_share import CheckShare, OpenShare
from application.sharing.policy import SharePolicy
from config.adapters import Adapters
from config.use_cases.live import LiveUseCases
from entrypoints.http.services.sharing import SharingServices


class SharingUseCases(LiveUseCases):
    """The use cases of links that share a transcript."""

    _policy = providers.Factory(
        SharePolicy,
        Adapters.settings.provided.share_links,
        Adapters.settings.provided.share_max_seconds,
    )
    sharing = providers.Factory(
        SharingServices,
        make=providers.Factory(
            MakeShare,
            Adapters.unit_of_work.provider,
            Adapters.secrets,
            Adapters.clock,
            Adapters.ids,
            _policy,
        ),
        list=providers.Factory(ListShares, Adapters.unit_of_work.provider, Adapters.clock),
        withdraw=providers.Factory(WithdrawShare, Adapters.unit_of_work.provider),
        open=providers.Factory(
            OpenShare,
            providers.Factory(CheckShare, Adapters.unit_of_work.provider, Adapters.clock, _policy),
            Adapters.link_attempts,
        ),
        policy=_policy,
    )
