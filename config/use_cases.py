"""Every use case over the ports it needs."""

from dependency_injector import providers

from adapters.sql.health import SqlHealth
from application.use_cases.authenticate import Authenticate
from application.use_cases.bootstrap_admin import BootstrapAdmin
from application.use_cases.cancel_job import CancelJob
from application.use_cases.change_password import ChangePassword
from application.use_cases.check_health import CheckHealth
from application.use_cases.delete_job import DeleteJob
from application.use_cases.expire_jobs import ExpireJobs
from application.use_cases.export_transcript import ExportTranscript
from application.use_cases.fail_job import FailJob
from application.use_cases.get_job import GetJob
from application.use_cases.list_dead_letters import ListDeadLetters
from application.use_cases.list_jobs import ListJobs
from application.use_cases.login import Login
from application.use_cases.logout import Logout
from application.use_cases.read_audio import ReadAudio
from application.use_cases.reap_jobs import ReapJobs
from application.use_cases.receive_upload import ReceiveUpload
from application.use_cases.recover_jobs import RecoverJobs
from application.use_cases.remind_queue import RemindQueue
from application.use_cases.requeue_dead_letter import RequeueDeadLetter
from application.use_cases.retry_job import RetryJob
from application.use_cases.submit_job import SubmitJob
from application.use_cases.sweep_blobs import SweepBlobs
from application.use_cases.tidy_queue import TidyQueue
from application.use_cases.transcribe_job import LeasePolicy, TranscribeJob
from application.use_cases.transcribe_now import TranscribeNow
from application.use_cases.watch_job import WatchJob
from application.use_cases.watch_jobs import WatchJobs
from config.adapters import Adapters


class UseCases(Adapters):
    """What can be asked of the service."""

    login = providers.Factory(
        Login, Adapters.unit_of_work.provider, Adapters.hasher, Adapters.tokens, Adapters.attempts
    )
    logout = providers.Factory(Logout, Adapters.unit_of_work.provider, Adapters.tokens)
    authenticate = providers.Factory(Authenticate, Adapters.unit_of_work.provider, Adapters.tokens)
    change_password = providers.Factory(
        ChangePassword,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.tokens,
        Adapters.attempts,
    )
    bootstrap_admin = providers.Factory(
        BootstrapAdmin,
        Adapters.unit_of_work.provider,
        Adapters.hasher,
        Adapters.clock,
        Adapters.ids,
    )
    receive_upload = providers.Factory(
        ReceiveUpload, Adapters.blobs, Adapters.ids, Adapters.settings.provided.max_upload_bytes
    )
    submit_job = providers.Factory(
        SubmitJob,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.probe,
        Adapters.models,
        Adapters.events,
        Adapters.clock,
        Adapters.ids,
    )
    get_job = providers.Factory(
        GetJob,
        Adapters.unit_of_work.provider,
        Adapters.queue,
        Adapters.job_cache,
        Adapters.settings.provided.worker_concurrency,
    )
    list_jobs = providers.Factory(ListJobs, Adapters.unit_of_work.provider, Adapters.queue)
    cancel_job = providers.Factory(
        CancelJob, Adapters.unit_of_work.provider, Adapters.queue, Adapters.events, Adapters.clock
    )
    retry_job = providers.Factory(
        RetryJob, Adapters.unit_of_work.provider, Adapters.job_cache, Adapters.events
    )
    delete_job = providers.Factory(
        DeleteJob,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.queue,
        Adapters.job_cache,
        Adapters.events,
    )
    export_transcript = providers.Factory(ExportTranscript, Adapters.unit_of_work.provider)
    read_audio = providers.Factory(ReadAudio, Adapters.unit_of_work.provider, Adapters.blobs)
    transcribe_now = providers.Factory(
        TranscribeNow,
        Adapters.blobs,
        Adapters.probe,
        Adapters.models,
        Adapters.transcriber,
        Adapters.direct_room,
    )
    watch_job = providers.Factory(
        WatchJob, Adapters.unit_of_work.provider, Adapters.event_bus, Adapters.clock
    )
    watch_jobs = providers.Factory(
        WatchJobs, Adapters.unit_of_work.provider, Adapters.event_bus, Adapters.clock
    )
    recover_jobs = providers.Factory(
        RecoverJobs, Adapters.unit_of_work.provider, Adapters.queue, Adapters.events
    )
    reap_jobs = providers.Singleton(
        ReapJobs,
        Adapters.unit_of_work.provider,
        Adapters.events,
        Adapters.repairs,
        Adapters.clock,
        Adapters.settings.provided.job_lease_seconds,
    )
    remind_queue = providers.Singleton(
        RemindQueue, Adapters.unit_of_work.provider, Adapters.queue, Adapters.repairs
    )
    tidy_queue = providers.Factory(TidyQueue, Adapters.queue, Adapters.repairs)
    sweep_blobs = providers.Factory(
        SweepBlobs,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.repairs,
        Adapters.clock,
        Adapters.settings.provided.orphan_grace_seconds,
    )
    expire_jobs = providers.Factory(
        ExpireJobs,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.queue,
        Adapters.job_cache,
        Adapters.events,
        Adapters.repairs,
        Adapters.clock,
        Adapters.settings.provided.keep_seconds,
    )
    list_dead_letters = providers.Factory(ListDeadLetters, Adapters.unit_of_work.provider)
    requeue_dead_letter = providers.Factory(
        RequeueDeadLetter, Adapters.unit_of_work.provider, Adapters.job_cache, Adapters.events
    )
    transcribe_job = providers.Factory(
        TranscribeJob,
        Adapters.unit_of_work.provider,
        Adapters.transcriber,
        Adapters.events,
        Adapters.clock,
        Adapters.worker_name,
        providers.Factory(
            LeasePolicy,
            seconds=Adapters.settings.provided.job_lease_seconds,
            max_attempts=Adapters.settings.provided.job_max_attempts,
            backoff_seconds=Adapters.settings.provided.job_backoff_seconds,
        ),
        Adapters.repairs,
    )
    fail_job = providers.Factory(
        FailJob, Adapters.unit_of_work.provider, Adapters.events, Adapters.clock
    )
    check_health = providers.Factory(
        CheckHealth,
        providers.Dict(
            database=providers.Factory(SqlHealth, Adapters.engine),
            storage=Adapters.blobs,
            queue=Adapters.queue,
            model=Adapters.models,
        ),
    )
