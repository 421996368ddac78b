"""All that the use cases of logging in need, in memory."""

from adapters.memory.attempts import MemoryAttemptLimiter
from application.accounts.authenticate import Authenticate
from application.accounts.change_password import ChangePassword
from application.accounts.known_addresses import KnownAddresses
from application.accounts.login import Login
from application.accounts.logout import Logout
from application.limits.fair_semaphore import FairSemaphore
from domain.errors.accounts import LoginsBusyError
from domain.user import User
from tests.fakes.house import House
from tests.fakes.security import ListedTokens, PlainHasher
from tests.samples import a_user

PASSWORD = "correct horse"


class Gate:
    """Where people show who they are."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.hasher = PlainHasher()
        self.tokens = ListedTokens(house.clock)
        self.attempts = MemoryAttemptLimiter(house.clock)
        self.places = FairSemaphore(
            house.clock, 2, LoginsBusyError, spare=0, each_waiting=32, most_waiting=256
        )
        self.login = Login(
            house.units,
            self.hasher,
            self.tokens,
            self.attempts,
            self.places,
            KnownAddresses(house.units, house.clock),
        )
        self.logout = Logout(house.units, self.tokens)
        self.authenticate = Authenticate(house.units, self.tokens, house.clock)
        self.change_password = ChangePassword(
            house.units, self.hasher, self.tokens, self.attempts, self.places, house.clock
        )

    async def add(self, name: str = "ada", **changes: object) -> User:
        hashed = await self.hasher.hash(PASSWORD)
        return await self.house.add_user(a_user(name, password_hash=hashed, **changes))

    async def enter(self, name: str = "ada", password: str = PASSWORD, at: str = "home") -> str:
        token = await self.login(name, password, address=at)
        return token.value

    async def stored(self, user: User) -> User:
        async with self.house.units() as uow:
            found = await uow.users.by_id(user.id)
        assert found is not None
        return found
