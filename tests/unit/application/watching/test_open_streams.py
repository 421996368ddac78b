import pytest

from application.watching.open_streams import OpenStreams
from domain.errors.capacity import TooManyStreamsError
from tests.samples import a_user


def test_each_user_may_have_so_many_open() -> None:
    streams = OpenStreams(2)
    ada, bob = a_user("ada"), a_user("bob")
    with (
        streams.one_more(ada),
        streams.one_more(ada),
        pytest.raises(TooManyStreamsError),
        streams.one_more(ada),
    ):
        raise AssertionError
    with streams.one_more(bob), streams.one_more(bob):
        pass


def test_a_stream_that_ended_counts_no_more_however_it_ended() -> None:
    streams = OpenStreams(1)
    ada = a_user("ada")
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), streams.one_more(ada):
            _ = 1 / 0
    assert streams == OpenStreams(1)
