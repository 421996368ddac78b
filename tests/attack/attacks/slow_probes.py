"""Uploads that are small and take long to look into."""

from typing import Final

from tests.attack.attacks.many import many_at_once
from tests.attack.attacks.uploads import handed_in
from tests.attack.memory import MIB
from tests.attack.recordings import adpcm_zeros
from tests.attack.target import Target

AT_ONCE: Final = 8


async def slow_probes(target: Target) -> None:
    """Send 20 MiB of zero IMA-ADPCM eight times at once, again and again."""
    bomb = adpcm_zeros(20 * MIB)
    await many_at_once(AT_ONCE, lambda: handed_in(target, bomb, "zeros.wav"))
