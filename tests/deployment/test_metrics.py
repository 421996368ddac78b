import json
from pathlib import Path

import pytest
import yaml

from tests.deployment.metrics import (
    RULES,
    dashboards,
    metrics_of_the_code,
    names_in,
    queries,
    recorded_in,
    rules,
    variables,
)
from tests.deployment.tools import ROOT, output_of, program

HINT = "Debian: prometheus"


async def test_every_figure_that_is_asked_for_exists(tmp_path: Path) -> None:
    known = await metrics_of_the_code(tmp_path)
    missing = {place: names_in(query) - known for place, query in (*queries(), *variables())}
    assert {place: names for place, names in missing.items() if names} == {}


def test_every_recorded_figure_that_is_asked_for_is_recorded() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    asked = {name for _, query in queries() for name in recorded_in(query)}
    assert asked <= recorded


def test_prometheus_understands_every_query(tmp_path: Path) -> None:
    promtool = program("promtool", HINT)
    read = [
        {"record": f"query:{number}", "expr": query.replace("$__rate_interval", "5m")}
        for number, (_, query) in enumerate(queries())
    ]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": read}]}))
    output_of(promtool, "check", "rules", str(file))


def test_prometheus_configuration_is_valid() -> None:
    configuration = ROOT / "config" / "prometheus" / "prometheus.yml"
    output_of(program("promtool", HINT), "check", "config", "--syntax-only", str(configuration))


def test_alerts_fire_when_they_should_and_not_otherwise() -> None:
    output_of(program("promtool", HINT), "test", "rules", str(RULES.with_name("rules_test.yml")))


def test_every_alert_is_tested() -> None:
    tests = yaml.safe_load(RULES.with_name("rules_test.yml").read_text())["tests"]
    fired = {
        case["alertname"]
        for test in tests
        for case in test.get("alert_rule_test", ())
        if case["exp_alerts"]
    }
    assert fired == {rule["alert"] for rule in rules() if "alert" in rule}


@pytest.mark.parametrize("name", dashboards())
def test_a_dashboard_asks_the_provisioned_source(name: str) -> None:
    provisioned = ROOT / "config" / "grafana" / "provisioning" / "datasources" / "prometheus.yml"
    (source,) = yaml.safe_load(provisioned.read_text())["datasources"]
    panels = [p for p in dashboards()[name]["panels"] if p["type"] != "row"]
    assert {json.dumps(p["datasource"]) for p in panels} == {
        json.dumps({"type": source["type"], "uid": source["uid"]})
    }
    assert all(p["description"] for p in panels)


@pytest.mark.parametrize("name", dashboards())
def test_panels_of_a_dashboard_do_not_overlap(name: str) -> None:
    cells = [
        (x, y)
        for panel in dashboards()[name]["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert all(x < 24 for x, _ in cells)
