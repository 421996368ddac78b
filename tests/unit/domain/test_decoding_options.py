import pytest

from domain.decoding_options import DecodingOptions
from domain.errors.kinds import InvalidRequestError
from domain.options import TranscriptionOptions


@pytest.mark.parametrize(
    ("fixed", "increment", "tried"),
    [
        (None, None, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0.3, None, (0.3,)),
        (0.0, None, (0.0,)),
        (None, 0.0, (0.0,)),
        (None, 0.5, (0.0, 0.5, 1.0)),
        (0.2, 0.2, (0.2, 0.4, 0.6, 0.8, 1.0)),
        (0.9, 0.3, (0.9,)),
        (1.0, 0.2, (1.0,)),
        (None, 0.001, (0.0, *(round(0.001 * n, 6) for n in range(1, 11)))),
    ],
)
def test_temperatures_rise_by_the_increment_up_to_one(
    fixed: float | None, increment: float | None, tried: tuple[float, ...]
) -> None:
    options = DecodingOptions(temperature_increment_on_fallback=increment)
    assert options.temperatures(fixed) == tried


@pytest.mark.parametrize(
    ("written", "ids"), [("-1", (-1,)), ("none", ()), ("5,7", (5, 7)), ("-1,50256", (-1, 50256))]
)
def test_suppressed_tokens_are_ids_with_commas(written: str, ids: tuple[int, ...]) -> None:
    assert DecodingOptions(suppress_tokens=written).suppressed == ids


@pytest.mark.parametrize(
    ("decoding", "fault"),
    [
        (DecodingOptions(suppress_tokens="five"), "suppress_tokens"),
        (DecodingOptions(suppress_tokens="-2"), "suppress_tokens"),
        (DecodingOptions(suppress_tokens=""), "suppress_tokens"),
        (DecodingOptions(suppress_tokens=",".join(["1"] * 502)), "suppress_tokens"),
        (DecodingOptions(suppress_tokens="1\n"), "suppress_tokens"),
        (DecodingOptions(patience=0.1), "Choose a patience"),
        (DecodingOptions(patience=9), "Choose a patience"),
        (DecodingOptions(best_of=21), "Choose a best_of"),
    ],
)
def test_what_the_decoder_cannot_do_is_refused_in_words(
    decoding: DecodingOptions, fault: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        TranscriptionOptions(decoding=decoding)
    assert fault in f"{caught.value.errors} {caught.value}"


def test_defaults_are_not_stored_so_that_older_results_keep_their_fingerprint() -> None:
    assert "decoding" not in TranscriptionOptions().as_asked()


def test_only_what_differs_from_the_default_is_stored() -> None:
    options = TranscriptionOptions(decoding=DecodingOptions(patience=2.0))
    assert options.as_asked()["decoding"] == {"patience": 2.0}
