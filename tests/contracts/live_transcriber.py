"""What every LiveTranscriber promises."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from application.ports.live_transcriber import LiveTranscriber, Utterance
from application.ports.speech_detector import Frame
from domain.errors.transcription import ModelUnavailableError
from domain.live.words import LiveWord, text_of
from domain.options import ModelName, TranscriptionOptions
from domain.user import UserId

ADA = UserId(UUID(int=1))
OPTIONS = TranscriptionOptions(language="en")


class LiveTranscriberContract:
    """Fixtures: `transcriber`, `model`, the `frames` of an utterance, and its `words`."""

    async def test_the_final_text_has_all_words_with_their_times(
        self,
        transcriber: LiveTranscriber,
        model: ModelName,
        frames: Sequence[Frame],
        words: Sequence[str],
    ) -> None:
        async with transcriber.open(model, OPTIONS, owner=ADA) as live:
            final = await live.final(Utterance(1_000, frames))
        heard = [word for segment in final.segments for word in segment.words or ()]
        assert [word.text.strip() for word in heard] == list(words)
        assert all(32.0 <= word.start <= word.end for word in heard)
        assert heard[-1].end <= (1_000 + len(frames)) * 0.032 + 0.1

    async def test_a_hypothesis_is_about_the_sound_so_far(
        self,
        transcriber: LiveTranscriber,
        model: ModelName,
        frames: Sequence[Frame],
        words: Sequence[str],
    ) -> None:
        async with transcriber.open(model, OPTIONS, owner=ADA) as live:
            whole = await live.hypothesis(lambda: Utterance(0, frames))
        assert whole is not None
        assert text_of(whole).split() == list(words)
        assert all(word.end is not None and 0 <= word.probability <= 1 for word in whole)

    async def test_a_hypothesis_begins_with_the_committed_text(
        self,
        transcriber: LiveTranscriber,
        model: ModelName,
        frames: Sequence[Frame],
        words: Sequence[str],
    ) -> None:
        committed = [LiveWord(f" {word}") for word in words[:2]]
        async with transcriber.open(model, OPTIONS, owner=ADA) as live:
            await live.hypothesis(lambda: Utterance(0, frames))
            whole = await live.hypothesis(lambda: Utterance(0, frames, committed))
        assert whole is not None
        assert text_of(whole).startswith(text_of(committed))

    async def test_a_model_that_is_not_there_cannot_be_opened(
        self, transcriber: LiveTranscriber
    ) -> None:
        with pytest.raises(ModelUnavailableError):
            async with transcriber.open(ModelName("absent"), OPTIONS, owner=ADA):
                pass
