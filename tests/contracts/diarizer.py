"""What every Diarizer promises."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import pairwise
from uuid import uuid4

import pytest

from application.ports.diarizer import Diarizer, KnownVoice, Listened, ListeningRequest
from domain.errors.capacity import BlobNotFoundError
from domain.errors.speakers import (
    VoiceEvidenceUnreadableError,
    VoiceSampleLengthError,
    VoiceSampleMixedError,
    VoiceSampleSilentError,
)
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.job import BlobKey
from domain.speakers import Diarization, SpeakerCounts, speaker_label
from domain.user import UserId

ADA = UserId(uuid4())

UNKNOWN = SpeakerCounts()
LONGEST_STEP_SECONDS = 90.0


async def everything(diarizer: Diarizer, request: ListeningRequest) -> list[Listened]:
    """Listen to the end."""
    async with aclosing(diarizer.listen(request)) as heard:
        return [each async for each in heard]


async def stored(heard: Iterable[Listened]) -> AsyncIterator[bytes]:
    """Read evidence as a job reads it back."""
    for each in heard:
        yield each.evidence


async def diarized(
    diarizer: Diarizer,
    request: ListeningRequest,
    counts: SpeakerCounts = UNKNOWN,
    known: Sequence[KnownVoice] = (),
) -> Diarization:
    """Listen to a recording and tell its speakers apart."""
    heard = await everything(diarizer, request)
    return await diarizer.tell_apart(stored(heard), counts, known)


class DiarizerContract:
    """Needs fixtures `diarizer` and `crippled` (a diarizer whose models are damaged).

    Both find these recordings under the keys of their names: `meeting` has several minutes with
    exactly two voices, `silence` no speech, and `broken` cannot be decoded. `sample` is a usable
    sample of a voice in the meeting, `stranger` one of somebody else; `short`, `mixed` and `silent`
    are samples that cannot be used.
    """

    @pytest.fixture
    def meeting(self) -> ListeningRequest:
        return ListeningRequest(BlobKey("meeting"))

    @pytest.fixture
    def silence(self) -> BlobKey:
        return BlobKey("silence")

    @pytest.fixture
    def broken(self) -> BlobKey:
        return BlobKey("broken")

    @pytest.fixture
    def sample(self) -> BlobKey:
        return BlobKey("sample")

    @pytest.fixture
    def stranger(self) -> BlobKey:
        return BlobKey("stranger")

    @pytest.fixture
    def short(self) -> BlobKey:
        return BlobKey("short")

    @pytest.fixture
    def mixed(self) -> BlobKey:
        return BlobKey("mixed")

    @pytest.fixture
    def silent(self) -> BlobKey:
        return BlobKey("silent")

    async def test_evidence_comes_in_order_and_reaches_the_end(
        self, diarizer: Diarizer, meeting: ListeningRequest
    ) -> None:
        heard = await everything(diarizer, meeting)
        positions = [0.0, *(each.position for each in heard)]
        assert len(heard) > 2
        assert all(after - before > 0 for before, after in pairwise(positions))
        assert max(after - before for before, after in pairwise(positions)) <= LONGEST_STEP_SECONDS
        assert heard[-1].share == pytest.approx(1.0, abs=0.01)

    async def test_turns_are_in_order_within_the_recording_and_labelled_by_first_words(
        self, diarizer: Diarizer, meeting: ListeningRequest
    ) -> None:
        heard = await everything(diarizer, meeting)
        turns = (await diarizer.tell_apart(stored(heard), UNKNOWN)).turns
        assert [turn.start for turn in turns] == sorted(turn.start for turn in turns)
        assert all(0 <= turn.start < turn.end <= heard[-1].position + 0.1 for turn in turns)
        labels = list(dict.fromkeys(turn.speaker for turn in turns))
        assert labels == [speaker_label(index) for index in range(2)]

    async def test_turns_of_one_speaker_do_not_overlap(
        self, diarizer: Diarizer, meeting: ListeningRequest
    ) -> None:
        turns = (await diarized(diarizer, meeting)).turns
        for speaker in {turn.speaker for turn in turns}:
            theirs = [turn for turn in turns if turn.speaker == speaker]
            assert all(before.end <= after.start for before, after in pairwise(theirs))

    async def test_an_attempt_taken_up_anywhere_gives_the_same_turns(
        self, diarizer: Diarizer, meeting: ListeningRequest
    ) -> None:
        undisturbed = await everything(diarizer, meeting)
        expected = await diarizer.tell_apart(stored(undisturbed), UNKNOWN)
        for number, each in enumerate(undisturbed, 1):
            rest = await everything(diarizer, replace(meeting, resume_after=each.position))
            assert all(later.position > each.position for later in rest)
            together = (*undisturbed[:number], *rest)
            assert await diarizer.tell_apart(stored(together), UNKNOWN) == expected

    async def test_there_are_as_many_speakers_as_asked_for(
        self, diarizer: Diarizer, meeting: ListeningRequest
    ) -> None:
        for counts, number in (
            (SpeakerCounts(exact=1), 1),
            (SpeakerCounts(exact=2), 2),
            (SpeakerCounts(maximum=1), 1),
            (SpeakerCounts(minimum=1, maximum=5), 2),
        ):
            assert len((await diarized(diarizer, meeting, counts)).speaking_seconds) == number

    async def test_nobody_speaks_in_silence(self, diarizer: Diarizer, silence: BlobKey) -> None:
        for counts in (UNKNOWN, SpeakerCounts(exact=3), SpeakerCounts(minimum=2)):
            assert (await diarized(diarizer, ListeningRequest(silence), counts)).turns == ()

    async def test_no_evidence_gives_no_speakers(self, diarizer: Diarizer) -> None:
        assert await diarizer.tell_apart(stored(()), UNKNOWN) == Diarization()

    async def test_the_same_is_heard_each_time_also_by_several_at_once(
        self, diarizer: Diarizer, meeting: ListeningRequest
    ) -> None:
        alone = await diarized(diarizer, meeting)
        together = await asyncio.gather(*(diarized(diarizer, meeting) for _ in range(3)))
        assert all(each == alone for each in together)

    async def test_one_that_is_left_early_holds_up_nobody(
        self, diarizer: Diarizer, meeting: ListeningRequest
    ) -> None:
        async with aclosing(diarizer.listen(meeting)) as heard:
            await anext(heard)
        assert (await diarized(diarizer, meeting)).turns

    async def test_evidence_that_is_none_is_refused(self, diarizer: Diarizer) -> None:
        with pytest.raises(VoiceEvidenceUnreadableError):
            await diarizer.tell_apart(stored([Listened(60.0, b"\x00nothing", 1.0)]), UNKNOWN)

    async def test_what_cannot_be_decoded_says_so(
        self, diarizer: Diarizer, broken: BlobKey
    ) -> None:
        with pytest.raises(AudioUnreadableError, match=r"\w+ \w+.*\.$"):
            await everything(diarizer, ListeningRequest(broken))

    async def test_audio_that_is_gone_is_said_to_be_gone(self, diarizer: Diarizer) -> None:
        with pytest.raises(BlobNotFoundError):
            await everything(diarizer, ListeningRequest(BlobKey("nobody/knows")))

    async def test_missing_models_are_reported_in_words(
        self, crippled: Diarizer, meeting: ListeningRequest, sample: BlobKey
    ) -> None:
        with pytest.raises(ModelUnavailableError, match=r"\w+ \w+.*\.$"):
            await crippled.check()
        with pytest.raises(ModelUnavailableError, match=r"\w+ \w+.*\.$"):
            await everything(crippled, meeting)
        with pytest.raises(ModelUnavailableError, match=r"\w+ \w+.*\.$"):
            await crippled.voiceprint(sample, owner=ADA)

    async def test_it_says_that_it_works_and_names_its_version(self, diarizer: Diarizer) -> None:
        await diarizer.check()
        revision = await diarizer.revision()
        assert revision
        assert await diarizer.revision() == revision

    async def test_a_known_voice_gives_its_name_to_one_speaker(
        self, diarizer: Diarizer, meeting: ListeningRequest, sample: BlobKey
    ) -> None:
        known = KnownVoice("Anna", await diarizer.voiceprint(sample, owner=ADA))
        found = await diarized(diarizer, meeting, known=[known])
        assert list(found.names.values()) == ["Anna"]
        assert set(found.names) < set(found.speaking_seconds)

    async def test_a_stranger_gets_no_name(
        self, diarizer: Diarizer, meeting: ListeningRequest, stranger: BlobKey
    ) -> None:
        known = KnownVoice("Somebody else", await diarizer.voiceprint(stranger, owner=ADA))
        assert (await diarized(diarizer, meeting, known=[known])).names == {}

    async def test_samples_that_cannot_be_used_are_refused_in_words(
        self, diarizer: Diarizer, short: BlobKey, mixed: BlobKey, silent: BlobKey
    ) -> None:
        for audio, error in (
            (short, VoiceSampleLengthError),
            (mixed, VoiceSampleMixedError),
            (silent, VoiceSampleSilentError),
        ):
            with pytest.raises(error, match=r"\w+ \w+.*\.$"):
                await diarizer.voiceprint(audio, owner=ADA)
