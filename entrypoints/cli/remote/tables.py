"""Jobs for people to read. What a server says is shown, never obeyed by the terminal."""

from collections.abc import Sequence
from typing import Any, Final

from entrypoints.cli.printable import printable

Json = dict[str, Any]

SHOWN: Final = (
    ("file", "original_filename"),
    ("status", "status"),
    ("model", "model_name"),
    ("language", "language"),
    ("created", "created_at"),
    ("started", "started_at"),
    ("completed", "completed_at"),
    ("attempts", "attempts"),
    ("error", "error_message"),
)
COLUMNS: Final = ("ID", "STATUS", "DONE", "LENGTH", "CREATED", "FILE")


def described(job: Json) -> str:
    """Write a job down, a fact a line; the transcript is what `download` is for."""
    facts = [("job", job["job_id"])]
    facts += [(name, str(job[key])) for name, key in SHOWN if job.get(key) is not None]
    facts.append(("done", f"{job['progress']:.0%}"))
    if job.get("stage") == "preparing":
        facts.append(("preparing", f"the model, {job['stage_progress']:.0%}"))
    if job.get("eta_seconds") is not None:
        facts.append(("left", f"{job['eta_seconds']:.0f} s"))
    facts += [("warning", each["message"]) for each in job.get("warnings", [])]
    return "\n".join(f"{name:<10} {printable(value)}" for name, value in facts)


def tabulated(page: Json) -> str:
    """Write a page of jobs as a table; the names of files come last, since they may be long."""
    rows = [COLUMNS, *map(_row, page["jobs"])]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS) - 1)]
    lines = ["  ".join([*map(str.ljust, row, widths), row[-1]]) for row in rows]
    shown = page["skip"] + len(page["jobs"])
    if shown < page["total"]:
        lines.append(f"{shown} of {page['total']}; --skip {shown} shows what follows.")
    return "\n".join(lines)


def _row(job: Json) -> tuple[str, ...]:
    length = job["duration_seconds"]
    cells = (
        job["job_id"],
        job["status"],
        f"{job['progress']:.0%}",
        "" if length is None else f"{length:.1f} s",
        job["created_at"][:19].replace("T", " "),
        job["original_filename"],
    )
    return tuple(map(printable, cells))


def states(jobs: Sequence[Json]) -> str:
    """Write a line for each job: which one, and how it is."""
    return "\n".join(f"{printable(job['job_id'])} {printable(job['status'])}" for job in jobs)
