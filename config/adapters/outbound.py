"""Wires the clients for calls to other servers on behalf of users."""

from dependency_injector import providers

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.guard import OutboundGuard
from adapters.outbound.recordings import HttpRecordingSource
from adapters.outbound.webhooks import HttpWebhookTransport
from adapters.prometheus.webhooks import ObservedWebhookTransport
from adapters.security.vault import JoseVault
from application.ports.outbound import AddressGuard
from application.ports.remote_recordings import RecordingSource
from application.ports.webhooks import Vault, WebhookTransport
from config import secrets
from config.adapters.single_sign_on import SingleSignOnAdapters


class OutboundAdapters(SingleSignOnAdapters):
    """Clients for calls to other servers on behalf of users."""

    outbound_policy = providers.Singleton(
        AddressPolicy, SingleSignOnAdapters.settings.provided.outbound_allow
    )
    outbound_guard: providers.Provider[AddressGuard] = providers.Singleton(
        OutboundGuard, outbound_policy
    )
    webhook_transport: providers.Provider[WebhookTransport] = providers.Singleton(
        ObservedWebhookTransport,
        providers.Singleton(HttpWebhookTransport, outbound_policy),
        SingleSignOnAdapters.registry,
    )
    recording_source: providers.Provider[RecordingSource] = providers.Singleton(
        HttpRecordingSource,
        outbound_policy,
        total_seconds=SingleSignOnAdapters.settings.provided.url_fetch_seconds,
    )
    vault: providers.Provider[Vault] = providers.Singleton(
        JoseVault,
        providers.Callable(
            secrets.jwt_secret, SingleSignOnAdapters.settings, SingleSignOnAdapters.data_folder
        ),
        providers.Callable(secrets.previous_jwt_secrets, SingleSignOnAdapters.settings),
    )
