import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.secret_files import FOREIGN
from config.settings import Settings
from tests.deployment.metrics import metrics_of_the_code
from tests.deployment.tools import FOREIGN_VARIABLES, ROOT, output_of, program

FOLDER = ROOT / "deploy" / "kubernetes"
OVERLAYS = ("base", "overlays/gpu")
DRAIN_SECONDS = 5.0  # the API's pause before it stops
Document = dict[str, Any]


@cache
def documents() -> dict[str, Document]:
    files = [*FOLDER.glob("base/*.yaml"), *FOLDER.glob("overlays/*/*.yaml")]
    found = [document for file in files for document in yaml.safe_load_all(file.read_text())]
    return {f"{d['kind']}/{d['metadata']['name']}": d for d in found if "metadata" in d}


def pods() -> dict[str, Document]:
    return {
        name: document["spec"]["template"]
        for name, document in documents().items()
        if document["kind"] in {"Deployment", "Job"}
    }


def container_of(pod: Document) -> Document:
    (container,) = pod["spec"]["containers"]
    found: Document = container
    return found


def test_what_kustomize_makes_is_what_the_schemas_allow(tmp_path: Path) -> None:
    kubectl = program("kubectl", "it brings kustomize")
    validate = program("kubernetes-validate", "PyPI: kubernetes-validate")
    rendered = [tmp_path / f"{number}.yaml" for number in range(len(OVERLAYS))]
    for overlay, file in zip(OVERLAYS, rendered, strict=True):
        file.write_text(output_of(kubectl, "kustomize", str(FOLDER / overlay)))
        assert len(list(yaml.safe_load_all(file.read_text()))) >= 10
    output_of(validate, "--strict", *map(str, rendered))


def test_every_file_is_what_the_schemas_allow() -> None:
    files = [str(file) for file in FOLDER.glob("**/*.yaml") if file.name != "kustomization.yaml"]
    output_of(program("kubernetes-validate", "PyPI: kubernetes-validate"), "--strict", *files)


def test_kustomize_is_told_of_every_file() -> None:
    for overlay in OVERLAYS:
        folder = FOLDER / overlay
        listed = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
        files = {file.name for file in folder.glob("*.yaml")}
        templates = {"kustomization.yaml", "secret.example.yaml"}
        assert {name for name in listed if name.endswith(".yaml")} == files - templates


@pytest.mark.parametrize("name", pods())
def test_a_pod_may_do_nothing_that_it_need_not(name: str) -> None:
    pod = pods()[name]
    spec, container = pod["spec"], container_of(pod)
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["runAsUser"] == 10001
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("name", pods())
def test_what_a_pod_mounts_is_there_and_what_must_be_writable_is(name: str) -> None:
    pod = pods()[name]
    volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
    mounts = {mount["mountPath"]: mount["name"] for mount in container_of(pod)["volumeMounts"]}
    assert set(mounts.values()) == volumes
    assert {"/data", "/tmp", "/run/secrets"} <= set(mounts)


@pytest.mark.parametrize("name", ["Deployment/worker", "Deployment/worker-gpu", "Deployment/api"])
def test_a_stop_waits_longer_than_running_jobs_may_take(name: str) -> None:
    grace = float(documents()["ConfigMap/transcriber"]["data"]["SHUTDOWN_GRACE_SECONDS"])
    allowed = pods()[name]["spec"]["terminationGracePeriodSeconds"]
    assert allowed > grace + DRAIN_SECONDS


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Service", "api"),
        ("PodDisruptionBudget", "api"),
        ("PodDisruptionBudget", "worker"),
        ("Deployment", "api"),
        ("Deployment", "worker"),
        ("Deployment", "worker-gpu"),
    ],
)
def test_a_selector_finds_its_pods_and_no_others(kind: str, name: str) -> None:
    selector = documents()[f"{kind}/{name}"]["spec"]["selector"]
    wanted = selector.get("matchLabels", selector).items()
    found = {n for n, pod in pods().items() if wanted <= pod["metadata"]["labels"].items()}
    assert found == {f"Deployment/{name}"}


def test_probes_ask_the_right_questions() -> None:
    api = container_of(pods()["Deployment/api"])
    assert api["livenessProbe"]["httpGet"]["path"] == "/health/livez"
    assert api["readinessProbe"]["httpGet"]["path"] == "/health/readyz"
    assert {"name": "http", "containerPort": 8000} in api["ports"]


@pytest.mark.parametrize("name", ["Deployment/worker", "Deployment/worker-gpu"])
def test_a_worker_that_hangs_is_restarted_and_its_figures_are_collected(name: str) -> None:
    pod = pods()[name]
    (port,) = container_of(pod)["ports"]
    alive = container_of(pod)["livenessProbe"]["httpGet"]
    assert alive == {"path": "/health/livez", "port": port["name"]}
    assert pod["metadata"]["annotations"] == {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(port["containerPort"]),
        "prometheus.io/path": "/metrics/",
    }


async def test_the_autoscaler_goes_by_a_figure_that_exists(tmp_path: Path) -> None:
    scaler = documents()["HorizontalPodAutoscaler/worker"]["spec"]
    (metric,) = scaler["metrics"]
    assert metric["external"]["metric"]["name"] in await metrics_of_the_code(tmp_path)
    assert scaler["scaleTargetRef"]["name"] == "worker"
    assert "replicas" not in documents()["Deployment/worker"]["spec"]


def test_every_variable_is_a_setting() -> None:
    given = set(documents()["ConfigMap/transcriber"]["data"])
    given |= {v["name"] for pod in pods().values() for v in container_of(pod).get("env", ())}
    assert given <= {field.upper() for field in Settings.model_fields} | FOREIGN_VARIABLES


def test_every_secret_is_read_by_the_service_and_none_is_filled_in() -> None:
    secret = documents()["Secret/transcriber"]
    assert set(secret["stringData"]) <= FOREIGN.union(Settings.model_fields)
    assert all("CHANGE-ME" in value for value in secret["stringData"].values()), json.dumps(secret)
