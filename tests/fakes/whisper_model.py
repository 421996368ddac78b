"""A Whisper model without a device: the library's own class over a fake device."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import tokenizers
from faster_whisper import WhisperModel
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.utils import get_logger
from numpy.typing import NDArray

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def tokenizer() -> tokenizers.Tokenizer:
    """Whisper's order of tokens over eleven words, each with its space."""
    words = {f"Ġ{word}": number for number, word in enumerate(WORDS)}
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    letters = {letter: len(words) + n for n, letter in enumerate(alphabet)}
    made = tokenizers.Tokenizer(
        tokenizers.models.BPE(vocab={**words, **letters}, merges=[], ignore_merges=True)
    )
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    special = ["endoftext", "startoftranscript", "en", "de", "fr", "translate", "transcribe"]
    special += ["startoflm", "startofprev", "nospeech", "notimestamps"]
    times = [f"{number * 0.02:.2f}" for number in range(1501)]
    made.add_special_tokens([f"<|{name}|>" for name in [*special, *times]])
    return made


class FakeDevice:
    """What ctranslate2.models.Whisper is to the engine; writes down what it was asked to do.

    It "hears" a digit for each second of a window's sound, which depends on nothing but that
    second, and its alignment gives each digit its second. It writes no timestamps.
    `fitting` is how many windows its memory holds at once.
    """

    device = "cuda"
    device_index = (0,)
    is_multilingual = True
    n_mels = 80

    def __init__(self, *, fitting: int = 1000) -> None:
        self.fitting = fitting
        self.batches: list[int] = []
        self.prompts: list[list[int]] = []
        self.temperatures: list[float] = []
        self.languages_asked = 0
        self._no_timestamps = tokenizer().token_to_id("<|notimestamps|>")
        self.doubtful_below = 0.0
        self.no_speech_prob = 0.01

    def encode(self, features: Any, *, to_cpu: bool) -> NDArray[np.float32]:
        assert not to_cpu
        sound = np.asarray(features)
        self.batches.append(len(sound))
        if len(sound) > self.fitting:
            raise RuntimeError("CUDA failed with error out of memory")
        loudness: NDArray[np.float32] = sound[:, :, ::2].mean(axis=1)
        return loudness[:, :, None]

    def detect_language(self, encoded: NDArray[np.float32]) -> list[list[tuple[str, float]]]:
        self.languages_asked += 1
        return [[("<|de|>", 0.75), ("<|en|>", 0.25)] for _ in encoded]

    def generate(
        self, encoded: NDArray[np.float32], prompts: Sequence[list[int]], **search: Any
    ) -> list[Any]:
        assert len({len(prompt) for prompt in prompts}) == 1
        assert len(encoded) == len(prompts)
        assert {prompt[-1] for prompt in prompts} == {self._no_timestamps}
        self.prompts += prompts
        temperature = search.get("sampling_temperature", 0.0)
        self.temperatures.append(temperature)
        score = -0.2 if temperature >= self.doubtful_below else -1.5
        return [
            SimpleNamespace(
                sequences_ids=[self._words(row)],
                scores=[score],
                no_speech_prob=self.no_speech_prob,
            )
            for row in encoded
        ]

    def align(
        self,
        encoded: NDArray[np.float32],
        start: Sequence[int],
        texts: Sequence[list[int]],
        frames: Sequence[int],
        *,
        median_filter_width: int,
    ) -> list[Any]:
        assert median_filter_width > 0
        assert len(start) == (3 if self.is_multilingual else 1)
        assert len(encoded) == len(texts) == len(frames)
        return [
            SimpleNamespace(
                text_token_probs=[0.5] * len(text),
                alignments=_evenly(len(text), over=number // 2),
            )
            for text, number in zip(texts, frames, strict=True)
        ]

    def _words(self, row: NDArray[np.float32]) -> list[int]:
        seconds = np.split(sound_of(row), range(50, len(sound_of(row)), 50))
        return [int(abs(float(each.sum())) * 1000) % 10 for each in seconds]


def sound_of(row: NDArray[np.float32]) -> NDArray[np.float32]:
    """Remove the padding, which is the same everywhere, from the end of an encoding."""
    (sounding,) = np.nonzero(row[:, 0] != row[-1, 0])
    return row[: sounding[-1] + 1] if len(sounding) else row


def _evenly(tokens: int, *, over: int) -> list[tuple[int, int]]:
    """Align each token, and the end of the text, with a moment; moments are 20 ms long."""
    return [(number, round(number * over / max(1, tokens))) for number in range(tokens + 1)]


class FakeWhisperModel(WhisperModel):  # type: ignore[misc]  # the library has no types
    """The library's model, with everything but the device as it is."""

    def __init__(self, device: FakeDevice) -> None:
        self.model = device
        self.logger = get_logger()
        self.hf_tokenizer = tokenizer()
        self.feature_extractor = FeatureExtractor()
        self.frames_per_second = 100
        self.tokens_per_second = 50
        self.input_stride = 2
        self.time_precision = 0.02
        self.max_length = 448


def model_folder(folder: Path, *, size_bytes: int = 1000) -> Path:
    """Make a folder that looks like a model."""
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json"):
        (folder / name).write_text("{}")
    (folder / "model.bin").write_bytes(bytes(size_bytes))
    return folder
