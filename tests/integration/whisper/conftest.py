from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.whisper.lanes import scheduler
from adapters.whisper.settings import AudioContext, Pace, Placement
from tests.digits_model import DIGITS, digits_store
from tests.engine import Engine


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass for the lanes.

    Else the time for which a test holds a window back counts as pace, and the batches after it are
    smaller on a slow machine.
    """
    monkeypatch.setattr(scheduler, "monotonic", lambda: 0.0)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """Everything real but the device."""
    made = Engine(tmp_path, pace=Pace(windows_per_passage=1))
    yield made
    await made.pool.close()


@pytest.fixture
async def digits(tmp_path: Path) -> AsyncIterator[Engine]:
    """Everything real, with the model that understands digits."""
    placement = Placement(device="cpu", audio_context=AudioContext.DYNAMIC)
    made = Engine(tmp_path, store=digits_store(), model=DIGITS, placement=placement)
    yield made
    await made.pool.close()
