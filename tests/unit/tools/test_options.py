from pathlib import Path

import pytest

from tools.options import documents


@pytest.mark.parametrize("file", documents(), ids=lambda file: file.name)
def test_what_is_made_of_the_options_is_up_to_date(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == documents()[file], "Run `make docs`."
