"""What may be asked of a transcription, whether it is done here or by a server.

An option that was not given is None, so that whoever transcribes decides.
"""

from typing import Annotated, Final

import typer

from domain.errors import InvalidRequestError
from domain.languages import language_code
from domain.options import Task, TranscriptionOptions, VoiceActivity, unknown_language
from entrypoints.cli.errors import refuse

HOW: Final = "How to transcribe"
VOICE: Final = "How speech is told from silence"

Model = Annotated[
    str | None,
    typer.Option("--model", "-m", help="Model [WHISPER_MODEL, digits].", rich_help_panel=HOW),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", "-l", help="Language spoken, as 'de' or 'German' [found]", rich_help_panel=HOW
    ),
]
TaskOption = Annotated[
    Task | None,
    typer.Option(
        "--task", help="Write down what was said, or say it in English.", rich_help_panel=HOW
    ),
]
Prompt = Annotated[
    str | None,
    typer.Option(
        "--prompt",
        "--initial-prompt",
        help="Text that might stand before: its style and spelling are kept.",
        rich_help_panel=HOW,
    ),
]
Hotwords = Annotated[
    str | None, typer.Option(help="Words to expect, such as names.", rich_help_panel=HOW)
]
Temperature = Annotated[
    float | None,
    typer.Option(
        help="Fixed sampling temperature, 0 to 1 [0, more where that fails]", rich_help_panel=HOW
    ),
]
BeamSize = Annotated[
    int | None, typer.Option(help="Hypotheses kept side by side [5].", rich_help_panel=HOW)
]
WordTimestamps = Annotated[
    bool | None,
    typer.Option(
        "--word-timestamps/--no-word-timestamps", help="Time every word.", rich_help_panel=HOW
    ),
]
ConditionOnPreviousText = Annotated[
    bool | None,
    typer.Option(
        "--condition-on-previous-text/--no-condition-on-previous-text",
        help="Show the model what it wrote before: steadier, slower.",
        rich_help_panel=HOW,
    ),
]
Vad = Annotated[
    bool | None,
    typer.Option(
        "--vad/--no-vad",
        "--vad-filter/--no-vad-filter",
        help="Leave out silence [on].",
        rich_help_panel=VOICE,
    ),
]
VadThreshold = Annotated[
    float | None, typer.Option(help="Probability of speech [0.5].", rich_help_panel=VOICE)
]
VadMinSpeech = Annotated[
    int | None, typer.Option("--vad-min-speech-ms", help="Shortest [0].", rich_help_panel=VOICE)
]
VadMinSilence = Annotated[
    int | None,
    typer.Option("--vad-min-silence-ms", help="Pause that parts [160].", rich_help_panel=VOICE),
]
VadSpeechPad = Annotated[
    int | None,
    typer.Option("--vad-speech-pad-ms", help="Margin kept [400].", rich_help_panel=VOICE),
]

Asked = dict[str, str | float | bool]
"""Options by the names they have in the API."""


def given(**options: str | float | bool | None) -> Asked:
    """Keep what was given; languages may be named in English. Ends the program in words."""
    asked: Asked = {name: value for name, value in options.items() if value is not None}
    language = asked.pop("language", None)
    if isinstance(language, str) and language.lower() != "auto":
        code = language_code(language)
        if code is None:
            refuse(unknown_language(language))
        asked["language"] = code
    return asked


def transcription_options(asked: Asked) -> TranscriptionOptions:
    """Fill up with the defaults. Ends the program in words where something is out of its range."""
    voice = {name: asked[f"vad_{name}"] for name in _VOICE if f"vad_{name}" in asked}
    other = {name: value for name, value in asked.items() if name.removeprefix("vad_") not in voice}
    try:
        return TranscriptionOptions(
            **other,  # type: ignore[arg-type]  # typer has seen to the types
            voice_activity=VoiceActivity(**voice),  # type: ignore[arg-type]
        )
    except InvalidRequestError as error:
        refuse(str(error))


_VOICE: Final = ("threshold", "min_speech_ms", "min_silence_ms", "speech_pad_ms")
