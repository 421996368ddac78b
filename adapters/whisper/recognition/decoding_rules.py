"""The decoder's search options in faster-whisper's own type."""

from typing import Any

from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions as LibraryOptions
from faster_whisper.transcribe import get_suppressed_tokens

from domain.decoding_options import DecodingOptions
from domain.options import TranscriptionOptions


def library_options(options: TranscriptionOptions, tokenizer: Tokenizer) -> LibraryOptions:
    """Return the options in the library's type; what a caller cannot choose is its default."""
    search = options.decoding
    return LibraryOptions(
        beam_size=options.beam_size,
        best_of=search.best_of,
        patience=search.patience,
        length_penalty=search.length_penalty,
        repetition_penalty=search.repetition_penalty,
        no_repeat_ngram_size=search.no_repeat_ngram_size,
        log_prob_threshold=search.logprob_threshold,
        no_speech_threshold=search.no_speech_threshold,
        compression_ratio_threshold=search.compression_ratio_threshold,
        condition_on_previous_text=False,  # decoding_context.py makes the prompt
        prompt_reset_on_temperature=search.prompt_reset_on_temperature,
        temperatures=list(search.temperatures(options.temperature)),
        initial_prompt=None,
        prefix=None,
        suppress_blank=search.suppress_blank,
        suppress_tokens=_suppressed(search, tokenizer),
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


def _suppressed(search: DecodingOptions, tokenizer: Tokenizer) -> list[int]:
    """Return the tokens; CTranslate2 would write beyond its scores for one that there is not."""
    tokens = get_suppressed_tokens(tokenizer, list(search.suppressed)) or []
    most = tokenizer.tokenizer.get_vocab_size()
    return [token for token in tokens if token < most]


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
