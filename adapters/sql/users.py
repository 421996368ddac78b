from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    true,
    update,
)
from sqlmodel import col, select
from typing_extensions import override

from adapters.sql.mapping import user_from_row, user_to_row
from adapters.sql.plain_text import PlainText
from adapters.sql.tables import IdentityRow, KnownAddressRow, RevokedTokenRow, Table, UserRow
from adapters.sql.transaction import Transaction
from application.ports.clock import Clock
from application.ports.users import MOST_ADDRESSES, UserPage, UserQuery, UserRepository
from domain.identity import Identity
from domain.user import Role, User, UserId

# Each request runs this, so it is one statement that is built once.
_BY_TOKEN: Final = select(UserRow).where(
    col(UserRow.id) == bindparam("user"),
    ~exists().where(col(RevokedTokenRow.token_id) == bindparam("token")),
)


class SqlUserRepository(UserRepository):
    """Stores users and revoked tokens as rows."""

    def __init__(self, transaction: Transaction, clock: Clock) -> None:
        self._transaction = transaction
        self._clock = clock

    @override
    async def add(self, user: User) -> bool:
        return await self._add_unless_known(user_to_row(user), "username")

    @override
    async def by_name(self, username: str) -> User | None:
        return await self._first(col(UserRow.username) == username)

    @override
    async def by_id(self, user_id: UserId) -> User | None:
        return await self._first(col(UserRow.id) == user_id)

    @override
    async def by_token(self, token_id: str, user_id: UserId) -> User | None:
        asked = {"token": token_id, "user": user_id}
        rows = await self._transaction.rows(_BY_TOKEN, asked)
        return user_from_row(rows[0]) if rows else None

    @override
    async def replace(self, before: User, after: User) -> bool:
        known = user_to_row(before).model_dump()
        stored = (getattr(UserRow, name) == value for name, value in known.items())
        values = user_to_row(after).model_dump(exclude={"id"})
        return bool(await self._transaction.write(update(UserRow).where(*stored).values(**values)))

    @override
    async def by_identity(self, identity: Identity) -> User | None:
        linked = select(IdentityRow.user_id).where(
            col(IdentityRow.issuer) == identity.issuer, col(IdentityRow.subject) == identity.subject
        )
        return await self._first(col(UserRow.id).in_(linked))

    @override
    async def link(self, identity: Identity, user_id: UserId) -> bool:
        row = IdentityRow(issuer=identity.issuer, subject=identity.subject, user_id=user_id)
        return await self._add_unless_known(row, "issuer", "subject")

    @override
    async def page(self, query: UserQuery) -> UserPage:
        wanted = _named_like(query.text) if query.text else true()
        total = await self._transaction.scalars(
            select(func.count()).select_from(UserRow).where(wanted)
        )
        rows = await self._transaction.rows(
            select(UserRow)
            .where(wanted)
            .order_by(col(UserRow.created_at), col(UserRow.id))
            .offset(query.skip)
            .limit(query.limit)
        )
        return UserPage(users=[user_from_row(row) for row in rows], total=total[0])

    @override
    async def names(self) -> Sequence[str]:
        return await self._transaction.scalars(select(UserRow.username))

    @override
    async def active_admins(self) -> Sequence[User]:
        """Lock the rows by writing their present values, since SQLite has no other way."""
        active = (col(UserRow.role) == Role.ADMIN, col(UserRow.disabled).is_(false()))
        rows = await self._transaction.write_returning(
            update(UserRow).where(*active).values(role=Role.ADMIN.value).returning(UserRow)
        )
        return [user_from_row(row) for row in rows]

    @override
    async def remember_address(self, user_id: UserId, digest: str, *, at: datetime) -> None:
        row = KnownAddressRow(user_id=user_id, digest=digest, at=at)
        await self._transaction.write(
            self._transaction.insertion(KnownAddressRow)
            .values(**row.model_dump())
            .on_conflict_do_update(index_elements=["user_id", "digest"], set_={"at": row.at})
        )
        of_user = col(KnownAddressRow.user_id) == user_id
        newest = (
            select(KnownAddressRow.digest)
            .where(of_user)
            .order_by(col(KnownAddressRow.at).desc())
            .limit(MOST_ADDRESSES)
        )
        kept = col(KnownAddressRow.digest).in_(newest)
        await self._transaction.write(delete(KnownAddressRow).where(of_user, ~kept))

    @override
    async def knows_address(self, username: str, digest: str, *, since: datetime) -> bool:
        user = select(UserRow.id).where(col(UserRow.username) == username)
        noted = await self._transaction.scalars(
            select(KnownAddressRow.at).where(
                col(KnownAddressRow.user_id).in_(user),
                col(KnownAddressRow.digest) == digest,
                col(KnownAddressRow.at) >= since,
            )
        )
        return bool(noted)

    @override
    async def revoke_token(self, token_id: str, *, until: datetime) -> None:
        """Revoke the token, and delete revoked tokens that have expired."""
        expired = col(RevokedTokenRow.until) < self._clock.now()
        await self._transaction.write(delete(RevokedTokenRow).where(expired))
        await self._add_unless_known(RevokedTokenRow(token_id=token_id, until=until), "token_id")

    @override
    async def is_revoked(self, token_id: str) -> bool:
        known = col(RevokedTokenRow.token_id) == token_id
        return bool(await self._transaction.scalars(select(RevokedTokenRow.token_id).where(known)))

    async def _first(self, wanted: ColumnElement[bool]) -> User | None:
        rows = await self._transaction.rows(select(UserRow).where(wanted))
        return user_from_row(rows[0]) if rows else None

    async def _add_unless_known(self, row: Table, *key: str) -> bool:
        """Insert in one statement, so that the second of two concurrent calls notices."""
        statement = self._transaction.insertion(type(row)).values(**row.model_dump())
        told = statement.on_conflict_do_nothing(index_elements=key).returning(literal(1))
        return bool(await self._transaction.write_returning(told))


def _named_like(text: str) -> ColumnElement[bool]:
    """Match anywhere in the name, ignoring the case of A to Z only, like SQLite.

    The name is also compared as written: if only one side were folded, `Öl` would not be found.
    """
    name = col(UserRow.username)
    folded: ColumnElement[str] = func.lower(name, type_=PlainText())
    return or_(name.contains(text, autoescape=True), folded.contains(text.lower(), autoescape=True))
