"""The decoder's search options: faster-whisper's defaults, in faster-whisper's own type."""

from typing import Any

from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions as LibraryOptions
from faster_whisper.transcribe import get_suppressed_tokens

from adapters.whisper.recognition.quality_checks import QualityChecks
from domain.options import TranscriptionOptions

_TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_CANDIDATES_WHEN_SAMPLING = 5


def library_options(
    options: TranscriptionOptions, tokenizer: Tokenizer, checks: QualityChecks
) -> LibraryOptions:
    """Return the options in the library's type; what a caller cannot choose is its default."""
    return LibraryOptions(
        beam_size=options.beam_size,
        best_of=_CANDIDATES_WHEN_SAMPLING,
        patience=1,
        length_penalty=1,
        repetition_penalty=1,
        no_repeat_ngram_size=0,
        log_prob_threshold=checks.avg_logprob,
        no_speech_threshold=checks.no_speech,
        compression_ratio_threshold=checks.compression_ratio,
        condition_on_previous_text=False,  # decoding_context.py makes the prompt
        prompt_reset_on_temperature=0.5,
        temperatures=list(temperatures(options)),
        initial_prompt=None,
        prefix=None,
        suppress_blank=True,
        suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        without_timestamps=True,  # the times come from the alignment (see Decoder)
        max_initial_timestamp=1.0,
        word_timestamps=options.word_timestamps,
        prepend_punctuations="",
        append_punctuations="",
        multilingual=False,
        max_new_tokens=None,
        clip_timestamps=[],
        hallucination_silence_threshold=None,
        hotwords=options.hotwords,
    )


def temperatures(options: TranscriptionOptions) -> tuple[float, ...]:
    """Return the temperatures to try, in order; a fixed temperature is the only one."""
    return _TEMPERATURES if options.temperature is None else (options.temperature,)


def search_arguments(rules: LibraryOptions) -> dict[str, Any]:
    """Return the arguments of ctranslate2's `generate` for the first temperature."""
    temperature = rules.temperatures[0]
    search: dict[str, Any] = {"beam_size": rules.beam_size, "patience": rules.patience}
    if temperature > 0:
        search = {
            "beam_size": 1,
            "num_hypotheses": rules.best_of,
            "sampling_topk": 0,
            "sampling_temperature": temperature,
        }
    return {
        **search,
        "length_penalty": rules.length_penalty,
        "repetition_penalty": rules.repetition_penalty,
        "no_repeat_ngram_size": rules.no_repeat_ngram_size,
        "suppress_blank": rules.suppress_blank,
        "suppress_tokens": rules.suppress_tokens,
        "return_scores": True,
        "return_no_speech_prob": True,
    }
