"""Run a loaded model over encoded sound: text first, then when each word of it was said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions as LibraryOptions

from adapters.whisper.features import Features
from adapters.whisper.recognition.decoding_rules import search_arguments
from adapters.whisper.recognition.encoding import Encoded, Encodings
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.reading import Reading
from adapters.whisper.recognition.words import Aligner


@dataclass(frozen=True, slots=True)
class Order:
    """How one window is to be decoded.

    `rules` are the options in the library's words, `prompt` the tokens that the decoder begins
    with, `plain_prompt` the same without anything that the caller or an earlier window said, and
    `seconds` the length of the sound without its padding.
    """

    tokenizer: Tokenizer
    rules: LibraryOptions
    prompt: list[int]
    plain_prompt: list[int]
    seconds: float

    def lasting(self, seconds: float) -> "Order":
        """Give the same for another stretch of sound."""
        return replace(self, seconds=seconds)

    def unprompted(self) -> "Order":
        """Give the same with nothing to lead the decoder on."""
        return replace(self, prompt=self.plain_prompt)


class Decoder:
    """Decodes without timestamp tokens and takes the times from the alignment of words.

    With timestamp tokens, Whisper ends early where it is unsure: over the real recordings of
    benchmarks/RESULTS.md it dropped 5 % of all words, without them 1 %.
    """

    def __init__(self, model: WhisperModel) -> None:
        self._model = model
        self._align = Aligner(model)

    def encode(self, features: Sequence[Features]) -> Encodings:
        """Encode windows that have equally many frames."""
        return Encodings(self._model, features)

    def read(self, encodings: Encodings, orders: Sequence[Order]) -> list[Reading]:
        """Decode a batch at its first temperature. All orders share their rules."""
        results = self._model.model.generate(
            encodings.all,
            [order.prompt for order in orders],
            max_length=self._model.max_length,
            **search_arguments(orders[0].rules),
        )
        hypotheses = [
            Hypothesis.of(result, order.rules, order.tokenizer)
            for result, order in zip(results, orders, strict=True)
        ]
        return self._placed(encodings, orders, hypotheses)

    def read_hotter(self, encoded: Encoded, order: Order) -> Reading:
        """Decode once more at rising temperatures, by the library's own loop."""
        hotter = LibraryOptions(
            **{**vars(order.rules), "temperatures": order.rules.temperatures[1:]}
        )
        result, _, temperature, _ = self._model.generate_with_fallback(
            encoded, order.prompt, order.tokenizer, hotter
        )
        said = Hypothesis.of(result, hotter, order.tokenizer, temperature=temperature)
        words = self._align(order.tokenizer, [said.tokens], encoded, [order.seconds])
        return Reading(said, words[0])

    def _placed(
        self, encodings: Encodings, orders: Sequence[Order], said: Sequence[Hypothesis]
    ) -> list[Reading]:
        """Align the words of a batch.

        A GPU does so at once where all are in one language. A CPU gains nothing by that, and would
        need the attention of all windows in memory.
        """
        one_language = len({id(order.tokenizer) for order in orders}) == 1
        if one_language and self._model.model.device != "cpu":
            words = self._align(
                orders[0].tokenizer,
                [each.tokens for each in said],
                encodings.all,
                [order.seconds for order in orders],
            )
        else:
            words = [
                self._align(order.tokenizer, [each.tokens], encodings.of(index), [order.seconds])[0]
                for index, (order, each) in enumerate(zip(orders, said, strict=True))
            ]
        return [Reading(each, placed) for each, placed in zip(said, words, strict=True)]
