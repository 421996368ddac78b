"""Format jobs as text for a terminal."""

from collections.abc import Sequence
from typing import Any, Final

from entrypoints.cli.printable import printable

Json = dict[str, Any]

SHOWN: Final = (
    ("title", "title"),
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
    """Format a job, one fact on each line, without its transcript (see `download`)."""
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
    """Format a page of jobs as a table; file names come last, since they may be long."""
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
        job.get("title", job["original_filename"]),
    )
    return tuple(map(printable, cells))


def values(found: Json) -> str:
    """Format the values that jobs can be chosen by: the kind, the number of jobs, the value."""
    lines = [
        f"{kind[:-1]:<8}  {each['jobs']:>6}  {each['value']}"
        for kind in ("tags", "languages", "models")
        for each in found[kind]
    ]
    lines += [f"There are more {kind} than these." for kind in found["truncated"]]
    return "\n".join(map(printable, lines)) or "You have no jobs."


def places(found: Json) -> str:
    """Format places where something was said: the job, the time, and the text."""
    lines = [f"{hit['job_id']}  {_clock(hit['start'])}  {hit['text']}" for hit in found["hits"]]
    if found.get("is_partial"):
        lines.append(
            "Older recordings were not searched, as this takes long;"
            f" --cursor {found['next_cursor']} looks further."
        )
    elif found["next_cursor"]:
        lines.append(f"There are more; --cursor {found['next_cursor']} shows what follows.")
    if found["not_yet_searchable"]:
        lines.append(f"{found['not_yet_searchable']} recordings cannot be searched yet.")
    return "\n".join(map(printable, lines)) or "Nothing was found."


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60:d}:{minutes % 60:02d}:{rest:02d}"


def states(jobs: Sequence[Json]) -> str:
    """Format one line for each job: its id and its status."""
    return "\n".join(f"{printable(job['job_id'])} {printable(job['status'])}" for job in jobs)
