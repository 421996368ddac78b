import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.secret_files import FOREIGN
from config.settings import Settings
from tests.deployment.tools import FOREIGN_VARIABLES, ROOT, output_of, program

FILE = ROOT / "docker-compose.yml"
OURS = ("api", "worker", "worker-gpu", "migrate")
ONE_SHOTS = ("migrate", "bucket")


@cache
def compose() -> dict[str, Any]:
    composed: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return composed


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def defaults_of(text: str) -> dict[str, str]:
    """The variables that the file reads from .env, and what they are without it."""
    return dict(re.findall(r"\$\{(\w+):-([^}]*)\}", text))


def seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


def test_podman_compose_reads_it_with_and_without_the_gpu() -> None:
    program("podman", "Debian: podman")  # podman-compose asks for its version
    command = program("podman-compose", "PyPI: podman-compose")
    plain = yaml.safe_load(output_of(command, "-f", str(FILE), "config"))
    with_gpu = yaml.safe_load(output_of(command, "-f", str(FILE), "--profile", "gpu", "config"))
    assert set(plain["services"]) == set(services()) - {"worker-gpu"}
    assert set(with_gpu["services"]) == set(services())


def test_it_is_what_the_compose_specification_allows() -> None:
    check = program("check-jsonschema", "PyPI: check-jsonschema")
    output_of(check, "--builtin-schema", "vendor.compose-spec", str(FILE))


@pytest.mark.parametrize("name", services())
def test_a_service_may_do_nothing_that_it_need_not(name: str) -> None:
    service = services()[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith("0")
    assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory"}


@pytest.mark.parametrize("name", services())
def test_a_service_is_reached_from_this_host_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in services()[name].get("ports", ()))


@pytest.mark.parametrize("name", sorted(set(services()) - set(OURS)))
def test_a_foreign_image_is_pinned_to_a_release(name: str) -> None:
    image = services()[name]["image"]
    assert re.fullmatch(r"\$\{\w+:-[\w./-]+:v?\d+\.\d+(\.\d+)?(-\w+)?\}", image)


@pytest.mark.parametrize(
    "name", sorted(set(services()) - set(ONE_SHOTS) - {"worker", "worker-gpu"})
)
def test_a_service_that_answers_says_whether_it_can(name: str) -> None:
    assert services()[name]["healthcheck"]["test"]


def test_a_worker_is_started_again_whatever_it_ended_with() -> None:
    assert services()["worker"]["restart"] == services()["worker-gpu"]["restart"] == "always"


@pytest.mark.parametrize("name", ["api", "worker", "worker-gpu"])
def test_a_stop_waits_longer_than_running_jobs_may_take(name: str) -> None:
    service = services()[name]
    grace = service["environment"]["SHUTDOWN_GRACE_SECONDS"]
    grace = float(re.sub(r"\$\{\w+:-(\d+)\}", r"\1", grace))
    assert seconds(service["stop_grace_period"]) > grace


@pytest.mark.parametrize("name", ["api", "worker", "worker-gpu"])
def test_nothing_works_before_schema_bucket_and_redis_are_there(name: str) -> None:
    awaited = services()[name]["depends_on"]
    assert {one: condition["condition"] for one, condition in awaited.items()} == {
        "migrate": "service_completed_successfully",
        "bucket": "service_completed_successfully",
        "redis": "service_healthy",
    }


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(name: str) -> None:
    known = {field.upper() for field in Settings.model_fields} | FOREIGN_VARIABLES
    assert set(services()[name]["environment"]) <= known


@pytest.mark.parametrize("name", OURS)
def test_every_secret_is_read_by_the_service(name: str) -> None:
    assert set(services()[name]["secrets"]) <= FOREIGN.union(Settings.model_fields)


@pytest.mark.parametrize("name", OURS)
def test_the_data_folder_stays_the_image_own_volume(name: str) -> None:
    # A tmpfs over it would belong to root, and not every engine can say otherwise.
    assert not [mount for mount in services()[name]["tmpfs"] if mount.startswith("/data")]


def test_every_secret_that_is_asked_for_is_named() -> None:
    asked = {secret for service in services().values() for secret in service.get("secrets", ())}
    assert asked == set(compose()["secrets"])


def test_the_script_makes_every_secret_once(tmp_path: Path) -> None:
    script = str(ROOT / "deploy" / "compose" / "make-secrets")
    folder = tmp_path / "secrets"
    output_of(script, str(folder))
    made = {file.name: file.read_text() for file in folder.iterdir()}

    assert set(made) == {Path(secret["file"]).name for secret in compose()["secrets"].values()}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o777 == 0o444 for file in folder.iterdir())
    assert len(made["jwt_secret_key"]) >= 32
    assert made["postgres_password"] in made["database_url"]
    assert made["redis_password"] in made["redis_url"]
    (identity,) = yaml.safe_load(made["s3_identities"])["identities"]
    assert identity["credentials"] == [
        {"accessKey": made["aws_access_key_id"], "secretKey": made["aws_secret_access_key"]}
    ]

    output_of(script, str(folder))
    assert made == {file.name: file.read_text() for file in folder.iterdir()}


def test_the_example_names_every_variable_with_its_default() -> None:
    example = (ROOT / ".env.example").read_text()
    assert dict(re.findall(r"^#(\w+)=(.*)$", example, flags=re.MULTILINE)) == defaults_of(
        FILE.read_text()
    )


def test_the_figures_of_every_process_that_has_some_are_collected() -> None:
    jobs = yaml.safe_load((ROOT / "config/prometheus/prometheus.yml").read_text())["scrape_configs"]
    collected = {
        name for job in jobs for dns in job.get("dns_sd_configs", ()) for name in dns["names"]
    }
    assert collected == set(OURS) - set(ONE_SHOTS)


def test_what_is_mounted_from_the_tree_is_there() -> None:
    mounted = re.findall(r"^ +- (\./\S+?):", FILE.read_text(), flags=re.MULTILINE)
    assert mounted
    assert [path for path in mounted if not (ROOT / path).exists()] == []
