"""Transcribe the cases with the engine, and say which are right."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from adapters.sound.probe import AvAudioProbe
from adapters.sound.processes.limits import DecodingLimits
from adapters.sound.processes.pool import DecodingProcesses
from adapters.storage.local_recordings import LocalRecordings
from benchmarks.quality.cases import CASES, Case, Heard
from benchmarks.quality.manifest import Recording
from benchmarks.quality.report.tables import table
from benchmarks.quality.running import outcome_of
from benchmarks.quality.sound import listen
from benchmarks.quality.subjects.roster import SUBJECTS, Roster
from benchmarks.quality.subjects.subject import Subject
from domain.errors.kinds import TranscriberError
from domain.job import BlobKey

# On a machine that is busy with other things, a look that takes long says nothing of the file.
_PATIENT: Final = DecodingLimits(seconds=300.0)


async def try_cases(folder: Path, roster: Roster, names: Sequence[str]) -> str:
    """Try every case that is there with each of the engine's settings; give a table."""
    processes = DecodingProcesses(_PATIENT)
    probe = AvAudioProbe(LocalRecordings(), processes, timeout_seconds=2 * _PATIENT.seconds)
    rows: list[list[str]] = []
    try:
        for case in CASES:
            path = folder / case.file
            if not path.exists():
                continue
            row = [case.file]
            for name in names:
                subject = await roster.engine(short=SUBJECTS[name].short, options=case.options)
                row.append("; ".join(await _faults(case, path, probe, subject)) or "right")
            rows.append(row)
            print(": ".join(row), flush=True)
    finally:
        processes.close()
        await roster.close()
    return table(["case", *(SUBJECTS[name].title for name in names)], rows)


async def _faults(case: Case, path: Path, probe: AvAudioProbe, subject: Subject) -> Sequence[str]:
    """Say what is wrong; a file that is refused is so in words."""
    try:
        await probe.examine(BlobKey(str(path)))
    except TranscriberError as error:
        return [f"refused: {error}"]
    sound = listen(path)
    recording = Recording(
        file=case.file,
        path=path,
        seconds=sound.seconds,
        language="en",
        kind="case",
        reference="",
        listed=False,
        note="",
    )
    heard = Heard(await outcome_of("case", subject, recording, at_once=1), sound)
    return [fault for rule in case.rules for fault in rule(heard)]
