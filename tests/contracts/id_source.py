"""What every IdSource promises."""

from uuid import UUID

from application.ports.ids import IdSource


class IdSourceContract:
    def test_no_id_is_given_out_twice(self, ids: IdSource) -> None:
        made = [ids.new() for _ in range(1_000)]
        assert len(set(made)) == 1_000
        assert all(isinstance(one, UUID) for one in made)
