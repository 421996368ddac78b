from collections.abc import Sequence
from datetime import datetime

from typing_extensions import override

from application.ports.users import MOST_ADDRESSES, UserPage, UserQuery, UserRepository
from domain.identity import Identity
from domain.user import User, UserId
from tests.memory.database import MemoryTransaction


class MemoryUserRepository(UserRepository):
    """Users in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, user: User) -> bool:
        users = (await self._transaction.draft()).users
        if any(known.username == user.username for known in users.values()):
            return False
        users[user.id] = user
        return True

    @override
    async def by_name(self, username: str) -> User | None:
        users = self._transaction.seen.users.values()
        return next((user for user in users if user.username == username), None)

    @override
    async def by_id(self, user_id: UserId) -> User | None:
        return self._transaction.seen.users.get(user_id)

    @override
    async def by_token(self, token_id: str, user_id: UserId) -> User | None:
        return None if await self.is_revoked(token_id) else await self.by_id(user_id)

    @override
    async def replace(self, before: User, after: User) -> bool:
        users = (await self._transaction.draft()).users
        if users.get(before.id) != before:
            return False
        users[before.id] = after
        return True

    @override
    async def by_identity(self, identity: Identity) -> User | None:
        seen = self._transaction.seen
        linked = seen.identities.get(identity)
        return seen.users.get(linked) if linked else None

    @override
    async def link(self, identity: Identity, user_id: UserId) -> bool:
        identities = (await self._transaction.draft()).identities
        if identity in identities:
            return False
        identities[identity] = user_id
        return True

    @override
    async def page(self, query: UserQuery) -> UserPage:
        wanted = (query.text or "").casefold()
        users = [
            u for u in self._transaction.seen.users.values() if wanted in u.username.casefold()
        ]
        users.sort(key=lambda user: (user.created_at, user.id))
        return UserPage(users[query.skip : query.skip + query.limit], len(users))

    @override
    async def names(self) -> Sequence[str]:
        return [user.username for user in self._transaction.seen.users.values()]

    @override
    async def active_admins(self) -> Sequence[User]:
        users = (await self._transaction.draft()).users
        return [user for user in users.values() if user.is_active_admin]

    @override
    async def remember_address(self, user_id: UserId, digest: str, *, at: datetime) -> None:
        noted = (await self._transaction.draft()).known_addresses
        noted[user_id, digest] = at
        own = sorted((key for key in noted if key[0] == user_id), key=noted.__getitem__)
        for key in own[:-MOST_ADDRESSES]:
            del noted[key]

    @override
    async def knows_address(self, username: str, digest: str, *, since: datetime) -> bool:
        user = await self.by_name(username)
        if user is None:
            return False
        noted = self._transaction.seen.known_addresses.get((user.id, digest))
        return noted is not None and noted >= since

    @override
    async def revoke_token(self, token_id: str, *, until: datetime) -> None:
        (await self._transaction.draft()).revoked_tokens[token_id] = until

    @override
    async def is_revoked(self, token_id: str) -> bool:
        return token_id in self._transaction.seen.revoked_tokens
