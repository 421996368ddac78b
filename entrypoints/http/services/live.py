"""The use cases of live sessions that the routes call."""

from dataclasses import dataclass

from application.accounts.live_secrets import AuthenticateLive, MakeLiveSecret
from application.live.kept_sound import KeepSound
from application.live.live_job import JoinJob
from application.live.transcribe_live import TranscribeLive
from application.ports.events import EventPublisher


@dataclass(frozen=True, slots=True)
class LiveServices:
    """Sessions, and the secrets that open them; a message may have `message_bytes`."""

    transcribe: TranscribeLive
    authenticate: AuthenticateLive
    readmit: AuthenticateLive
    make_secret: MakeLiveSecret
    keep: KeepSound
    join: JoinJob
    events: EventPublisher
    message_bytes: int = 4 * 2**20
