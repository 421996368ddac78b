"""Batches: utterances as spectrograms with everything that is known about them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from tests.digits.training.chance import happens
from tests.digits.training.features import FRAMES_PER_SECOND, POSITIONS_PER_SECOND, log_mel
from tests.digits.training.languages import LANGUAGES
from tests.digits.training.transcripts import IGNORED, Step, Style, draw_prompt, steps
from tests.digits.training.utterances import Composer, Utterance

MODEL_POSITIONS: Final = 1500
NO_DIGIT: Final = 0
FRAME_CLASSES: Final = {"word": 1 + 2 * 10 * len(LANGUAGES), "previous": 11, "before": 11, "run": 5}
"""What is asked of every encoder position: silence or which half of which word; the digit before
that word; the digit before that one; the how-manieth of equal digits in a row it is."""


@dataclass(frozen=True)
class Recipe:
    """How long the sounds of a batch are, how many frames the encoder gets, how many sounds."""

    seconds: float
    size: int
    context: float
    offsets: float
    """Share of sounds taken as a piece from inside a 30 s window, not from its beginning."""
    clean: float = 0.0
    """Share of sounds left as they were recorded."""


@dataclass(frozen=True)
class Batch:
    """Arrays of a batch; B sounds, L decoding steps, T encoder positions."""

    mel: torch.Tensor  # (B, 80, 2T)
    offsets: torch.Tensor  # (B,) first encoder position
    given: torch.Tensor  # (B, L)
    wanted: torch.Tensor  # (B, L)
    spans: torch.Tensor  # (B, L, 2) encoder positions [from, to), to = 0 where unknown
    frames: torch.Tensor  # (B, 4, T) classes in the order of FRAME_CLASSES


def frame_labels(utterance: Utterance, positions: int) -> NDArray[np.int64]:
    """Label every encoder position with the four classes of `FRAME_CLASSES`."""
    labels = np.zeros((len(FRAME_CLASSES), positions), np.int64)
    if utterance.language is None:
        return labels
    first_class = 1 + 20 * LANGUAGES.index(utterance.language)
    digits = [word.digit for word in utterance.words]
    run = 0
    for index, word in enumerate(utterance.words):
        begin = int(word.start * POSITIONS_PER_SECOND)
        end = max(begin + 2, int(word.end * POSITIONS_PER_SECOND))
        run = run + 1 if index and digits[index - 1] == word.digit else 0
        word_class = first_class + 2 * word.digit
        labels[0, begin:end] = word_class
        labels[0, (begin + end) // 2 : end] = word_class + 1
        labels[1, begin:end] = digits[index - 1] + 1 if index > 0 else NO_DIGIT
        labels[2, begin:end] = digits[index - 2] + 1 if index > 1 else NO_DIGIT
        labels[1, end:] = word.digit + 1  # a pause belongs to the word before it
        labels[2, end:] = digits[index - 1] + 1 if index > 0 else NO_DIGIT
        labels[3, begin:end] = min(run, FRAME_CLASSES["run"] - 2) + 1
    return labels


def _warped(mel: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Stretch the frequency axis as a longer or shorter vocal tract does (Jaitly & Hinton 2013)."""
    bands = np.arange(len(mel)) * np.exp(np.clip(random.normal(0.0, 0.06), -0.12, 0.12))
    lower = np.clip(bands.astype(int), 0, len(mel) - 2)
    share = np.clip(bands - lower, 0.0, 1.0)[:, None].astype(np.float32)
    warped: NDArray[np.float32] = mel[lower] * (1 - share) + mel[lower + 1] * share
    return warped


