"""Wires the limits of each user."""

from dependency_injector import providers

from application.limits.count_request import CountRequest
from application.limits.option_limits import OptionLimits
from application.limits.quotas import Admission, Quotas
from application.limits.storage_quota import StorageQuota
from application.watching.open_streams import OpenStreams
from config.adapters import Adapters
from config.use_cases.single_sign_on import SingleSignOnUseCases


class LimitUseCases(SingleSignOnUseCases):
    """The limits of each user."""

    count_request = providers.Factory(
        CountRequest,
        Adapters.rates,
        Adapters.settings.provided.limit_requests_per_minute,
        Adapters.settings.provided.limit_key_requests_per_minute,
    )
    storage_quota = providers.Factory(StorageQuota, Adapters.settings.provided.stored_bytes_allowed)
    open_streams = providers.Singleton(OpenStreams, Adapters.settings.provided.limit_event_streams)
    option_limits = providers.Factory(OptionLimits, Adapters.settings.provided.max_beam_size)
    admission = providers.Factory(
        Admission,
        Adapters.unit_of_work.provider,
        Adapters.queue,
        Adapters.models,
        providers.Factory(
            Quotas,
            Adapters.settings.provided.limit_jobs,
            Adapters.settings.provided.limit_queued_audio_seconds,
            Adapters.settings.provided.limit_high_priority_jobs,
        ),
        storage_quota,
        option_limits,
    )
