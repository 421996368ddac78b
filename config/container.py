"""The container that wires entrypoints, use cases and adapters.

To swap an adapter, override its provider: `container.blobs.override(providers.Object(mine))`.
"""

from dependency_injector import providers

from adapters.prometheus.backlog import BacklogMetrics
from adapters.prometheus.caches import CacheMetrics
from adapters.prometheus.engine import EngineMetrics
from adapters.prometheus.live import LiveMetrics
from adapters.prometheus.machine import MachineMetrics
from adapters.prometheus.metrics_page import PrometheusMetricsPage
from adapters.prometheus.request_meter import PrometheusRequestMeter
from adapters.prometheus.webhooks import OutboxMetrics
from application.ports.telemetry import MetricsPage, RequestMeter
from config import secrets
from config.adapters import Adapters
from config.use_cases import UseCases
from entrypoints.http.services.accounts import AccountServices
from entrypoints.http.services.http_services import (
    HttpPolicy,
    HttpServices,
    Revision,
    Speaking,
    Submission,
    Uploads,
    Vitals,
)
from entrypoints.http.services.single_sign_on import SingleSignOnServices
from entrypoints.worker.handler import JobHandler


def _role(takes: tuple[str, ...]) -> str:
    return "worker" if takes else "api"


class Container(UseCases):
    """All parts of the service."""

    handler = providers.Factory(JobHandler, UseCases.transcribe_job, UseCases.fail_job)
    _backlog = providers.Factory(
        BacklogMetrics,
        Adapters.unit_of_work.provider,
        Adapters.queue,
        Adapters.clock,
        capacity=Adapters.settings.provided.queue_capacity,
        concurrency=Adapters.settings.provided.worker_concurrency,
    )
    _caches = providers.Factory(CacheMetrics, providers.Dict(jobs=Adapters.cache))
    _engine = providers.Factory(EngineMetrics, Adapters.pool)
    _outbox = providers.Factory(OutboxMetrics, Adapters.unit_of_work.provider, Adapters.clock)
    _live = providers.Factory(LiveMetrics, UseCases.open_live_sessions)
    _machine = providers.Factory(MachineMetrics, Adapters.settings.provided.data_dir)
    request_meter: providers.Provider[RequestMeter] = providers.Singleton(
        PrometheusRequestMeter, Adapters.registry
    )
    metrics_page: providers.Provider[MetricsPage] = providers.Singleton(
        PrometheusMetricsPage,
        Adapters.registry,
        # The API processes report the queue's length; from each worker it would cost the database
        # again.
        providers.Selector(
            providers.Callable(_role, Adapters.takes),
            api=providers.List(_backlog, _caches, _outbox, _engine, _live, _machine),
            worker=providers.List(_engine, _machine),
        ),
        Adapters.clock,
    )
    policy = providers.Factory(
        HttpPolicy,
        metrics_token=providers.Callable(secrets.metrics_token, Adapters.settings),
        cookie_secure=Adapters.settings.provided.cookie_secure,
        trusted_proxies=Adapters.settings.provided.trusted_proxies,
        requests_at_once=Adapters.settings.provided.max_connections_per_address,
    )
    account_services = providers.Factory(
        AccountServices,
        make_api_key=UseCases.make_api_key,
        list_api_keys=UseCases.list_api_keys,
        revoke_api_key=UseCases.revoke_api_key,
        list_users=UseCases.list_users,
        create_user=UseCases.create_user,
        change_user=UseCases.change_user,
        reset_password=UseCases.reset_password,
        link_identity=UseCases.link_identity,
    )
    single_sign_on_services = providers.Factory(
        SingleSignOnServices,
        begin=UseCases.begin_external_login,
        finish=UseCases.finish_external_login,
        enabled=providers.Callable(bool, Adapters.settings.provided.oidc_issuer),
        name=Adapters.settings.provided.oidc_name,
    )
    worker_vitals: providers.Provider[Vitals] = providers.Singleton(
        Vitals,
        check_health=UseCases.check_health,
        request_meter=request_meter,
        metrics_page=metrics_page,
        ids=Adapters.ids,
        policy=policy,
    )
    http_services: providers.Provider[HttpServices] = providers.Singleton(
        HttpServices,
        login=UseCases.login,
        logout=UseCases.logout,
        authenticate=UseCases.authenticate,
        count_request=UseCases.count_request,
        change_password=UseCases.change_password,
        receive_upload=UseCases.receive_upload,
        uploads=providers.Factory(
            Uploads,
            create=UseCases.create_upload,
            show=UseCases.show_upload,
            append=UseCases.append_to_upload,
            drop=UseCases.drop_upload,
            take=UseCases.take_upload,
        ),
        submission=providers.Factory(
            Submission,
            claim_key=UseCases.claim_key,
            submit_once=UseCases.submit_once,
            admission=UseCases.admission,
            fetch_recording=UseCases.fetch_recording,
            begin_recording=UseCases.begin_recording,
            end_recording=UseCases.end_recording_of,
        ),
        get_job=UseCases.get_job,
        list_jobs=UseCases.list_jobs,
        list_facets=UseCases.list_facets,
        label_job=UseCases.label_job,
        search_recordings=UseCases.search_recordings,
        cancel_job=UseCases.cancel_job,
        retry_job=UseCases.retry_job,
        delete_job=UseCases.delete_job,
        list_dead_letters=UseCases.list_dead_letters,
        requeue_dead_letter=UseCases.requeue_dead_letter,
        show_status=UseCases.show_status,
        export_transcript=UseCases.export_transcript,
        live_captions=UseCases.live_captions,
        print_transcript=UseCases.print_transcript,
        line_breaks=Adapters.line_breaks,
        subtitle_video=UseCases.subtitle_video,
        revision=providers.Factory(
            Revision,
            correct_segment=UseCases.correct_segment,
            withdraw_correction=UseCases.withdraw_correction,
            replace_text=UseCases.replace_text,
            set_corrections=UseCases.set_corrections,
        ),
        speakers=UseCases.speakers,
        read_audio=UseCases.read_audio,
        draw_waveform=UseCases.draw_waveform,
        watch_job=UseCases.watch_job,
        watch_jobs=UseCases.watch_jobs,
        transcribe_now=UseCases.transcribe_now,
        live=UseCases.live,
        speaking=providers.Factory(
            Speaking,
            learn_voices=UseCases.learn_voices,
            tell_speakers=UseCases.tell_speakers,
        ),
        webhooks=UseCases.webhooks,
        check_health=UseCases.check_health,
        models=Adapters.models,
        manage_models=UseCases.manage_models,
        sharing=UseCases.sharing,
        accounts=account_services,
        single_sign_on=single_sign_on_services,
        request_meter=request_meter,
        metrics_page=metrics_page,
        ids=Adapters.ids,
        policy=policy,
    )