def _masked(mel: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Hide a few bands and moments (SpecAugment, Park et al. 2019, lightly)."""
    hidden = mel.copy()
    if happens(0.4, random):
        band = int(random.integers(0, 72))
        hidden[band : band + int(random.integers(2, 9))] = mel.mean()
    for _ in range(int(random.integers(0, 3))):
        moment = int(random.integers(0, max(1, mel.shape[1] - 8)))
        hidden[:, moment : moment + int(random.integers(1, 7))] = mel.mean()
    return hidden


def _spectrogram(
    utterance: Utterance, random: np.random.Generator, *, clean: bool
) -> NDArray[np.float32]:
    loudest = None
    if happens(0.15, random):  # a louder passage elsewhere in the file raises the floor
        loudest = torch.tensor([random.uniform(-1.0, 2.5)])
    mel = log_mel(torch.from_numpy(utterance.samples)[None], loudest)[0].numpy()
    if clean:
        return mel
    if happens(0.6, random):
        mel = _warped(mel, random)
    return _masked(mel, random)


class BatchMaker:
    """Makes batches; the same numbers give the same batch."""

    def __init__(self, composer: Composer, seed: tuple[int, ...]) -> None:
        self._composer = composer
        self._seed = seed

    def make(self, recipe: Recipe, number: int) -> Batch:
        """Compose, transcribe and stack the sounds of batch `number`."""
        random = np.random.default_rng((*self._seed, number))
        longest_prompt = 0
        if happens(0.2, random):
            longest_prompt = int(random.choice([6, 25, 80, 223], p=[0.35, 0.35, 0.2, 0.1]))
        sounds = [self._sound(recipe, longest_prompt, random) for _ in range(recipe.size)]
        return _stack(sounds, int(recipe.context * FRAMES_PER_SECOND))

    def _sound(
        self, recipe: Recipe, longest_prompt: int, random: np.random.Generator
    ) -> tuple[NDArray[np.float32], int, list[Step], Utterance]:
        seconds = recipe.seconds
        if happens(0.35, random):
            seconds *= random.uniform(0.4, 1.0)
        clean = happens(recipe.clean, random)
        utterance = self._composer.compose(seconds, random, clean=clean)
        latest = MODEL_POSITIONS - int(recipe.context * POSITIONS_PER_SECOND)
        offset = 0
        if latest > 0 and happens(recipe.offsets, random):
            offset = int(random.integers(1, latest + 1))
        prompted = longest_prompt and happens(0.85, random)
        style = Style(
            with_timestamps=happens(0.62, random),
            translate=utterance.language not in {None, "en"} and happens(0.15, random),
            prompt=draw_prompt(longest_prompt, random) if prompted else (),
            offset=offset / POSITIONS_PER_SECOND,
        )
        return (
            _spectrogram(utterance, random, clean=clean),
            offset,
            steps(utterance, style),
            utterance,
        )


def _stack(
    sounds: list[tuple[NDArray[np.float32], int, list[Step], Utterance]], frames: int
) -> Batch:
    length = max(len(written) for _, _, written, _ in sounds)
    size, positions = len(sounds), frames // 2
    mels = np.zeros((size, sounds[0][0].shape[0], frames), np.float32)
    given = np.zeros((size, length), np.int64)
    wanted = np.full((size, length), IGNORED, np.int64)
    spans = np.zeros((size, length, 2), np.int64)
    labels = np.zeros((size, len(FRAME_CLASSES), positions), np.int64)
    for row, (mel, _, written, utterance) in enumerate(sounds):
        kept = min(frames, mel.shape[1])
        mels[row, :, :kept] = mel[:, :kept]
        given[row, : len(written)] = [step.given for step in written]
        wanted[row, : len(written)] = [step.wanted for step in written]
        spans[row, : len(written)] = [_positions(step.span, positions) for step in written]
        labels[row] = frame_labels(utterance, positions)
    arrays = (mels, np.array([offset for _, offset, _, _ in sounds]), given, wanted, spans, labels)
    return Batch(*(torch.from_numpy(array) for array in arrays))


def _positions(span: tuple[float, float] | None, positions: int) -> tuple[int, int]:
    if span is None:
        return 0, 0
    begin = min(max(0, int(span[0] * POSITIONS_PER_SECOND)), positions - 2)
    return begin, min(max(begin + 2, round(span[1] * POSITIONS_PER_SECOND)), positions)
