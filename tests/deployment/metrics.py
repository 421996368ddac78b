"""Which metrics the code has, and which the dashboards and alerts ask for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families

from adapters.sql.schema import migrate
from config.container import Container
from config.settings import Settings
from tests.deployment.tools import ROOT

RULES = ROOT / "config" / "prometheus" / "rules.yml"
DASHBOARDS = ROOT / "config" / "grafana" / "dashboards"
# What one name stands for, by the kind of figure.
SAMPLES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_sum", "_count"),
    "summary": ("_sum", "_count"),
    "info": ("_info",),
}


async def metrics_of_the_code(folder: Path) -> set[str]:
    """Build the real service and read the names of all it can say."""
    container = Container(settings=Settings(data_dir=folder, _env_file=None))
    try:
        await migrate(container.engine())
        container.http_services()
        container.repairs()  # those of the chores, which a start begins
        container.diarizer()  # those of a worker
        page, _ = await container.metrics_page().render()
    finally:
        await container.engine().dispose()
    families = text_string_to_metric_families(page.decode())
    return {
        family.name + suffix for family in families for suffix in SAMPLES.get(family.type, ("",))
    }


def rules() -> list[dict[str, Any]]:
    """All rules, those that record and those that alert."""
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboards() -> dict[str, dict[str, Any]]:
    """The dashboards by file name."""
    return {file.name: json.loads(file.read_text()) for file in sorted(DASHBOARDS.glob("*.json"))}


def queries() -> Iterator[tuple[str, str]]:
    """Every query: where it stands, and what it asks."""
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for name, dashboard in dashboards().items():
        for panel in dashboard["panels"]:
            for target in panel.get("targets", ()):
                yield f"{name}: {panel['title']}", target["expr"]


def variables() -> Iterator[tuple[str, str]]:
    """What the dashboards' variables are read from, in Grafana's own words."""
    for name, dashboard in dashboards().items():
        for variable in dashboard["templating"]["list"]:
            yield f"{name}: ${variable['name']}", variable["definition"]


def names_in(query: str) -> set[str]:
    """The metrics of ours that a query names; recorded ones have a colon and are none."""
    found = re.findall(r"(?<![\w:])(?:whisper|process)_\w+", re.sub(r'"[^"]*"', "", query))
    return set(found)


def recorded_in(query: str) -> set[str]:
    """The recorded metrics that a query names."""
    return set(re.findall(r"whisper:\w+:\w+", query))
