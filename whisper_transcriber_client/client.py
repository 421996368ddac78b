"""The client without asyncio."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Concatenate, ParamSpec, TypeVar

from whisper_transcriber_client.errors import JobNotCompletedError
from whisper_transcriber_client.events import POLL_SECONDS, EventReader
from whisper_transcriber_client.flows import accounts, live, recordings, transcripts, voices
from whisper_transcriber_client.flows.speaking import speak
from whisper_transcriber_client.flows.steps import Flow
from whisper_transcriber_client.line import fill
from whisper_transcriber_client.methods import described_by
from whisper_transcriber_client.recording import Source, Tell, opened
from whisper_transcriber_client.results import Job, JobId, LiveNews, Login, Progress, Transcript
from whisper_transcriber_client.sending import Sender
from whisper_transcriber_client.sound import Encoding, SoundBuffer, SoundForm

Given = ParamSpec("Given")
Result = TypeVar("Result")


def _asks(flow: Callable[Given, Flow[Result]]) -> Callable[Concatenate["Client", Given], Result]:
    @described_by(flow)
    def method(client: "Client", /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        return client._run(flow(*args, **kwargs))  # noqa: SLF001  # it is a method

    return method


class Client(Sender):
    """Talks to one service as one user. All methods raise ClientError."""

    def login(self, username: str, password: str) -> Login:
        """Be this user from now on."""
        login = self._run(accounts.login(username, password))
        self._be(login.token)
        return login

    def transcribe(
        self,
        source: Source,
        *,
        filename: str | None = None,
        tell: Tell | None = None,
        **options: Any,
    ) -> Transcript:
        """Upload a recording, wait, and return its transcript; options are those of a job.

        Raises JobNotCompletedError.
        """
        job_id = self.submit(source, filename=filename, tell=tell, **options)
        job = self.wait(job_id)
        if job.status != "completed":
            raise JobNotCompletedError(job)
        return self.transcript(job.id)

    def submit(
        self,
        source: Source,
        *,
        filename: str | None = None,
        idempotency_key: str | None = None,
        tell: Tell | None = None,
        **options: Any,
    ) -> JobId:
        """Upload a recording and return the id of its job.

        `tell` is called with the number of bytes that were sent, and of all.
        """
        with opened(source, filename, tell) as recording:
            return self._run(recordings.submit(recording, options, idempotency_key))

    def wait(self, job_id: str) -> Job:
        """Wait until a job has ended, and return it."""
        for _ in self.watch(job_id):
            pass
        return self.job(job_id)

    def watch(self, job_id: str) -> Iterator[Progress]:
        """Yield how far a job is until it has ended, also over broken connections.

        The `raw` of the last one is the whole job.
        """
        reader = EventReader()
        while True:
            if reader.usable:
                yield from self._events(job_id, reader)
            job = self._run(recordings.job_patiently(job_id))
            yield Progress.of(job.raw)
            if job.ended:
                return
            self._pause(POLL_SECONDS)

    def send_live(
        self,
        job_id: str,
        sound: Iterable[bytes],
        *,
        rate: int = 24_000,
        encoding: Encoding = "pcm",
    ) -> Iterator[LiveNews]:
        """Send sound to a live job while it comes, and yield what is understood.

        The sound has one channel: PCM with 24,000 or 16,000 samples a second, or G.711 with 8,000.
        A line that breaks is opened again for two minutes, and the sound goes on at the byte that
        the service confirms. It ends when all sound is stored. Nothing is sent while nobody asks
        for the next news.
        """
        buffer = SoundBuffer(SoundForm(encoding, rate))
        fill(buffer, sound)
        try:
            yield from self._told(speak(job_id, buffer, time.monotonic))
        finally:
            buffer.close()

    begin_live = _asks(live.begin_live)
    end_live = _asks(live.end_live)

    logout = _asks(accounts.logout)
    models = _asks(accounts.models)
    api_keys = _asks(accounts.api_keys)
    make_api_key = _asks(accounts.make_api_key)
    revoke_api_key = _asks(accounts.revoke_api_key)

    submit_url = _asks(recordings.submit_url)
    job = _asks(recordings.job)
    jobs = _asks(recordings.jobs)
    facets = _asks(recordings.facets)
    search = _asks(recordings.search)
    label = _asks(recordings.label)
    retag = _asks(recordings.retag)
    cancel = _asks(recordings.cancel)
    retry = _asks(recordings.retry)
    delete = _asks(recordings.delete)
    delete_all = _asks(recordings.delete_all)

    transcript = _asks(transcripts.transcript)
    document = _asks(transcripts.document)
    save_document = _asks(transcripts.save_document)
    save_video = _asks(transcripts.save_video)
    save_recording = _asks(transcripts.save_recording)
    save_archive = _asks(transcripts.save_archive)
    correct = _asks(transcripts.correct)
    replace = _asks(transcripts.replace)

    speakers = _asks(voices.speakers)
    turns = _asks(voices.turns)
    name_speaker = _asks(voices.name_speaker)
    merge_speakers = _asks(voices.merge_speakers)
    move_segment = _asks(voices.move_segment)
    withdraw_speaker_edits = _asks(voices.withdraw_speaker_edits)
