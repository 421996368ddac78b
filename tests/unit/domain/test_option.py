from dataclasses import dataclass, field

import pytest

from domain.errors.kinds import FieldError
from domain.option import (
    Kind,
    Range,
    Surface,
    assembled,
    faults_of,
    offered,
    option,
    options_of,
    part,
)


@dataclass(frozen=True)
class Wheels:
    width_mm: int = option(40, "How wide.", range=Range(20, 60, unit=" millimetres"))


@dataclass(frozen=True)
class Bicycle:
    bell: bool = option(default=True, said="Whether it rings.", surfaces=frozenset(Surface))
    gears: int | None = option(None, "How many gears.", range=Range(1, 30), shown_default="fixed")
    wheels: Wheels = part(Wheels, prefix="wheel_")
    frame_number: str = field(default="")


def test_the_options_of_a_part_are_named_with_its_prefix() -> None:
    assert [each.name for each in options_of(Bicycle)] == ["bell", "gears", "wheel_width_mm"]


def test_a_field_that_is_no_option_is_not_listed() -> None:
    assert "frame_number" not in {each.name for each in options_of(Bicycle)}


def test_the_kind_follows_from_the_type_of_a_value_that_is_given() -> None:
    assert [each.kind for each in options_of(Bicycle)] == [Kind.FLAG, Kind.WHOLE, Kind.WHOLE]


def test_each_surface_offers_its_own_options() -> None:
    assert [each.name for each in offered(Bicycle, Surface.OPENAI)] == ["bell"]


def test_what_is_not_given_takes_its_default() -> None:
    assert assembled(Bicycle, {"gears": 3}) == Bicycle(gears=3)


def test_values_find_their_part() -> None:
    assert assembled(Bicycle, {"wheel_width_mm": 25}).wheels == Wheels(25)


def test_every_value_out_of_its_range_is_named_as_in_a_request() -> None:
    bicycle = Bicycle(gears=31, wheels=Wheels(61))
    assert list(faults_of(bicycle)) == [
        FieldError("gears", "Choose a gears from 1 to 30."),
        FieldError("wheel_width_mm", "Choose a wheel_width_mm from 20 to 60 millimetres."),
    ]


@pytest.mark.parametrize(("value", "inside"), [(0, False), (0.5, True), (1, False)])
def test_an_exclusive_range_leaves_its_ends_out(value: float, inside: bool) -> None:  # noqa: FBT001
    assert (value in Range(0, 1, exclusive=True)) is inside


def test_the_default_is_shown_in_words() -> None:
    assert [each.shown_default for each in options_of(Bicycle)] == ["on", "fixed", "40"]
