from typing import Final

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql.tables import InstallationRow, JobRow, UserRow
from adapters.sql.transaction import Transaction
from application.ports.installation import (
    DatabaseMark,
    InstallationId,
    InstallationRepository,
    UserAndJobCounts,
)

ONLY: Final = 1


class SqlInstallationRepository(InstallationRepository):
    """Stores the mark as the only row of its table; the primary key admits one writer."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @override
    async def mark(self) -> DatabaseMark | None:
        rows = await self._transaction.rows(select(InstallationRow))
        return _mark(rows[0]) if rows else None

    @override
    async def claim(self, mark: DatabaseMark) -> DatabaseMark:
        await self._transaction.write(
            self._insertion(mark).on_conflict_do_nothing(index_elements=["only"])
        )
        [row] = await self._transaction.rows(select(InstallationRow))
        return _mark(row)

    @override
    async def replace(self, mark: DatabaseMark) -> None:
        # One statement: of two processes that start at once, the second of a deletion and an
        # insertion would not see the row that the first has inserted.
        insertion = self._insertion(mark)
        await self._transaction.write(
            insertion.on_conflict_do_update(
                index_elements=["only"],
                set_={name: insertion.excluded[name] for name in ("id", "since", "stored")},
            )
        )

    @override
    async def count_users_and_jobs(self) -> UserAndJobCounts:
        users = await self._transaction.scalars(select(func.count()).select_from(UserRow))
        jobs = await self._transaction.scalars(select(func.count(col(JobRow.id))))
        return UserAndJobCounts(users[0], jobs[0])

    def _insertion(self, mark: DatabaseMark) -> postgresql.Insert | sqlite.Insert:
        return self._transaction.insertion(InstallationRow).values(**_row(mark).model_dump())


def _row(mark: DatabaseMark) -> InstallationRow:
    return InstallationRow(only=ONLY, id=mark.id, since=mark.since, stored=mark.stored)


def _mark(row: InstallationRow) -> DatabaseMark:
    return DatabaseMark(InstallationId(row.id), row.since, row.stored)
