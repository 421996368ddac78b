"""The whole service over HTTP, on adapters that live in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from uuid import uuid4

import obstore
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry
from typing_extensions import override

from adapters.caching.job_cache import CodedJobCache
from adapters.documents.printers import PRINTERS
from adapters.logging.fan_out import FanOutEvents
from adapters.memory.attempts import MemoryAttemptLimiter
from adapters.memory.cache import MemoryCache
from adapters.memory.event_bus import MemoryEventBus
from adapters.memory.rates import MemoryRateLimiter
from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.guard import OutboundGuard
from adapters.outbound.recordings import HttpRecordingSource
from adapters.prometheus.backlog import BacklogMetrics
from adapters.prometheus.caches import CacheMetrics
from adapters.prometheus.metrics_page import PrometheusMetricsPage
from adapters.prometheus.request_meter import PrometheusRequestMeter
from adapters.prometheus.webhooks import OutboxMetrics
from adapters.security.argon2_hasher import Argon2PasswordHasher
from adapters.security.jose_live_secrets import JoseLiveSecrets
from adapters.security.jose_tokens import JoseTokenIssuer
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.system.ids import RandomIds
from adapters.system.secrets import RandomSecrets
from application.accounts.authenticate import Authenticate
from application.accounts.change_password import ChangePassword
from application.accounts.known_addresses import KnownAddresses
from application.accounts.live_secrets import AuthenticateLive, MakeLiveSecret
from application.accounts.login import Login
from application.accounts.logout import Logout
from application.accounts.make_api_key import MadeApiKey, MakeApiKey
from application.forecasts.model_speed import ModelSpeed
from application.jobs.begin_recording import BeginRecording
from application.jobs.cancel_job import CancelJob
from application.jobs.claim_key import ClaimKey
from application.jobs.delete_job import DeleteJob
from application.jobs.end_recording import EndRecording, EndRecordingOf
from application.jobs.fetch_recording import FetchRecording
from application.jobs.get_job import GetJob
from application.jobs.isolation import Isolation
from application.jobs.label_job import LabelJob
from application.jobs.learn_voices import LearnVoices
from application.jobs.list_facets import ListFacets
from application.jobs.list_jobs import ListJobs
from application.jobs.live_leases import LiveLeases
from application.jobs.retry_job import RetryJob
from application.jobs.reuse import ReuseResults
from application.jobs.submit_job import SubmitJob
from application.jobs.submit_once import SubmitOnce
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_now import TranscribeNow
from application.limits.count_request import CountRequest
from application.limits.fair_probe import FairProbe
from application.limits.fair_semaphore import FairSemaphore
from application.limits.option_limits import OptionLimits
from application.limits.quotas import Admission, Quotas
from application.limits.storage_quota import StorageQuota
from application.live.kept_sound import KeepSound
from application.live.limits import LiveLimits, OpenLiveSessions
from application.live.live_job import JoinJob
from application.live.transcribe_live import TranscribeLive
from application.models.manage_models import ManageModels
from application.models.model_downloads import ModelDownloads
from application.ports.attempts import AttemptPolicy
from application.ports.blobs import BlobStore
from application.ports.engine import EngineMonitor
from application.ports.health import Checkable
from application.ports.identity_provider import IdentityProvider
from application.ports.models import ModelCatalog
from application.ports.probe import AudioProbe, SoundTrack
from application.ports.unit_of_work import UnitOfWork
from application.ports.waveforms import WaveformReader
from application.search.search_recordings import SearchRecordings
from application.sharing.make_share import MakeShare
from application.sharing.manage_shares import ListShares, WithdrawShare
from application.sharing.open_share import WRONG_LINKS, CheckShare, OpenShare
from application.sharing.policy import SharePolicy
from application.transcripts.correct_segment import CorrectSegment, WithdrawCorrection
from application.transcripts.draw_waveform import DrawWaveform
from application.transcripts.edit_speakers import (
    MergeSpeakers,
    MoveSegment,
    NameSpeaker,
    ShowSpeakers,
    SpeakerEditing,
    WithdrawSpeakerEdits,
)
from application.transcripts.export_transcript import ExportTranscript
from application.transcripts.live_captions import LiveCaptions
from application.transcripts.print_transcript import PrintTranscript
from application.transcripts.read_audio import ReadAudio
from application.transcripts.replace_text import ReplaceText, SetCorrections
from application.transcripts.subtitle_video import SubtitleVideo
from application.upkeep.check_health import CheckHealth
from application.upkeep.list_dead_letters import ListDeadLetters
from application.upkeep.report_lanes import ReportLanes
from application.upkeep.requeue_dead_letter import RequeueDeadLetter
from application.upkeep.show_status import ShowStatus
from application.upkeep.status import StatusHistory
from application.uploads.append_to_upload import AppendToUpload
from application.uploads.create_upload import CreateUpload, UploadPolicy
from application.uploads.drop_upload import DropUpload
from application.uploads.in_use_marks import HoldRecording
from application.uploads.receive_upload import ReceiveUpload
from application.uploads.show_upload import ShowUpload
from application.uploads.take_upload import TakeUpload
from application.watching.open_streams import OpenStreams
from application.watching.watch_job import WatchJob
from application.watching.watch_jobs import WatchJobs
from config.whisper_settings import OPENAI_MODELS
from domain.api_key import Scope
from domain.errors.accounts import LoginsBusyError
from domain.errors.capacity import (
    EmbeddersBusyError,
    PrintersBusyError,
    ProbesBusyError,
    QueueFullError,
    WaveformsBusyError,
)
from domain.errors.kinds import TranscriberError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey, Job, Lease, Recording, WorkerName
from domain.line_breaks import after_spaces
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage, Passage
from domain.user import User, UserId
from domain.waveform import Waveform
from entrypoints.http.app import build_app
from entrypoints.http.services.http_services import (
    HttpPolicy,
    HttpServices,
    Revision,
    Speaking,
    Submission,
    Uploads,
)
from entrypoints.http.services.live import LiveServices
from entrypoints.http.services.sharing import SharingServices
from entrypoints.http.services.speakers import SpeakerServices
from tests.accounts_in_memory import account_services, single_sign_on
from tests.fakes.diarizer import ScriptedDiarizer
from tests.fakes.transcriber import ScriptedTranscriber
from tests.memory.clock import MemoryClock
from tests.memory.database import MemoryDatabase
from tests.memory.embedder import MemoryEmbedder
from tests.memory.engine import MemoryEngine
from tests.memory.events import MemoryEvents
from tests.memory.live import MemoryLiveTranscriber, MemorySpeechDetectors
from tests.memory.model_choices import MemoryModelChoices
from tests.memory.model_store import MemoryModelStore
from tests.memory.models import MemoryModelCatalog
from tests.memory.queue import MemoryJobQueue
from tests.memory.unit_of_work import MemoryUnitOfWork
from tests.samples import a_user
from tests.webhooks_in_memory import webhook_services

Client = TestClient[web.Request, web.Application]

UPLOAD_LIMIT = 2**20
# As cheap as Argon2 can be; the threads are shared by all tests.
HASHER = Argon2PasswordHasher(time_cost=1, memory_kib=8, parallelism=1)
IDS = RandomIds()
SOUND = b"RIFF....WAVE sound of some kind"


class RiffProbe(AudioProbe):
    """Takes whatever begins like a wave file for ten seconds of sound."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    @override
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        head = b"".join([block async for block in self._blobs.read(key, end=4)])
        if head != b"RIFF":
            raise UnsupportedAudioError("There is no sound in this file that can be decoded.")
        return SoundTrack("wav", "pcm_s16le", 16_000, 1, 10.0)


