"""What an attack did to others, and whether that is too much."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.attack.experience import Experience, percentile
from tests.attack.memory import MIB

LOOK_SECONDS: Final = 0.1
CLIP_SECONDS: Final = 10.0
GROWN_BYTES: Final = 500 * MIB
LOG_BYTES: Final = MIB


@dataclass(frozen=True)
class Outcome:
    """One attack: memory and log in bytes; `answers` are those that the attacker got.

    `load` is that of the machine, which tells of what ran beside.
    """

    name: str
    experience: Experience
    before: int
    peak: int
    after: int
    log: int
    survived: bool
    answers: Mapping[str, int]
    load: float

    @property
    def look(self) -> float:
        """Give the 99th percentile of the seconds of a `GET /jobs/{id}`."""
        return percentile(self.experience.looks, 0.99)

    def faults(self) -> Iterator[str]:
        """Say what must not be, however fast the machine is."""
        if not self.survived:
            yield "the process ended"
        if self.experience.failures:
            yield f"{len(self.experience.failures)} failures of others"
        if max(self.peak, self.after) - self.before > GROWN_BYTES:
            yield f"memory grew by {(max(self.peak, self.after) - self.before) // MIB} MiB"
        if self.log > LOG_BYTES:
            yield f"{self.log // 1024} KiB of log"

    def delays(self) -> Iterator[str]:
        """Say who had to wait too long."""
        if self.look > LOOK_SECONDS:
            yield "slow answers"
        if self.experience.worst_clip[0] > CLIP_SECONDS:
            yield "slow clips"


HEADER: Final = (
    f"{'attack':40}{'p99 ms':>8}{'clip s':>8} {'by':5}{'login s':>8}{'before':>8}{'peak':>8}"
    f"{'after':>8}{'log KiB':>9}{'failed':>8}{'load':>6}  verdict (MiB of memory)"
)


def line(outcome: Outcome) -> str:
    """Write one attack as a line of the table."""
    clip, way = outcome.experience.worst_clip
    missed = [*outcome.faults(), *outcome.delays()]
    answers = ", ".join(f"{what}: {times}" for what, times in sorted(outcome.answers.items()))
    return (
        f"{outcome.name:40}{outcome.look * 1000:>8.0f}{clip:>8.1f} {way:5}"
        f"{max(outcome.experience.logins, default=0.0):>8.2f}{outcome.before // MIB:>8}"
        f"{outcome.peak // MIB:>8}{outcome.after // MIB:>8}{outcome.log / 1024:>9.0f}"
        f"{len(outcome.experience.failures):>8}{outcome.load:>6.1f}  {'; '.join(missed) or 'held'}"
        f"  [attacker: {answers or '-'}]"
    )
