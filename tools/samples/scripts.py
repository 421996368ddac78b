"""The texts of the samples, with their languages and voices."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says without a break."""

    voice: str
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """A sample: its file's name, its language (as Whisper and as espeak-ng call it), its turns."""

    file: str
    language: str
    accent: str
    turns: tuple[Turn, ...]
    speed: float = 0.95


WOMAN: Final = "jf_gongitsune"
MAN: Final = "jm_kumo"

SCRIPTS: Final = (
    Script(
        "lighthouse.flac",
        "en",
        "en-us",
        (
            Turn(
                WOMAN,
                "The old lighthouse stands on a small island in the north. "
                "Every evening, the keeper climbed the stairs and lit the lamp. "
                "On stormy nights, the sailors looked for its light and knew that they were "
                "almost home. "
                "Today, the lamp turns on by itself, but a family still lives beside the tower.",
            ),
        ),
    ),
    Script(
        "library-call.mp3",
        "en",
        "en-us",
        (
            Turn(WOMAN, "Good morning. This is the City Library. How can I help you?"),
            Turn(
                MAN,
                "Hello. I borrowed a book three weeks ago and I would like to keep it "
                "a little longer.",
            ),
            Turn(WOMAN, "That is no problem at all. What is the title of the book?"),
            Turn(MAN, "It is a short history of trains."),
            Turn(WOMAN, "Thank you. You can keep it until the end of the month."),
            Turn(MAN, "That is very kind of you. Have a nice day."),
        ),
    ),
    Script(
        "playa.ogg",
        "es",
        "es",
        (
            Turn(
                WOMAN,
                "Buenos días. El domingo vamos a la playa con toda la familia. "
                "Mi hermano lleva la comida y mis padres llegan por la tarde.",
            ),
        ),
    ),
)
