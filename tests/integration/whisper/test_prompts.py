"""Prompts and hotwords of callers, on a fake device."""

import pytest

from domain.options import TranscriptionOptions
from tests.engine import Engine
from tests.fakes.whisper_model import tokenizer
from tests.sound import encoded
from tests.spoken import talk

SPECIAL = tokenizer()


@pytest.mark.parametrize("field", ["prompt", "hotwords"])
@pytest.mark.parametrize("order", ["<|endoftext|>", "<|nospeech|>", "<|startoftranscript|>"])
async def test_special_tokens_in_prompts_and_hotwords_are_text(
    engine: Engine, field: str, order: str
) -> None:
    given = {field: f"one {order} two", "language": "de"}
    await engine.say(encoded(talk()), TranscriptionOptions(**given))  # type: ignore[arg-type]  # texts
    (prompt,) = engine.device.prompts
    begun, spoken, end = map(number, ("startofprev", "startoftranscript", "endoftext"))
    assert (prompt[0], prompt.count(spoken)) == (begun, 1)
    text = prompt[1 : prompt.index(spoken)]
    assert max(text) < end
    assert order in SPECIAL.decode(text)


def number(name: str) -> int:
    found = SPECIAL.token_to_id(f"<|{name}|>")
    assert found is not None
    return found
