"""Finds a caller who sends their API key as the password of HTTP Basic (RFC 7617).

Programs that know no keys can often be given an address such as `http://key:API_KEY@host`. Their
HTTP library then sends the second part as a password.
"""

from base64 import b64decode
from binascii import Error
from typing import Final

from aiohttp import web

from domain.errors.kinds import UnauthenticatedError
from domain.user import User
from entrypoints.http.identity.caller import access_token, ensure_same_origin, principal_of
from entrypoints.http.problems.refusals import Refusal

CHALLENGE: Final = 'Basic realm="an API key is the password", charset="UTF-8"'


async def authenticated_with_basic(request: web.Request) -> User:
    """Return the caller, whose API key may be a password. Raises what `principal_of` raises.

    Who is not known is asked for a password, for which programs and browsers have a field.
    """
    try:
        return (await principal_of(request, credential_of=_key_or_token)).user
    except UnauthenticatedError as error:
        headers = {"WWW-Authenticate": CHALLENGE}
        raise Refusal(401, error.code, str(error), headers=headers) from error


def _key_or_token(request: web.Request) -> str:
    password = _password(request)
    if password is None:
        return access_token(request)
    ensure_same_origin(request)  # a browser keeps the password, and sends it with every request
    return password


def _password(request: web.Request) -> str | None:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (Error, UnicodeDecodeError):
        raise UnauthenticatedError(
            "The header Authorization is not valid. Send NAME:API_KEY in Base64 after 'Basic'."
        ) from None
    return password or name  # of an address such as http://API_KEY@host
