import asyncio

from typing_extensions import override

from application.ports.examination import Examination, Finding, Verdict
from application.upkeep.diagnose import Diagnose
from domain.errors.capacity import StorageFullError

WELL = Finding(Verdict.OK, "All is well.")


class Examined(Examination):
    """Finds what it was told to find, raises it, or never comes to an end."""

    def __init__(self, found: Finding | Exception | None) -> None:
        self._found = found

    @override
    async def examine(self) -> Finding:
        if isinstance(self._found, Exception):
            raise self._found
        if self._found is None:
            await asyncio.Event().wait()
        return self._found or WELL


async def test_each_part_gets_a_finding_in_the_order_given() -> None:
    warned = Finding(Verdict.WARNING, "Not for long.", "Do something.")
    findings = await Diagnose({"b": Examined(WELL), "a": Examined(warned)})()
    assert list(findings.items()) == [("b", WELL), ("a", warned)]


async def test_what_an_examination_raises_is_a_failure_in_its_words() -> None:
    findings = await Diagnose({"storage": Examined(StorageFullError()), "disk": Examined(WELL)})()
    assert findings["storage"].verdict is Verdict.FAILED
    assert "full" in findings["storage"].words
    assert findings["disk"] == WELL


async def test_what_never_answers_holds_nobody_up() -> None:
    findings = await Diagnose({"redis": Examined(None), "disk": Examined(WELL)}, 0.01)()
    assert findings["redis"] == Finding(Verdict.FAILED, "No answer within 0.01 s.")
    assert findings["disk"] == WELL
