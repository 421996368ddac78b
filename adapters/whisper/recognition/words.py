"""When was each word said? The library's alignment, for windows of different recordings at once."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from adapters.whisper.recognition.decoding_rules import APPENDED_PUNCTUATION, PREPENDED_PUNCTUATION
from adapters.whisper.recognition.segments import Draft
from adapters.whisper.speech.features import FRAMES_PER_SECOND
from adapters.whisper.speech.windows import Window


class _Aligned:
    """Stands in for the model in `add_word_timestamps`, with one window's alignment at hand.

    The library aligns a batch as if its windows were one recording: where a word is moved after a
    pause depends on the window before. Ours may be somebody else's, so each is placed by itself.
    """

    frames_per_second = FRAMES_PER_SECOND

    def __init__(self, alignment: list[dict[str, Any]]) -> None:
        self._alignment = alignment

    def find_alignment(self, *_: object) -> list[list[dict[str, Any]]]:
        return [self._alignment]


class Aligner:
    """Places words by the decoder's attention (dynamic time warping, in CTranslate2)."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model

    def place_words(
        self,
        batch: Sequence[list[Draft]],
        tokenizer: Tokenizer,
        encoded: Any,
        windows: Sequence[Window],
    ) -> None:
        """Add `words` to each draft; `encoded` holds the encoding of each of the `windows`."""
        texts = [_text_tokens(drafts, tokenizer) for drafts in batch]
        if not any(texts):
            return
        longest = 2 * encoded.shape[1]
        frames = [min(ceil(each.seconds) * FRAMES_PER_SECOND, longest) for each in windows]
        alignments = self._model.find_alignment(tokenizer, texts, encoded, frames)
        for drafts, alignment in zip(batch, alignments, strict=True):
            if drafts:
                WhisperModel.add_word_timestamps(
                    _Aligned(alignment),
                    [drafts],
                    tokenizer,
                    encoded,
                    0,
                    PREPENDED_PUNCTUATION,
                    APPENDED_PUNCTUATION,
                    last_speech_timestamp=0.0,
                )


def _text_tokens(drafts: Sequence[Draft], tokenizer: Tokenizer) -> list[int]:
    return [token for draft in drafts for token in draft["tokens"] if token < tokenizer.eot]
