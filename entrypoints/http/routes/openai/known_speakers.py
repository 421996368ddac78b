"""Reads the fields that concern speakers, as OpenAI's model for diarization has them."""

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from application.jobs.learn_voices import VoiceSample
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.options import Channels, Task
from entrypoints.http.requests.validation import shortened
from entrypoints.http.routes.openai.forms import (
    DIARIZE_MODEL,
    KNOWN_NAMES,
    KNOWN_REFERENCES,
    SpeechForm,
    SpeechFormat,
)

MOST_SPEAKERS: Final = 4
# Of the text of a data URL: ten seconds of stereo at 48 kHz and 24 bits have 3.7 MiB as Base64.
MAX_REFERENCE_BYTES: Final = 4 * 2**20
_DATA_URL: Final = re.compile(r"data:[\w.+-]+/[\w.+-]+(?:;[\w.+-]+=[^;,]*)*;base64,", re.ASCII)
_HOW: Final = (
    "a data URL with Base64, such as data:audio/wav;base64,UklGR..., of a recording of 2 to 10 "
    "seconds in which only this person speaks"
)
# What OpenAI's model answers with.
_FORMATS: Final = (SpeechFormat.JSON, SpeechFormat.TEXT, SpeechFormat.DIARIZED_JSON)


def ensure_consistent(form: SpeechForm, task: Task) -> None:
    """Check the fields of a whole form against each other. Raises InvalidRequestError."""
    faults = (*_by_task(form, task), *_by_model(form), *_of_references(form))
    if faults:
        raise InvalidRequestError(*faults)


def samples_of(form: SpeechForm) -> tuple[VoiceSample, ...]:
    """Return the samples of known speakers, decoded. Raises InvalidRequestError."""
    pairs = zip(form.known_speaker_names, form.known_speaker_references, strict=True)
    return tuple(VoiceSample(name, _sound(name, url)) for name, url in pairs)


def _by_task(form: SpeechForm, task: Task) -> Iterator[FieldError]:
    if task is Task.TRANSLATE and form.diarizes:
        field = "model" if form.model == DIARIZE_MODEL else "response_format"
        yield FieldError(
            field,
            "Speakers are told apart in transcriptions, not in translations: send the recording "
            "to /v1/audio/transcriptions.",
        )


def _by_model(form: SpeechForm) -> Iterator[FieldError]:
    if form.model != DIARIZE_MODEL:
        return
    other = "or name another model and set response_format=diarized_json"
    if form.response_format not in _FORMATS:
        yield FieldError(
            "response_format",
            f"{DIARIZE_MODEL} answers with {', '.join(_FORMATS)}. Choose one of them, {other}.",
        )
    if form.prompt:
        yield FieldError("prompt", f"{DIARIZE_MODEL} takes no prompt. Leave it out, {other}.")
    if form.include:
        yield FieldError("include", f"{DIARIZE_MODEL} gives no log-probabilities. Leave it out.")


def _of_references(form: SpeechForm) -> Iterator[FieldError]:
    names, references = form.known_speaker_names, form.known_speaker_references
    if (names or references) and not form.diarizes:
        yield FieldError(
            KNOWN_NAMES if names else KNOWN_REFERENCES,
            f"Known speakers are recognised only where speakers are told apart: set model="
            f"{DIARIZE_MODEL} or response_format=diarized_json.",
        )
    if names and form.options(Task.TRANSCRIBE).channels is Channels.SEPARATE:
        yield FieldError(
            KNOWN_NAMES,
            "With channels=separate each channel is one speaker, and no voice is recognised. "
            "Leave the known speakers out, or choose channels=mix.",
        )
    if len(names) != len(references):
        yield FieldError(
            KNOWN_NAMES if len(names) < len(references) else KNOWN_REFERENCES,
            f"Send a name and a reference for each known speaker, in the same order: there are "
            f"{len(names)} names and {len(references)} references.",
        )
    for field, given in ((KNOWN_NAMES, names), (KNOWN_REFERENCES, references)):
        if len(given) > MOST_SPEAKERS:
            yield FieldError(field, f"At most {MOST_SPEAKERS} speakers can be known.")
    if len(set(names)) < len(names):
        yield FieldError(KNOWN_NAMES, "Each known speaker needs a name of their own.")


def _sound(name: str, url: str) -> bytes:
    head, mark, data = url.strip().partition(",")
    if _DATA_URL.fullmatch(f"{head}{mark}"):
        with suppress(binascii.Error, ValueError):
            return base64.b64decode("".join(data.split()), validate=True)
    fault = FieldError(KNOWN_REFERENCES, f"The reference of {shortened(name)!r} is not {_HOW}.")
    raise InvalidRequestError(fault)