class SquareWaves(WaveformReader):
    """Sees the same in every recording, and counts how often it looked."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self.looks = 0

    @override
    async def measure(self, key: BlobKey, track: int | None = None) -> Waveform:
        await self._blobs.size(key)
        self.looks += 1
        return Waveform(10.0, (0.0, 1.0) * 50)


@dataclass
class Switchable(Checkable):
    """Works until `fault` is set."""

    fault: TranscriberError | None = None

    @override
    async def check(self) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass
class ServiceInMemory:
    """The parts, to be looked at and tampered with by tests."""

    clock: MemoryClock = field(
        default_factory=lambda: MemoryClock(datetime(2026, 3, 1, 9, 30, 0, 250_000, tzinfo=UTC))
    )
    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    cache: MemoryCache = field(init=False)
    queue: MemoryJobQueue = field(default_factory=MemoryJobQueue)
    events: MemoryEvents = field(default_factory=MemoryEvents)
    blobs: ObstoreBlobStore = field(default_factory=lambda: ObstoreBlobStore.from_url("memory://"))
    database_health: Switchable = field(default_factory=Switchable)
    model_health: Switchable = field(default_factory=Switchable)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    upload_limit: int = UPLOAD_LIMIT
    policy: HttpPolicy = field(default_factory=HttpPolicy)
    upload_policy: UploadPolicy = field(default_factory=lambda: UploadPolicy(UPLOAD_LIMIT))
    quotas: Quotas = field(default_factory=Quotas)
    limits: OptionLimits = field(default_factory=OptionLimits)
    storage_quota: StorageQuota = field(default_factory=StorageQuota)
    count_request: CountRequest = field(default_factory=lambda: CountRequest(MemoryRateLimiter()))
    identity_provider: IdentityProvider | None = None
    creates_users: bool = True
    share_policy: SharePolicy = field(default_factory=SharePolicy)
    live_limits: LiveLimits = field(default_factory=LiveLimits)

    def __post_init__(self) -> None:
        self.tokens = JoseTokenIssuer(
            self.clock,
            IDS,
            secret="a secret for tests alone, 32 long",
            issuer="tests",
            audience="tests",
            expires_in_seconds=3600,
        )
        self.live_secrets = JoseLiveSecrets(
            self.clock,
            secret="a secret for tests alone, 32 long",
            issuer="tests",
            audience="tests",
        )
        self.live_transcriber = MemoryLiveTranscriber(models=[ModelName("digits")])
        self.cache = MemoryCache(self.clock, capacity_bytes=2**20)
        self.transcriber = ScriptedTranscriber("one", "two", "three", "four")
        self.engine = MemoryEngine()
        self.history = StatusHistory(
            self.unit_of_work, self.engine, self.clock, default_model=ModelName("digits")
        )
        self.diarizer = ScriptedDiarizer(self.blobs)
        self.waveforms = SquareWaves(self.blobs)
        self.embedder = MemoryEmbedder()
        self.direct_places = FairSemaphore(self.clock, 2, QueueFullError, each_waiting=0)
        self.probe_places = FairSemaphore(self.clock, 4, ProbesBusyError)
        self.fetch_places = FairSemaphore(self.clock, 2, QueueFullError, each_waiting=0)
        self.guard = OutboundGuard(AddressPolicy())
        self.remote = HttpRecordingSource(AddressPolicy(["127.0.0.1/32"]), total_seconds=60)
        self.bus = MemoryEventBus(self.clock)
        self.publisher = FanOutEvents(self.events, self.bus)
        self.password_places = FairSemaphore(self.clock, 2, LoginsBusyError, spare=0)
        self.streams = OpenStreams()
        places = {ModelName(name): Path(f"/models/{name}") for name in ("digits", "tiny")}
        self.model_store = MemoryModelStore(elsewhere=places)
        self.model_store.fetch(ModelName("digits"))
        self.link_attempts = MemoryAttemptLimiter(self.clock, WRONG_LINKS)
        self.attempts = MemoryAttemptLimiter(self.clock, AttemptPolicy(free=2, first_wait=17))

    def unit_of_work(self) -> UnitOfWork:
        return MemoryUnitOfWork(self.database, self.queue)

    def services(self) -> HttpServices:
        work = self.unit_of_work
        cache = CodedJobCache(self.cache, ttl_seconds=60)
        editing = SpeakerEditing(work, cache, self.publisher)
        choices = MemoryModelChoices()
        catalog = MemoryModelCatalog(ModelName("digits"), ModelName("small"), choices=choices)
        return HttpServices(
            login=Login(
                work,
                HASHER,
                self.tokens,
                self.attempts,
                self.password_places,
                KnownAddresses(work, self.clock),
            ),
            logout=Logout(work, self.tokens),
            authenticate=Authenticate(work, self.tokens, self.clock),
            count_request=self.count_request,
            change_password=ChangePassword(
                work, HASHER, self.tokens, self.attempts, self.password_places, self.clock
            ),
            receive_upload=ReceiveUpload(self.blobs, IDS, self.upload_limit),
            submission=self.submission(catalog),
            webhooks=webhook_services(work, self.clock, guard=self.guard),
            uploads=self.uploads(),
            get_job=GetJob(work, self.queue, cache, ModelSpeed(self.clock), concurrency=1),
            label_job=LabelJob(work, cache),
            list_jobs=ListJobs(work, self.queue, ModelSpeed(self.clock)),
            list_facets=ListFacets(work),
            search_recordings=SearchRecordings(work, self.clock),
            cancel_job=CancelJob(
                work, self.queue, self.publisher, self.clock, self.end_recording()
            ),
            retry_job=RetryJob(work, cache, self.publisher, self.admission(catalog)),
            delete_job=DeleteJob(work, self.blobs, self.queue, cache, self.publisher),
            list_dead_letters=ListDeadLetters(work),
            requeue_dead_letter=RequeueDeadLetter(work, cache, self.events),
            show_status=ShowStatus(
                work, catalog, self.engine, self.history, self.report_lanes("this:1")
            ),
            export_transcript=ExportTranscript(work),
            live_captions=LiveCaptions(work),
            print_transcript=PrintTranscript(
                PRINTERS,
                FairSemaphore(self.clock, 2, PrintersBusyError),
            ),
            line_breaks=after_spaces,
            subtitle_video=SubtitleVideo(
                self.blobs,
                self.embedder,
                FairSemaphore(self.clock, 4, EmbeddersBusyError),
                TemporaryFile,
                lambda: 1 << 40,
                self.clock,
            ),
            revision=Revision(
                CorrectSegment(work, cache, self.clock),
                WithdrawCorrection(work, cache),
                ReplaceText(work, cache, self.clock),
                SetCorrections(work, cache, self.clock),
            ),
            speakers=SpeakerServices(
                ShowSpeakers(work),
                NameSpeaker(editing),
                MergeSpeakers(editing),
                MoveSegment(editing),
                WithdrawSpeakerEdits(editing),
            ),
            read_audio=ReadAudio(work, self.blobs),
            draw_waveform=DrawWaveform(
                work,
                self.blobs,
                self.waveforms,
                self.clock,
                FairSemaphore(self.clock, 2, WaveformsBusyError),
            ),
            watch_job=WatchJob(work, self.bus, self.clock, self.streams),
            watch_jobs=WatchJobs(work, self.bus, self.clock, self.streams),
            speaking=Speaking(
                LearnVoices(
                    ReceiveUpload(self.blobs, IDS, self.upload_limit),
                    FairProbe(RiffProbe(self.blobs), self.probe_places),
                    self.diarizer,
                ),
                TellSpeakers(self.diarizer),
            ),
            transcribe_now=TranscribeNow(
                self.blobs,
                FairProbe(RiffProbe(self.blobs), self.probe_places),
                catalog,
                self.transcriber,
                self.direct_places,
                HoldRecording(self.blobs, self.clock),
                Isolation(self.queue, self.clock),
                dict.fromkeys(OPENAI_MODELS),
                self.limits,
            ),
            live=self.live(),
            check_health=CheckHealth(
                {"database": self.database_health, "model": self.model_health}
            ),
            models=catalog,
            manage_models=ManageModels(
                self.model_store, catalog, choices, ModelDownloads(self.model_store)
            ),
            sharing=self.sharing(),
            accounts=account_services(work, self.clock, HASHER, self.attempts),
            single_sign_on=single_sign_on(
                work,
                self.clock,
                self.tokens,
                self.identity_provider,
                creates_users=self.creates_users,
            ),
            request_meter=PrometheusRequestMeter(self.registry),
            metrics_page=PrometheusMetricsPage(
                self.registry,
                [
                    BacklogMetrics(work, self.queue, self.clock, capacity=10, concurrency=2),
                    CacheMetrics({"jobs": self.cache}),
                    OutboxMetrics(work, self.clock),
                ],
                self.clock,
            ),
            ids=IDS,
            policy=self.policy,
        )

    def report_lanes(self, process: str, engine: EngineMonitor | None = None) -> ReportLanes:
        """Report the lanes of a process, by default of the one that answers."""
        name = WorkerName(process)
        return ReportLanes(self.unit_of_work, engine or self.engine, self.clock, name)

    def sharing(self) -> SharingServices:
        work, policy = self.unit_of_work, self.share_policy
        return SharingServices(
            MakeShare(work, RandomSecrets(), self.clock, IDS, policy),
            ListShares(work, self.clock),
            WithdrawShare(work),
            OpenShare(CheckShare(work, self.clock, policy), self.link_attempts),
            policy,
        )

    def live(self) -> LiveServices:
        uploads = self.uploads()
        authenticate = Authenticate(self.unit_of_work, self.tokens, self.clock)
        keep = KeepSound(uploads.create, uploads.show, uploads.append)
        return LiveServices(
            TranscribeLive(
                self.live_transcriber,
                MemorySpeechDetectors(),
                self.clock,
                IDS,
                OpenLiveSessions(self.live_limits),
            ),
            AuthenticateLive(authenticate, self.live_secrets),
            AuthenticateLive(authenticate, self.live_secrets, even_expired=True),
            MakeLiveSecret(self.live_secrets),
            keep,
            JoinJob(self.unit_of_work, IDS, keep, LiveLeases(self.clock)),
            events=self.publisher,
            message_bytes=200_000,
        )

    def uploads(self) -> Uploads:
        work, drop = self.unit_of_work, DropUpload(self.unit_of_work, self.blobs, self.clock)
        policy = replace(self.upload_policy, limit_bytes=self.upload_limit)
        return Uploads(
            CreateUpload(work, self.clock, IDS, policy, self.storage_quota),
            ShowUpload(work, self.clock),
            AppendToUpload(work, self.blobs, self.clock, IDS, policy),
            drop,
            TakeUpload(
                work, self.blobs, ReceiveUpload(self.blobs, IDS, self.upload_limit), self.clock
            ),
        )

    def admission(self, catalog: ModelCatalog) -> Admission:
        return Admission(
            self.unit_of_work, self.queue, catalog, self.quotas, self.storage_quota, self.limits
        )

    def submission(self, catalog: ModelCatalog) -> Submission:
        probe, work = FairProbe(RiffProbe(self.blobs), self.probe_places), self.unit_of_work
        admission = self.admission(catalog)
        submit = SubmitJob(
            work,
            self.blobs,
            probe,
            catalog,
            self.publisher,
            self.clock,
            IDS,
            ReuseResults(work, catalog, self.diarizer, self.publisher, self.clock),
            admission,
        )
        return Submission(
            ClaimKey(work, self.clock, IDS),
            SubmitOnce(submit),
            admission,
            FetchRecording(
                self.remote,
                ReceiveUpload(self.blobs, IDS, self.upload_limit),
                self.fetch_places,
            ),
            BeginRecording(work, catalog, self.publisher, IDS, admission, LiveLeases(self.clock)),
            EndRecordingOf(work, self.end_recording()),
        )

    def end_recording(self) -> EndRecording:
        return EndRecording(
            self.unit_of_work,
            self.blobs,
            ReceiveUpload(self.blobs, IDS, self.upload_limit),
            self.publisher,
            LiveLeases(self.clock),
        )

    def app(self) -> web.Application:
        return build_app(self.services())

    async def add_user(self, name: str, password: str = "correct horse", **changes: object) -> User:
        user = a_user(name, password_hash=hash_of(password), **changes)
        async with self.unit_of_work() as uow:
            await uow.users.add(user)
            await uow.commit()
        return user

    async def change_user(self, user: User, **changes: Any) -> User:
        changed = replace(user, **changes)
        async with self.unit_of_work() as uow:
            assert await uow.users.replace(user, changed)
            await uow.commit()
        return changed

    async def api_key(self, owner: User, *scopes: Scope) -> MadeApiKey:
        make = MakeApiKey(self.unit_of_work, RandomSecrets(), self.clock, IDS)
        return await make("a key", scopes, None, caller=owner)

    def bearer(self, user: User) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens.issue(user).value}"}

    async def stored_blobs(self) -> list[str]:
        listed = await obstore.list(self.blobs._store).collect_async()
        return [meta["path"] for meta in listed]

    async def jobs(self) -> list[Job]:
        return list(self.database.records.jobs.values())

    async def job_of(self, owner: UserId, **changes: Any) -> Job:
        """Store a queued job with its audio."""
        key = BlobKey(f"audio/{uuid4()}")
        stored = await self.blobs.write(key, _once(SOUND))
        recording = Recording(key, "talk.wav", stored.size_bytes, stored.sha256, 10.0)
        job = Job(
            **{
                "id": uuid4(),
                "owner": owner,
                "recording": recording,
                "model": ModelName("digits"),
                "options": TranscriptionOptions(),
                "created_at": self.clock.now(),
                **changes,
            }
        )
        async with self.unit_of_work() as uow:
            await uow.jobs.add(job)
            await uow.commit()
        return job

    async def completed_job(self, owner: UserId, *passages: Passage, **changes: Any) -> Job:
        """Store a job with its transcript."""
        job = await self.job_of(owner, **changes)
        seconds = max(9.5, *(passage.position for passage in passages), 0.0)
        done = (
            self.claimed(job)
            .advanced(progress=1.0, detected=job.detected or DetectedLanguage("de", 0.97))
            .completed(
                at=self.clock.now(),
                duration_seconds=seconds,
                model_revision="r1",
                languages=job.languages,
                speakers=job.speakers,
            )
        )
        async with self.unit_of_work() as uow:
            await uow.jobs.delete(job)
            await uow.jobs.add(done)
            for passage in passages:
                await uow.passages.append(job.id, passage)
            await uow.commit()
        return done

    def claimed(self, job: Job) -> Job:
        lease = Lease(WorkerName("w"), self.clock.now() + timedelta(seconds=60))
        return job.claimed(lease, at=self.clock.now())

    async def replaced(self, before: Job, after: Job) -> Job:
        async with self.unit_of_work() as uow:
            await uow.jobs.replace(before, after)
            await uow.commit()
        return after

    @asynccontextmanager
    async def client(self, **policy: Any) -> AsyncIterator[Client]:
        self.policy = replace(self.policy, **policy)
        server = TestServer(self.app())
        await server.start_server(auto_decompress=False)  # as `serve` does
        async with TestClient(server) as client:
            yield client


@cache
def hash_of(password: str) -> str:
    """Hash a password once in a run."""
    return HASHER._argon2.hash(password)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def a_form(data: bytes = SOUND, *, filename: str = "talk.wav", **fields: str) -> FormData:
    """Make an upload with its fields before the file."""
    form = FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    form.add_field("file", data, filename=filename, content_type="audio/wav")
    return form
