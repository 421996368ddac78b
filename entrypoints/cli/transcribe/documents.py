"""Write a transcript in one of the file formats."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from typing import Any, Final

from application.ports.printer import PrintedTranscript, Printer
from domain import markdown, subtitles
from domain.document_format import DocumentFormat
from domain.line_breaks import LineBreaker, after_spaces
from domain.options import Task, TranscriptionOptions
from domain.paragraphs import paragraphs
from domain.rttm import rttm_line
from domain.spoken_languages import LanguageTally
from domain.subtitle_layout import AS_USUAL, SubtitleLayout
from domain.subtitles import TextFormat
from domain.transcript import Segment, Transcript, Word
from domain.voices import named
from entrypoints.cli.errors import refuse

Form = DocumentFormat
Printers = Mapping[DocumentFormat, Printer]
ALL: Final = "all"
# Subtitles are cut by the times of words, and JSON has the confidence in them.
FROM_WORDS: Final = frozenset({Form.SRT, Form.VTT, Form.JSON})
# As openai-whisper understands it.
ALL_FORMS: Final = (Form.TXT, Form.VTT, Form.SRT, Form.TSV, Form.JSON)


def read_forms(names: str) -> tuple[Form, ...]:
    """Read `txt,srt`, or `all` as openai-whisper has it. Ends the program in words."""
    wanted = tuple(dict.fromkeys(filter(None, (name.strip().lower() for name in names.split(",")))))
    if wanted == (ALL,):
        return ALL_FORMS
    unknown = [name for name in wanted if name not in {*Form, ALL}]
    if unknown or not wanted:
        named = f"{', '.join(map(repr, unknown))} is no format" if unknown else "Name a format"
        refuse(f"{named}. Choose of {', '.join(Form)}, with commas between them, or {ALL}.")
    return tuple(dict.fromkeys(chain.from_iterable(map(_forms, wanted))))


def _forms(name: str) -> tuple[Form, ...]:
    return ALL_FORMS if name == ALL else (Form(name),)


def engine_options(options: TranscriptionOptions, forms: Sequence[Form]) -> TranscriptionOptions:
    """Return the options for the engine, which finds words for formats made from them."""
    needed = not FROM_WORDS.isdisjoint(forms)
    return replace(options, word_timestamps=options.word_timestamps or needed)


@dataclass(frozen=True, slots=True)
class Rendering:
    """How transcripts are written; `printers` make the formats that are no text.

    JSON that is not `indented` is one line.
    `with_words` lists words in JSON. `breaks` says where lines of subtitles may be broken.
    """

    task: Task
    layout: SubtitleLayout = AS_USUAL
    printers: Printers = field(default_factory=dict)
    indented: bool = True
    with_words: bool = False
    breaks: LineBreaker = after_spaces
    speaker_names: tuple[str, ...] = ()

    def pieces(self, form: Form, title: str, transcript: Transcript) -> Iterator[bytes]:
        """Write the document piece by piece; `title` is the name of the recording."""
        names = self._names(transcript)
        if form is Form.JSON:
            shown = json.dumps(
                _whisper(transcript, self.task, names, with_words=self.with_words),
                ensure_ascii=False,
                indent=2 if self.indented else None,
            )
            yield f"{shown}\n".encode()
        elif form is Form.RTTM:
            turns = transcript.who.turns
            yield from (rttm_line(each, title, names).encode() for each in turns)
        else:
            segments = [
                named(each, names, wanted=self.layout.speakers) for each in transcript.segments
            ]
            yield from self._readable(form, title, replace(transcript, segments=tuple(segments)))

    def _readable(self, form: Form, title: str, transcript: Transcript) -> Iterator[bytes]:
        """Write a document for people, of segments that name their speakers."""
        match form:
            case Form.MD:
                yield markdown.heading(title).encode()
                for each in paragraphs(transcript.segments):
                    yield markdown.paragraph(each, times=self.layout.times).encode()
            case Form.DOCX | Form.PDF:
                yield self.printers[form](self._printed(title, transcript))
            case _:
                pieces = subtitles.render(
                    TextFormat(form),
                    transcript.segments,
                    transcript.duration_seconds,
                    self.layout,
                    self.breaks,
                    with_speakers=any(each.speaker for each in transcript.segments),
                )
                yield from (piece.encode() for piece in pieces)

    def _names(self, transcript: Transcript) -> Mapping[str, str]:
        """Give the names that were asked for to the speakers, in the order of their first words."""
        labels = transcript.who.speaking_seconds
        return dict(zip(labels, self.speaker_names, strict=False))

    def _printed(self, title: str, transcript: Transcript) -> PrintedTranscript:
        return PrintedTranscript(
            title,
            "en" if self.task is Task.TRANSLATE else transcript.language,
            tuple(paragraphs(transcript.segments)),
            self.layout.times,
        )


def _whisper(
    transcript: Transcript, task: Task, names: Mapping[str, str], *, with_words: bool
) -> dict[str, Any]:
    """Use openai-whisper's layout, plus length, task, all languages, gaps, cuts and speakers."""
    return {
        "text": transcript.text,
        "segments": [
            _segment(number, each, with_words=with_words)
            for number, each in enumerate(transcript.segments)
        ],
        "gaps": [asdict(gap) for gap in transcript.gaps],
        "cuts": [asdict(cut) for cut in transcript.cuts],
        "language": transcript.language,
        "languages": _languages(transcript),
        "duration": transcript.duration_seconds,
        "task": task,
        "speakers": [
            {"label": label, "name": names.get(label), "seconds": round(seconds, 3)}
            for label, seconds in transcript.who.speaking_seconds.items()
        ],
    }


def _languages(transcript: Transcript) -> list[dict[str, Any]]:
    tally = LanguageTally()
    tally.add(transcript.segments, otherwise=transcript.language)
    return [
        {"language": spoken.code, "seconds": round(spoken.seconds, 3)} for spoken in tally.languages
    ]


def _segment(number: int, segment: Segment, *, with_words: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": number,
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "tokens": list(segment.tokens),
        "temperature": segment.temperature,
        "avg_logprob": segment.avg_logprob,
        "compression_ratio": segment.compression_ratio,
        "no_speech_prob": segment.no_speech_prob,
    }
    if segment.language is not None:
        shown["language"] = segment.language
    if segment.channel is not None:
        shown["channel"] = segment.channel
    if segment.confidence is not None:
        shown["confidence"] = segment.confidence
    if segment.speaker is not None:
        shown["speaker"] = segment.speaker
    if with_words and segment.words is not None:
        shown["words"] = [_word(word) for word in segment.words]
    return shown


def _word(word: Word) -> dict[str, Any]:
    shown = {
        "word": word.text,
        "start": word.start,
        "end": word.end,
        "probability": word.probability,
    }
    return shown if word.speaker is None else {**shown, "speaker": word.speaker}
