"""What every Transcriber promises."""

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from application.ports.transcriber import (
    Ended,
    Heard,
    Transcriber,
    TranscriptionRequest,
)
from domain.errors.capacity import BlobNotFoundError
from domain.errors.transcription import AudioUnreadableError, ModelUnavailableError
from domain.job import BlobKey
from domain.options import ModelName
from domain.transcript import Segment


async def everything(
    transcriber: Transcriber, request: TranscriptionRequest
) -> list[Heard | Ended]:
    """Listen to the end; what comes of it before the model is ready is left out."""
    async with aclosing(transcriber.transcribe(request)) as updates:
        return [update async for update in updates if isinstance(update, Heard | Ended)]


def segments(updates: list[Heard | Ended]) -> list[Segment]:
    """All that was said."""
    heard = [update for update in updates if isinstance(update, Heard)]
    return [segment for update in heard for segment in update.passage.segments]


def the_end(updates: list[Heard | Ended]) -> Ended:
    """The last word."""
    assert isinstance(updates[-1], Ended)
    return updates[-1]


class TranscriberContract:
    """Needs fixtures `transcriber` and `talk`, a request of which several passages come.

    `silence` and `broken` are audio that holds nothing to write down, and that cannot be decoded.
    """

    async def test_passages_come_in_order_and_the_end_comes_last(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        updates = await everything(transcriber, talk)
        passages = [update.passage for update in updates[:-1] if isinstance(update, Heard)]
        assert len(passages) == len(updates) - 1 > 1
        positions = [passage.position for passage in passages]
        assert positions == sorted(set(positions))
        starts = [segment.start for segment in segments(updates)]
        assert starts == sorted(starts)
        assert positions[-1] <= the_end(updates).duration_seconds + 0.01

    async def test_every_passage_tells_the_language(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        for update in await everything(transcriber, talk):
            assert update.detected is not None
            assert 0 < update.detected.probability <= 1

    async def test_the_language_asked_for_is_taken(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        request = replace(talk, options=replace(talk.options, language="fr"))
        for update in await everything(transcriber, request):
            assert update.detected is not None
            assert update.detected.code == "fr"

    async def test_the_same_is_heard_each_time(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        first, again = [await everything(transcriber, talk) for _ in range(2)]
        assert segments(first) == segments(again) != []

    async def test_an_attempt_taken_up_anywhere_hears_the_rest_as_if_undisturbed(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        undisturbed = await everything(transcriber, talk)
        before: list[Segment] = []
        for update in undisturbed:
            if isinstance(update, Heard):
                before += update.passage.segments
                request = replace(
                    talk,
                    resume_after=update.passage,
                    detected=update.detected,
                    said_before=tuple(before),
                )
                resumed = await everything(transcriber, request)
                assert before + segments(resumed) == segments(undisturbed)
                assert the_end(resumed) == the_end(undisturbed)

    async def test_one_that_is_left_early_holds_up_nobody(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        async with aclosing(transcriber.transcribe(talk)) as updates:
            while not isinstance(await anext(updates), Heard):
                pass
        assert segments(await everything(transcriber, talk))

    async def test_several_at_once_do_not_mix(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        alone = segments(await everything(transcriber, talk))
        together = await asyncio.gather(*(everything(transcriber, talk) for _ in range(5)))
        assert all(segments(updates) == alone for updates in together)

    async def test_silence_is_no_failure_but_gives_a_caveat(
        self, transcriber: Transcriber, talk: TranscriptionRequest, silence: BlobKey
    ) -> None:
        updates = await everything(transcriber, replace(talk, audio=silence))
        assert segments(updates) == []
        assert [caveat.code for caveat in the_end(updates).caveats] == ["no_speech"]

    async def test_what_cannot_be_decoded_says_so(
        self, transcriber: Transcriber, talk: TranscriptionRequest, broken: BlobKey
    ) -> None:
        with pytest.raises(AudioUnreadableError, match=r"\w+ \w+.*\.$"):
            await everything(transcriber, replace(talk, audio=broken))

    async def test_audio_that_is_gone_is_said_to_be_gone(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        with pytest.raises(BlobNotFoundError):
            await everything(transcriber, replace(talk, audio=BlobKey("nobody/knows")))

    async def test_a_model_that_is_not_there_fails_the_job_and_not_the_next_one(
        self, transcriber: Transcriber, talk: TranscriptionRequest
    ) -> None:
        with pytest.raises(ModelUnavailableError):
            await everything(transcriber, replace(talk, model=ModelName("/no/such/model")))
        assert segments(await everything(transcriber, talk))
