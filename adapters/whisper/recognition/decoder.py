"""Run a loaded model over encoded sound: decode the text, then align its words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions as LibraryOptions

from adapters.whisper.features import Features
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.decoding_rules import search_arguments
from adapters.whisper.recognition.encoding import Encoded, Encodings
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.words import Aligner


@dataclass(frozen=True, slots=True)
class DecodingRequest:
    """How one window is to be decoded.

    `rules` are the options in the library's type, `prompt` the tokens that the decoder starts with,
    `plain_prompt` the same without the caller's prompt and earlier text, and `seconds` the length
    of the sound without its padding.
    """

    tokenizer: Tokenizer
    rules: LibraryOptions
    prompt: list[int]
    plain_prompt: list[int]
    seconds: float

    def with_duration(self, seconds: float) -> "DecodingRequest":
        """Return the same request for sound of another length."""
        return replace(self, seconds=seconds)

    def without_prompt(self) -> "DecodingRequest":
        """Return the same request without the caller's prompt and earlier text."""
        return replace(self, prompt=self.plain_prompt)


class Decoder:
    """Decodes without timestamp tokens and takes the times from the alignment of words.

    With timestamp tokens, Whisper ends early if it is unsure: on the real recordings of
    benchmarks/RESULTS.md it dropped 5 % of all words, without them 1 %.
    """

    def __init__(self, model: WhisperModel) -> None:
        self._model = model
        self._align = Aligner(model)

    def encode(self, features: Sequence[Features]) -> Encodings:
        """Encode windows that have the same number of frames."""
        return Encodings(self._model, features)

    def decode(
        self, encodings: Encodings, requests: Sequence[DecodingRequest]
    ) -> list[DecodingResult]:
        """Decode a batch at its first temperature. All requests have the same rules."""
        results = self._model.model.generate(
            encodings.all,
            [request.prompt for request in requests],
            max_length=self._model.max_length,
            **search_arguments(requests[0].rules),
        )
        hypotheses = [
            Hypothesis.of(result, request.rules, request.tokenizer)
            for result, request in zip(results, requests, strict=True)
        ]
        return self._aligned(encodings, requests, hypotheses)

    def decode_at_higher_temperatures(
        self, encoded: Encoded, request: DecodingRequest
    ) -> DecodingResult:
        """Decode again at rising temperatures, with the library's own loop."""
        higher = LibraryOptions(
            **{**vars(request.rules), "temperatures": request.rules.temperatures[1:]}
        )
        result, _, temperature, _ = self._model.generate_with_fallback(
            encoded, request.prompt, request.tokenizer, higher
        )
        said = Hypothesis.of(result, higher, request.tokenizer, temperature=temperature)
        words = self._align(request.tokenizer, [said.tokens], encoded, [request.seconds])
        return DecodingResult(said, words[0])

    def _aligned(
        self, encodings: Encodings, requests: Sequence[DecodingRequest], said: Sequence[Hypothesis]
    ) -> list[DecodingResult]:
        """Align the words of a batch.

        A GPU aligns all of them at once if they are in one language. A CPU gains nothing by that,
        and would need the attention of all windows in memory.
        """
        one_language = len({id(request.tokenizer) for request in requests}) == 1
        if one_language and self._model.model.device != "cpu":
            words = self._align(
                requests[0].tokenizer,
                [each.tokens for each in said],
                encodings.all,
                [request.seconds for request in requests],
            )
        else:
            words = [
                self._align(
                    request.tokenizer, [each.tokens], encodings.of(index), [request.seconds]
                )[0]
                for index, (request, each) in enumerate(zip(requests, said, strict=True))
            ]
        return [DecodingResult(each, placed) for each, placed in zip(said, words, strict=True)]
