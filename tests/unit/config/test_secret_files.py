from pathlib import Path

import pytest

from config.secret_files import adopt_secret_files


def adopted(folder: Path, **environment: str) -> dict[str, str]:
    adopt_secret_files(folder, environment)
    return environment


def test_a_file_named_like_a_setting_sets_it(tmp_path: Path) -> None:
    (tmp_path / "database_url").write_text("postgresql://db/transcriber\n")

    assert adopted(tmp_path) == {"DATABASE_URL": "postgresql://db/transcriber"}


@pytest.mark.parametrize("name", ["aws_access_key_id", "aws_secret_access_key", "hf_token"])
def test_what_libraries_read_from_the_environment_may_come_by_file_too(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("xyz")

    assert adopted(tmp_path) == {name.upper(): "xyz"}


def test_a_variable_that_is_set_wins_over_its_file(tmp_path: Path) -> None:
    (tmp_path / "jwt_secret_key").write_text("from the file")

    assert adopted(tmp_path, JWT_SECRET_KEY="set") == {"JWT_SECRET_KEY": "set"}


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    (tmp_path / "metrics_token").write_text("xyz")

    assert adopted(tmp_path, METRICS_TOKEN="") == {"METRICS_TOKEN": "xyz"}


def test_only_the_last_line_break_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "admin_bootstrap_password").write_text(" a b \n")

    assert adopted(tmp_path) == {"ADMIN_BOOTSTRAP_PASSWORD": " a b "}


def test_other_files_and_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "path").write_text("/evil")
    (tmp_path / "ld_preload").write_text("/evil.so")
    (tmp_path / "redis_url").mkdir()

    assert adopted(tmp_path) == {}


def test_without_the_folder_nothing_happens(tmp_path: Path) -> None:
    assert adopted(tmp_path / "missing") == {}
