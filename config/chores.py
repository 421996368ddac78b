"""Lists the periodic chores and their intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from config.container import Container
from entrypoints.worker.housekeeper import Chore

if TYPE_CHECKING:
    from config.settings import Settings

# An expired lease is noticed within a fifteenth of its length: 4 s by default.
LOOKS_PER_LEASE: Final = 15
REMIND_SECONDS: Final = 10.0
# A completed transcript is found after this time; the look for such jobs reads a few rows.
INDEX_SECONDS: Final = 2.0
END_SECONDS: Final = 10.0
EXPIRE_SECONDS: Final = 60.0
SWEEP_SECONDS: Final = 3600.0
FORGET_SECONDS: Final = 600.0


def chores(container: Container) -> Sequence[Chore]:
    """Return the chores with their intervals in seconds."""
    settings: Settings = container.settings()
    lease = settings.job_lease_seconds
    return (
        Chore("reap_jobs", lease / LOOKS_PER_LEASE, container.reap_jobs()),
        Chore("end_recordings", END_SECONDS, container.end_abandoned_recordings()),
        Chore("remind_queue", min(lease / 4, REMIND_SECONDS), container.remind_queue()),
        Chore("tidy_queue", lease / 2, container.tidy_queue()),
        Chore("index_jobs", INDEX_SECONDS, container.index_jobs()),
        Chore("expire_jobs", EXPIRE_SECONDS, container.expire_jobs()),
        Chore("forget_keys", SWEEP_SECONDS, container.forget_keys()),
        Chore("forget_shares", FORGET_SECONDS, container.forget_shares()),
        Chore("forget_deliveries", FORGET_SECONDS, container.forget_deliveries()),
        Chore("expire_uploads", EXPIRE_SECONDS, container.expire_uploads()),
        Chore("sweep_blobs", SWEEP_SECONDS, container.sweep_blobs()),
    )
