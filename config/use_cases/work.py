"""Wires the use cases of a worker."""

from dependency_injector import providers

from application.jobs.fail_job import FailJob
from application.jobs.lease_policy import LeasePolicy
from application.jobs.transcribe_job import TranscribeJob
from application.upkeep.recover_jobs import RecoverJobs
from application.upkeep.take_back_job import TakeBackJob
from config.adapters import Adapters
from config.use_cases.uploads import UploadUseCases


class WorkUseCases(UploadUseCases):
    """The use cases of a worker."""

    transcribe_job = providers.Factory(
        TranscribeJob,
        Adapters.unit_of_work.provider,
        Adapters.transcriber,
        Adapters.diarizer,
        Adapters.events,
        Adapters.clock,
        Adapters.worker_name,
        UploadUseCases.isolation,
        providers.Factory(
            LeasePolicy,
            seconds=Adapters.settings.provided.job_lease_seconds,
            heartbeat_seconds=Adapters.settings.provided.job_heartbeat_seconds,
            max_attempts=Adapters.settings.provided.job_max_attempts,
            backoff_seconds=Adapters.settings.provided.job_backoff_seconds,
        ),
        Adapters.repairs,
    )
    fail_job = providers.Factory(
        FailJob, Adapters.unit_of_work.provider, Adapters.events, Adapters.clock
    )
    take_back_job = providers.Factory(
        TakeBackJob,
        Adapters.unit_of_work.provider,
        Adapters.events,
        Adapters.clock,
        Adapters.settings.provided.job_max_attempts,
    )
    recover_jobs = providers.Factory(
        RecoverJobs, Adapters.unit_of_work.provider, Adapters.queue, take_back_job
    )
