"""Of several sound tracks, the first in which somebody speaks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, Final

from adapters.sound.media.decoding import SoundDecoder
from adapters.sound.media.opening import Media, open_media
from adapters.sound.pcm import SAMPLE_RATE_HZ
from adapters.sound.speech.voice import FRAME_SAMPLES, VoiceDetector

# Films have music before the first word; but a track costs a hundredth of the time it lasts.
_SEARCHED_SAMPLES: Final = 300 * SAMPLE_RATE_HZ
_MOST_TRACKS: Final = 8
_SPEAKING: Final = 0.5
# A cough is no speech: half a second of it, wherever, is.
_SPOKEN_FRAMES: Final = SAMPLE_RATE_HZ // 2 // FRAME_SAMPLES


def _nobody_minds() -> None:
    pass


@contextmanager
def open_spoken(
    file: BinaryIO, number: int | None = None, *, look_up: Callable[[], None] = _nobody_minds
) -> Iterator[Media]:
    """Open a file at the sound track that is heard.

    That is the one with this number; else the only one flagged as default; else, of those that
    could be meant, the first in whose first five minutes somebody speaks; else the first. The same
    file is always opened at the same track. `look_up` is called after every two seconds of sound
    that were searched; what it raises comes out. Raises what open_media raises.
    """
    with ExitStack() as stack:
        media = stack.enter_context(open_media(file, number))
        if len(media.eligible) > 1:
            stack.close()
            number = _first_spoken(file, media.eligible[:_MOST_TRACKS], look_up)
            file.seek(0)
            media = stack.enter_context(open_media(file, number))
        yield media


def _first_spoken(file: BinaryIO, numbers: tuple[int, ...], look_up: Callable[[], None]) -> int:
    for number in numbers:
        file.seek(0)
        with open_media(file, number) as media:
            if _is_spoken(media, look_up):
                return number
    return numbers[0]


def _is_spoken(media: Media, look_up: Callable[[], None]) -> bool:
    detector, decoder = VoiceDetector(), SoundDecoder(media.container, media.track)
    spoken = 0
    for block in decoder.blocks():
        look_up()
        spoken += int((detector.feed(block) >= _SPEAKING).sum())
        if spoken >= _SPOKEN_FRAMES:
            return True
        if decoder.samples >= _SEARCHED_SAMPLES:
            break
    return False
