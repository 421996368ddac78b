"""What every ModelStore promises."""

import pytest

from application.ports.model_store import ModelStore, Origin
from domain.errors.jobs import ModelNotStoredError
from domain.errors.transcription import ModelUnavailableError, ModelUnknownError
from domain.options import ModelName

TOY, MINE = ModelName("toy"), ModelName("mine")


class StoppedError(Exception):
    """Whoever watches a download wants it no more."""


class ModelStoreContract:
    """Needs a fixture `store` that can download `toy`, and has the folder `mine` of the operator.

    `cut_off` is one that knows `toy`, does not have it and cannot download it.
    """

    def test_what_is_not_here_is_not_found(self, store: ModelStore) -> None:
        assert store.find(TOY) is None
        assert [each.name for each in store.stored()] == [MINE]
        assert [each.name for each in store.known()] == [TOY]

    def test_a_model_is_found_once_it_was_fetched(self, store: ModelStore) -> None:
        fetched = store.fetch(TOY)
        assert (fetched.name, fetched.origin) == (TOY, Origin.DOWNLOADED)
        assert fetched.size_bytes > 0
        assert (fetched.folder / "model.bin").is_file()
        assert store.find(TOY) == fetched
        assert fetched in store.stored()

    def test_progress_is_told_up_to_the_end(self, store: ModelStore) -> None:
        told: list[tuple[int, int]] = []
        store.fetch(TOY, lambda done, whole: told.append((done, whole)))
        assert told == sorted(told)
        assert told[-1][0] == told[-1][1] > 0

    def test_what_is_here_is_not_fetched_again(self, store: ModelStore) -> None:
        first = store.fetch(TOY)
        told: list[int] = []
        assert store.fetch(TOY, lambda done, _: told.append(done)) == first
        assert told == []

    def test_a_download_that_is_called_off_leaves_no_model_and_can_be_begun_again(
        self, store: ModelStore
    ) -> None:
        def stop(*_: int) -> None:
            raise StoppedError

        with pytest.raises(StoppedError):
            store.fetch(TOY, stop)
        assert store.find(TOY) is None
        assert store.fetch(TOY).name == TOY

    def test_a_model_that_is_removed_is_gone_and_can_be_fetched_again(
        self, store: ModelStore
    ) -> None:
        fetched = store.fetch(TOY)
        assert store.remove(TOY).name == TOY
        assert store.find(TOY) is None
        assert store.fetch(TOY) == fetched

    @pytest.mark.parametrize("name", [TOY, MINE])
    def test_only_what_was_downloaded_is_removed(self, store: ModelStore, name: ModelName) -> None:
        with pytest.raises(ModelNotStoredError):
            store.remove(name)

    def test_a_folder_of_the_operators_is_found_under_its_name(self, store: ModelStore) -> None:
        found = store.fetch(MINE)
        assert (found.name, found.origin) == (MINE, Origin.FOLDER)

    def test_a_model_that_is_here_or_can_be_downloaded_passes_the_check(
        self, store: ModelStore
    ) -> None:
        store.check(MINE)
        store.check(TOY)
        assert store.find(TOY) is None

    def test_a_model_that_cannot_be_downloaded_fails_check_and_fetch(
        self, cut_off: ModelStore
    ) -> None:
        with pytest.raises(ModelUnavailableError, match="'toy'"):
            cut_off.check(TOY)
        with pytest.raises(ModelUnavailableError, match="'toy'"):
            cut_off.fetch(TOY)
        assert cut_off.find(TOY) is None

    def test_an_unknown_name_is_said_to_be_unknown(self, store: ModelStore) -> None:
        for ask in (store.find, store.fetch, store.check):
            with pytest.raises(ModelUnknownError, match="no model called 'no such'"):
                ask(ModelName("no such"))
