import pytest

from adapters.diarization.diarization import tell_apart
from domain.speakers import Diarization, SpeakerCounts
from tests.voices import Conversation, taking_turns, voice


def told_apart(
    conversation: Conversation, counts: SpeakerCounts | None = None, *known: str
) -> Diarization:
    return tell_apart(
        conversation.windows(),
        conversation.seconds,
        counts or SpeakerCounts(),
        {name: voice(name) for name in known},
    )


def test_two_people_who_take_turns_are_two_speakers_with_their_turns() -> None:
    turns = taking_turns(["anna", "bert"], 60)

    found = told_apart(Conversation(turns))

    assert [turn.speaker for turn in found.turns] == ["A", "B"] * (len(turns) // 2) + ["A"]
    for turn, (start, end, _) in zip(found.turns, turns, strict=True):
        assert turn.start == pytest.approx(start, abs=0.05)
        assert turn.end == pytest.approx(end, abs=0.25)


@pytest.mark.parametrize("people", [1, 2, 3, 5, 8])
def test_as_many_speakers_are_found_as_speak(people: int) -> None:
    names = [f"person {number}" for number in range(people)]

    found = told_apart(Conversation(taking_turns(names, 120 * people**0.5)))

    assert len(found.speaking_seconds) == people


def test_nobody_speaks_in_silence() -> None:
    assert told_apart(Conversation([])) == Diarization()


def test_a_recording_without_any_window_has_no_speakers() -> None:
    assert tell_apart(iter(()), 0.0, SpeakerCounts()) == Diarization()


def test_noise_that_segmentation_takes_for_a_voice_is_no_speaker() -> None:
    noise = Conversation(taking_turns(["hum"], 60), speech={"hum": 0.01})

    assert told_apart(noise) == Diarization()


def test_a_speaker_beside_noise_is_the_only_one() -> None:
    turns = taking_turns(["anna", "hum"], 60)

    found = told_apart(Conversation(turns, speech={"hum": 0.01}))

    assert set(found.speaking_seconds) == {"A"}
    assert found.speaking_seconds["A"] == pytest.approx(
        sum(end - start for start, end, who in turns if who == "anna"), rel=0.06
    )


def test_what_two_say_at_once_is_a_turn_of_both() -> None:
    turns = [(0.5, 8.0, "anna"), (6.0, 14.0, "bert"), (15.0, 20.0, "anna"), (21.0, 26.0, "bert")]

    found = told_apart(Conversation(turns))

    first, second, *_ = found.turns
    assert first.end == pytest.approx(8.0, abs=0.25)
    assert second.start == pytest.approx(6.0, abs=0.1)
    assert first.speaker != second.speaker


def test_a_short_pause_does_not_end_a_turn_and_a_long_one_does() -> None:
    turns = [(0.4, 3.0, "anna"), (3.4, 6.0, "anna"), (8.1, 10.0, "anna")]

    found = told_apart(Conversation(turns))

    assert [round(turn.start) for turn in found.turns] == [0, 8]


def test_the_number_of_speakers_can_be_given() -> None:
    turns = taking_turns(["anna", "bert", "carl"], 90)

    found = told_apart(Conversation(turns), SpeakerCounts(exact=2))

    assert len(found.speaking_seconds) == 2


def test_at_most_as_many_speakers_are_found_as_were_allowed() -> None:
    names = [f"person {number}" for number in range(6)]

    found = told_apart(Conversation(taking_turns(names, 120)), SpeakerCounts(maximum=3))

    assert len(found.speaking_seconds) == 3


def test_more_speakers_are_found_where_more_are_asked_for() -> None:
    alike = Conversation(taking_turns(["anna", "anna+bert", "carl"], 90))

    found = told_apart(alike, SpeakerCounts(minimum=3))

    assert len(told_apart(alike).speaking_seconds) == 2
    assert len(found.speaking_seconds) == 3


def test_more_speakers_than_voices_cannot_be_found() -> None:
    once = Conversation([(0.5, 3.0, "anna")])

    assert len(told_apart(once, SpeakerCounts(exact=5)).speaking_seconds) == 1


def test_a_known_voice_gives_its_name_to_its_speaker() -> None:
    turns = taking_turns(["anna", "bert"], 60)

    found = told_apart(Conversation(turns), None, "bert")

    assert found.names == {"B": "bert"}


def test_a_stranger_gets_no_name() -> None:
    found = told_apart(Conversation(taking_turns(["anna", "bert"], 60)), None, "carl", "dora")

    assert found.names == {}


def test_a_word_of_somebody_else_in_a_long_recording_makes_no_speaker() -> None:
    turns = [*taking_turns(["anna", "bert"], 200), (202.0, 202.3, "carl")]

    assert len(told_apart(Conversation(turns)).speaking_seconds) == 2


def test_the_same_evidence_gives_the_same_result() -> None:
    conversation = Conversation(taking_turns(["anna", "bert", "carl"], 90), roughness=1.2)

    assert told_apart(conversation) == told_apart(conversation)


def test_no_turn_ends_after_the_recording() -> None:
    conversation = Conversation([(0.5, 12.0, "anna")])

    found = tell_apart(conversation.windows(), 12.0, SpeakerCounts())

    assert found.turns[-1].end == 12.0
