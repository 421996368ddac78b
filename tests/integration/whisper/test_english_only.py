"""An English-only model, on a fake device."""

from domain.options import Task, TranscriptionOptions
from tests.engine import Engine
from tests.sound import encoded
from tests.spoken import talk


async def test_an_english_only_model_labels_what_it_writes_as_english(engine: Engine) -> None:
    engine.device.is_multilingual = False
    segments, ended = await engine.say(
        encoded(talk()), TranscriptionOptions(language="fr", task=Task.TRANSLATE)
    )
    assert segments
    assert ended.detected is not None
    assert ended.detected.code == "en"
    assert [each.code for each in ended.caveats] == ["english_only_model", "no_translation"]


async def test_improbable_text_of_an_english_only_model_gets_a_caveat(engine: Engine) -> None:
    engine.device.is_multilingual = False
    engine.device.doubtful_below = 2.0
    _, ended = await engine.say(encoded(talk()))
    assert [each.code for each in ended.caveats] == ["language_doubtful"]


async def test_improbable_text_of_another_model_gets_no_caveat(engine: Engine) -> None:
    engine.device.doubtful_below = 2.0
    _, ended = await engine.say(encoded(talk()))
    assert ended.caveats == ()
