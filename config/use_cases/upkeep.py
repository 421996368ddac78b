"""Wires the upkeep of the service, and its status for admins."""

from dependency_injector import providers

from adapters.sql.health import SqlHealth
from application.search.index_jobs import IndexJobs
from application.upkeep.check_health import CheckHealth
from application.upkeep.end_abandoned_recordings import EndAbandonedRecordings
from application.upkeep.expire_jobs import ExpireJobs
from application.upkeep.forget_keys import ForgetKeys
from application.upkeep.forget_shares import ForgetShares
from application.upkeep.list_dead_letters import ListDeadLetters
from application.upkeep.reap_jobs import ReapJobs
from application.upkeep.recognise_storage import MissStorage, RecogniseStorage
from application.upkeep.remind_queue import RemindQueue
from application.upkeep.report_lanes import ReportLanes
from application.upkeep.requeue_dead_letter import RequeueDeadLetter
from application.upkeep.show_status import ShowStatus
from application.upkeep.status import StatusHistory
from application.upkeep.sweep_blobs import SweepBlobs
from application.upkeep.tidy_queue import TidyQueue
from config.adapters import Adapters
from config.use_cases.work import WorkUseCases


class UpkeepUseCases(WorkUseCases):
    """The upkeep of the service, and its status for admins."""

    reap_jobs = providers.Singleton(
        ReapJobs,
        Adapters.unit_of_work.provider,
        WorkUseCases.take_back_job,
        Adapters.repairs,
        Adapters.clock,
        Adapters.settings.provided.job_lease_seconds,
    )
    end_abandoned_recordings = providers.Factory(
        EndAbandonedRecordings, Adapters.unit_of_work.provider, WorkUseCases.end_recording
    )
    remind_queue = providers.Singleton(
        RemindQueue,
        Adapters.unit_of_work.provider,
        Adapters.queue,
        Adapters.repairs,
        Adapters.clock,
        Adapters.settings.provided.job_lease_seconds,
    )
    tidy_queue = providers.Factory(TidyQueue, Adapters.queue, Adapters.repairs)
    sweep_blobs = providers.Factory(
        SweepBlobs,
        Adapters.unit_of_work.provider,
        Adapters.blobs,
        Adapters.storage_mark,
        Adapters.repairs,
        Adapters.clock,
        Adapters.settings.provided.orphan_grace_seconds,
        Adapters.settings.provided.sweep_most_share,
    )
    recognise_storage = providers.Factory(
        RecogniseStorage,
        Adapters.unit_of_work.provider,
        Adapters.storage_mark,
        Adapters.blobs,
        Adapters.clock,
        Adapters.ids,
        place=Adapters.settings.provided.storage,
        lasting=Adapters.settings.provided.has_lasting_storage,
    )
    miss_storage = providers.Factory(
        MissStorage, Adapters.unit_of_work.provider, Adapters.settings.provided.storage
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
    index_jobs = providers.Factory(IndexJobs, Adapters.unit_of_work.provider)
    forget_keys = providers.Factory(ForgetKeys, Adapters.unit_of_work.provider, Adapters.clock)
    forget_shares = providers.Factory(ForgetShares, Adapters.unit_of_work.provider, Adapters.clock)
    list_dead_letters = providers.Factory(ListDeadLetters, Adapters.unit_of_work.provider)
    requeue_dead_letter = providers.Factory(
        RequeueDeadLetter, Adapters.unit_of_work.provider, Adapters.job_cache, Adapters.events
    )
    status_history = providers.Singleton(
        StatusHistory,
        Adapters.unit_of_work.provider,
        Adapters.pool,
        Adapters.clock,
        default_model=Adapters.models.provided.default,
    )
    report_lanes = providers.Factory(
        ReportLanes,
        Adapters.unit_of_work.provider,
        Adapters.pool,
        Adapters.clock,
        Adapters.worker_name,
    )
    show_status = providers.Factory(
        ShowStatus,
        Adapters.unit_of_work.provider,
        Adapters.models,
        Adapters.pool,
        status_history,
        report_lanes,
    )
    check_health = providers.Factory(
        CheckHealth,
        providers.Dict(
            database=providers.Factory(SqlHealth, Adapters.engine),
            storage=Adapters.blobs,
            queue=Adapters.queue,
            model=Adapters.models,
            speakers=Adapters.diarizer,
        ),
    )
