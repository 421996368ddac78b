"""Check an installation for `doctor`, and say what to do about each fault."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from application.ports.examination import Examination, Finding, Verdict
from domain.errors.kinds import TranscriberError


@dataclass(frozen=True, slots=True)
class Diagnose:
    """Examine every part at once, each for at most `timeout_seconds`."""

    examinations: Mapping[str, Examination]
    timeout_seconds: float = 120.0  # loading a large model takes long

    async def __call__(self) -> Mapping[str, Finding]:
        """Return a finding for each part, in the order of `examinations`."""
        findings = await asyncio.gather(*map(self._examined, self.examinations.values()))
        return dict(zip(self.examinations, findings, strict=True))

    async def _examined(self, examination: Examination) -> Finding:
        try:
            async with asyncio.timeout(self.timeout_seconds):
                return await examination.examine()
        except TimeoutError:
            return Finding(Verdict.FAILED, f"No answer within {self.timeout_seconds:g} s.")
        except TranscriberError as error:
            return Finding(Verdict.FAILED, str(error))
