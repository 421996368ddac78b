"""The use cases, ports and settings that the routes need."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from application.accounts.authenticate import Authenticate
from application.accounts.change_password import ChangePassword
from application.accounts.login import Login
from application.accounts.logout import Logout
from application.jobs.begin_recording import BeginRecording
from application.jobs.cancel_job import CancelJob
from application.jobs.claim_key import ClaimKey
from application.jobs.delete_job import DeleteJob
from application.jobs.end_recording import EndRecordingOf
from application.jobs.fetch_recording import FetchRecording
from application.jobs.get_job import GetJob
from application.jobs.label_job import LabelJob
from application.jobs.learn_voices import LearnVoices
from application.jobs.list_facets import ListFacets
from application.jobs.list_jobs import ListJobs
from application.jobs.retry_job import RetryJob
from application.jobs.submit_once import SubmitOnce
from application.jobs.tell_speakers import TellSpeakers
from application.jobs.transcribe_now import TranscribeNow
from application.limits.count_request import CountRequest
from application.limits.quotas import Admission
from application.models.manage_models import ManageModels
from application.ports.ids import IdSource
from application.ports.models import ModelCatalog
from application.ports.telemetry import MetricsPage, RequestMeter
from application.search.search_recordings import SearchRecordings
from application.transcripts.correct_segment import CorrectSegment, WithdrawCorrection
from application.transcripts.draw_waveform import DrawWaveform
from application.transcripts.export_transcript import ExportTranscript
from application.transcripts.live_captions import LiveCaptions
from application.transcripts.print_transcript import PrintTranscript
from application.transcripts.read_audio import ReadAudio
from application.transcripts.replace_text import ReplaceText, SetCorrections
from application.transcripts.subtitle_video import SubtitleVideo
from application.upkeep.check_health import CheckHealth
from application.upkeep.list_dead_letters import ListDeadLetters
from application.upkeep.requeue_dead_letter import RequeueDeadLetter
from application.upkeep.show_status import ShowStatus
from application.uploads.append_to_upload import AppendToUpload
from application.uploads.create_upload import CreateUpload
from application.uploads.drop_upload import DropUpload
from application.uploads.receive_upload import ReceiveUpload
from application.uploads.show_upload import ShowUpload
from application.uploads.take_upload import TakeUpload
from application.watching.watch_job import WatchJob
from application.watching.watch_jobs import WatchJobs
from domain.line_breaks import LineBreaker
from entrypoints.http.services.accounts import AccountServices
from entrypoints.http.services.live import LiveServices
from entrypoints.http.services.sharing import SharingServices
from entrypoints.http.services.single_sign_on import SingleSignOnServices
from entrypoints.http.services.speakers import SpeakerServices
from entrypoints.http.services.webhooks import WebhookServices


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """The operator's settings for HTTP.

    `metrics_token` None leaves the metrics open. `cookie_secure` None marks the cookie as secure if
    the request came over https. `trusted_proxies` is the number of reverse proxies in front whose
    headers about the client's address and scheme are believed. A recording may pause for
    `stall_seconds`, and JSON must be complete after `json_seconds`. One user, and behind proxies
    one address, may have `requests_at_once` running requests.
    """

    metrics_token: str | None = None
    cookie_secure: bool | None = None
    trusted_proxies: int = 0
    stall_seconds: float = 60.0
    json_seconds: float = 20.0
    requests_at_once: int = 1_024


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the health and metrics routes need; CheckHealth must know a part `database`."""

    check_health: CheckHealth
    request_meter: RequestMeter
    metrics_page: MetricsPage
    ids: IdSource
    policy: HttpPolicy


@dataclass(frozen=True, slots=True)
class Submission:
    """The use cases that turn recordings into jobs."""

    claim_key: ClaimKey
    submit_once: SubmitOnce
    admission: Admission
    fetch_recording: FetchRecording
    begin_recording: BeginRecording
    end_recording: EndRecordingOf


@dataclass(frozen=True, slots=True)
class Revision:
    """The use cases that correct transcripts."""

    correct_segment: CorrectSegment
    withdraw_correction: WithdrawCorrection
    replace_text: ReplaceText
    set_corrections: SetCorrections


@dataclass(frozen=True, slots=True)
class Speaking:
    """The use cases that find the speakers of a recording whose sender waits."""

    learn_voices: LearnVoices
    tell_speakers: TellSpeakers


@dataclass(frozen=True, slots=True)
class Uploads:
    """The use cases of resumable uploads."""

    create: CreateUpload
    show: ShowUpload
    append: AppendToUpload
    drop: DropUpload
    take: TakeUpload


@dataclass(frozen=True, slots=True)
class HttpServices(Vitals):
    """The use cases and ports behind the routes."""

    login: Login
    logout: Logout
    authenticate: Authenticate
    count_request: CountRequest
    change_password: ChangePassword
    receive_upload: ReceiveUpload
    submission: Submission
    uploads: Uploads
    get_job: GetJob
    list_jobs: ListJobs
    list_facets: ListFacets
    label_job: LabelJob
    search_recordings: SearchRecordings
    cancel_job: CancelJob
    retry_job: RetryJob
    delete_job: DeleteJob
    list_dead_letters: ListDeadLetters
    requeue_dead_letter: RequeueDeadLetter
    show_status: ShowStatus
    export_transcript: ExportTranscript
    live_captions: LiveCaptions
    print_transcript: PrintTranscript
    line_breaks: LineBreaker
    subtitle_video: SubtitleVideo
    revision: Revision
    speakers: SpeakerServices
    draw_waveform: DrawWaveform
    read_audio: ReadAudio
    watch_job: WatchJob
    watch_jobs: WatchJobs
    transcribe_now: TranscribeNow
    live: LiveServices
    speaking: Speaking
    webhooks: WebhookServices
    models: ModelCatalog
    manage_models: ManageModels
    sharing: SharingServices
    accounts: AccountServices
    single_sign_on: SingleSignOnServices


SERVICES: Final = web.AppKey("services", HttpServices)
VITALS: Final = web.AppKey("vitals", Vitals)


def services_of(request: web.Request) -> HttpServices:
    """Return the services of the application that handles this request."""
    return request.app[SERVICES]


def vitals_of(request: web.Request) -> Vitals:
    """Return the services that every application has."""
    return request.app[VITALS]
