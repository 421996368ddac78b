"""Wires the use cases of live sessions."""

from dependency_injector import providers

from application.accounts.live_secrets import AuthenticateLive, MakeLiveSecret
from application.live.kept_sound import KeepSound
from application.live.limits import LiveLimits, OpenLiveSessions
from application.live.live_job import JoinJob
from application.live.transcribe_live import TranscribeLive
from config.adapters import Adapters
from config.use_cases.webhooks import WebhookUseCases
from entrypoints.http.services.live import LiveServices
from entrypoints.wyoming.server import WyomingServer


class LiveUseCases(WebhookUseCases):
    """The use cases of live sessions."""

    _limits = providers.Factory(
        LiveLimits,
        sessions=Adapters.settings.provided.live_sessions,
        sessions_of_user=Adapters.settings.provided.limit_live_sessions,
        ahead_seconds=Adapters.settings.provided.live_ahead_seconds,
        idle_seconds=Adapters.settings.provided.live_idle_seconds,
    )
    open_live_sessions = providers.Singleton(OpenLiveSessions, _limits)
    transcribe_live = providers.Factory(
        TranscribeLive,
        Adapters.live_transcriber,
        Adapters.speech_detectors,
        Adapters.clock,
        Adapters.ids,
        open_live_sessions,
    )
    wyoming_server = providers.Factory(
        WyomingServer,
        transcribe_live,
        Adapters.models,
        host=Adapters.settings.provided.wyoming_host,
        port=Adapters.settings.provided.wyoming_port,
    )
    _keep = providers.Factory(
        KeepSound,
        WebhookUseCases.create_upload,
        WebhookUseCases.show_upload,
        WebhookUseCases.append_to_upload,
    )
    live = providers.Factory(
        LiveServices,
        transcribe=transcribe_live,
        authenticate=providers.Factory(
            AuthenticateLive, WebhookUseCases.authenticate, Adapters.live_secrets
        ),
        readmit=providers.Factory(
            AuthenticateLive,
            WebhookUseCases.authenticate,
            Adapters.live_secrets,
            even_expired=True,
        ),
        make_secret=providers.Factory(MakeLiveSecret, Adapters.live_secrets),
        keep=_keep,
        join=providers.Factory(
            JoinJob,
            Adapters.unit_of_work.provider,
            Adapters.ids,
            _keep,
            WebhookUseCases.live_leases,
        ),
        events=Adapters.events,
        message_bytes=Adapters.settings.provided.live_message_bytes,
    )
