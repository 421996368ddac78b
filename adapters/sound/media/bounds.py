"""Limit how much sound one packet and one frame may hold, so that files cannot exhaust memory.

A raw block of 16 MB at 1000 Hz is four and a half hours of sound in one packet. Resampled to 16 kHz
at once it would take gigabytes.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.error import BlockingIOError as NothingYetError
from av.error import EOFError as NothingLeftError
from av.filter import Graph

if TYPE_CHECKING:
    from av.packet import Packet

# The largest packets of real files are frames of Monkey's Audio (1.2 million samples, at most 7 MB)
# and the one-second blocks of PCM that some muxers write (6 MB: 192 kHz, 8 channels, 32 bits).
MOST_PACKET_BYTES: Final = 8 << 20
# Summed over all channels. FFmpeg refuses a larger frame before it allocates it.
MOST_FRAME_SAMPLES: Final = 8 << 20
# Longer frames are cut before they are resampled. Frames of real codecs last a second at most.
LONGEST_SECONDS: Final = 2

_APE_HEADER_BYTES: Final = 4


def limit_frames(track: AudioStream) -> None:
    """Make FFmpeg refuse frames of more than MOST_FRAME_SAMPLES; call it before decoding begins."""
    context = track.codec_context
    context.options = {**context.options, "max_samples": str(MOST_FRAME_SAMPLES)}


def is_too_large(packet: "Packet[AudioStream]") -> bool:
    """Say whether a packet is, or will become, larger than any packet of a real file.

    A packet of Monkey's Audio begins with its number of samples, and one that is marked as silent
    becomes that long without holding any; PyAV decodes a whole packet before it returns a frame.
    """
    if packet.size > MOST_PACKET_BYTES:
        return True
    if packet.stream.codec_context.name != "ape":
        return False
    head = bytes(memoryview(packet)[:_APE_HEADER_BYTES])
    return int.from_bytes(head, "little") > MOST_FRAME_SAMPLES


def short_frames(frame: AudioFrame) -> Iterator[AudioFrame]:
    """Yield a frame as it is, or cut into frames of at most LONGEST_SECONDS, made one by one."""
    longest = LONGEST_SECONDS * frame.sample_rate
    if frame.samples <= longest:
        yield frame
        return
    cutting = _cutting(frame, longest)
    frame.pts = None
    cutting.push(frame)
    cutting.push(None)
    while True:
        try:
            yield cutting.pull()  # type: ignore[misc]  # sound went in, so sound comes out
        except (NothingYetError, NothingLeftError):
            return


def _cutting(frame: AudioFrame, samples: int) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=frame.time_base,
    )
    cutter = graph.add("asetnsamples", f"nb_out_samples={samples}:pad=0")
    graph.link_nodes(source, cutter, graph.add("abuffersink")).configure()
    return graph
