"""Count the events of jobs and measure their times."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from typing_extensions import override

from adapters.prometheus.resource_errors import ResourceErrors
from application.ports.events import EventPublisher
from domain.events import (
    JobCancelled,
    JobCompleted,
    JobDeleted,
    JobEvent,
    JobFailed,
    JobHandedBack,
    JobPostponed,
    JobRetried,
    JobReused,
    JobStarted,
    JobSubmitted,
    SegmentsTranscribed,
)

# Seconds: from a clip on a fast device to ten hours on a slow one.
BUCKETS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400)
# Work seconds per audio second: below 1 the engine outruns the speaker.
FACTORS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5, 10)

# The resource that failed, by the code of the job's failure.
BROKEN_RESOURCES: Final = {
    "out_of_memory": "memory",
    "storage_full": "disk",
    "storage_unavailable": "disk",
    "blob_not_found": "disk",
    "model_unavailable": "model_lanes",
}


class PrometheusJobEvents(EventPublisher):
    """Counts the events of jobs, and measures waiting and processing times."""

    def __init__(self, registry: CollectorRegistry, errors: ResourceErrors) -> None:
        self._registry = registry
        self._errors = errors
        self._plain: dict[type[JobEvent], Counter] = {
            JobSubmitted: self._counter("submitted", "Jobs that were accepted."),
            JobStarted: self._counter("started", "Attempts at jobs that were begun."),
            JobCompleted: self._counter("completed", "Jobs that ended with a transcript."),
            JobCancelled: self._counter("cancelled", "Jobs that were stopped by their owner."),
            JobHandedBack: self._counter("handed_back", "Attempts that ended before their job."),
            JobPostponed: self._counter(
                "postponed", "Attempts that failed for what may pass; the job is tried again."
            ),
            JobRetried: self._counter("retried", "Jobs that were queued once more by hand."),
            JobReused: self._counter(
                "reused", "Jobs that were answered with the transcript of an earlier one."
            ),
            JobDeleted: self._counter("deleted", "Jobs that were removed."),
        }
        self._failed = self._counter("failed", "Jobs that ended without a transcript.", "code")
        self._diarized = self._counter("diarized", "Jobs whose speakers were told apart.")
        self._segments = self._counter("segments", "Segments that became final.")
        self._audio = Counter(
            "whisper_audio_seconds_total",
            "Audio in jobs that ended with a transcript.",
            ["model"],
            registry=registry,
        )
        self._work = self._histogram("duration", "Time from claim to transcript.", BUCKETS)
        self._wait = self._histogram(
            "queue_wait", "Time from upload to the first attempt.", BUCKETS
        )
        self._factor = Histogram(
            "whisper_job_real_time_factor_ratio",
            "Work seconds per second of audio, over whole jobs.",
            ["model"],
            buckets=FACTORS,
            registry=registry,
        )

    @override
    async def publish(self, event: JobEvent) -> None:
        if counter := self._plain.get(type(event)):
            counter.inc()
        match event:
            case JobStarted(job) if job.attempt == 1 and job.started_at is not None:
                self._wait.observe(max(0.0, (job.started_at - job.created_at).total_seconds()))
            case JobPostponed(_, code, _) if resource := BROKEN_RESOURCES.get(code):
                self._errors.count(resource)
            case JobFailed(job):
                self._count_failure(job.failure.code if job.failure else "unknown")
            case SegmentsTranscribed(_, segments):
                self._segments.inc(len(segments))
            case JobCompleted():
                self._observe_work(event)

    def _count_failure(self, code: str) -> None:
        self._failed.labels(code).inc()
        if resource := BROKEN_RESOURCES.get(code):
            self._errors.count(resource)

    def _observe_work(self, event: JobCompleted) -> None:
        self._work.observe(event.seconds)
        if event.job.speakers:
            self._diarized.inc()
        audio = event.job.asked_seconds
        if audio:
            self._audio.labels(event.job.model).inc(audio)
            self._factor.labels(event.job.model).observe(event.seconds / audio)

    def _counter(self, what: str, text: str, *labels: str) -> Counter:
        return Counter(f"whisper_jobs_{what}_total", text, labels, registry=self._registry)

    def _histogram(self, what: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(
            f"whisper_job_{what}_seconds", text, buckets=buckets, registry=self._registry
        )
