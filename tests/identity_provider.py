"""A small identity provider for tests, over real HTTP and with real keys."""

import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import uuid4

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "transcriber", "a secret between provider and service"
CALLBACK = "http://127.0.0.1/auth/oidc/callback"


def new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": uuid4().hex, "use": "sig", "alg": "RS256"})


@cache
def usual_key() -> RSAKey:
    """Give the key of every provider that has not changed it; making one takes long."""
    return new_key()


@dataclass
class Provider:
    """Lets everybody in as `person`; the fields say how it misbehaves."""

    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "248289761001", "preferred_username": "ada"}
    )
    key: RSAKey = field(default_factory=usual_key)
    published: list[RSAKey] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)  # written over what is right
    token: str | None = None  # sent in place of what is right
    userinfo: dict[str, Any] = field(default_factory=dict)
    issuer_claimed: str | None = None
    broken: dict[str, int | bytes] = field(default_factory=dict)  # by path: a status, or a body
    issuer: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def authorize(self, query: Mapping[str, str]) -> str:
        """Check what the browser brings, and give the address that it is sent back to."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["redirect_uri"] == CALLBACK
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        assert len(query["state"]) >= 43
        assert len(query["nonce"]) >= 43
        code = uuid4().hex
        self.codes[code] = dict(query)
        return f"/auth/oidc/callback?code={code}&state={query['state']}&iss={self.issuer}"

    def redeem(self, form: Mapping[str, str], auth: str) -> web.Response:
        """Give a token for a code: once, to the client, with the verifier of the challenge."""
        if b64decode(auth.removeprefix("Basic ")).decode() != f"{CLIENT}:{SECRET}":
            return web.json_response({"error": "invalid_client"}, status=401)
        query = self.codes.pop(form["code"], None)
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        if query is None or query["code_challenge"] != challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        granted = {"access_token": "at", "token_type": "Bearer", "expires_in": 60}
        return web.json_response({**granted, "id_token": self.id_token(query["nonce"])})

    def id_token(self, nonce: str) -> str:
        if self.token is not None:
            return self.token
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= self.person | self.claims
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, kept, self.key)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Provider"]:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/userinfo", self._userinfo)
        app.router.add_post("/token", self._token)
        async with TestServer(app) as server:
            self.issuer = str(server.make_url("")).rstrip("/")
            yield self

    async def _metadata(self, request: web.Request) -> web.Response:
        return self._answer(
            request,
            {
                "issuer": self.issuer_claimed or self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/keys",
            },
        )

    async def _keys(self, request: web.Request) -> web.Response:
        return self._answer(
            request, dict(KeySet([*(self.published or [self.key])]).as_dict(private=False))
        )

    async def _userinfo(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer at"
        return self._answer(request, self.userinfo)

    async def _token(self, request: web.Request) -> web.Response:
        if request.path in self.broken:
            return self._answer(request, {})
        form = {name: str(value) for name, value in (await request.post()).items()}
        return self.redeem(form, request.headers.get("Authorization", ""))

    def _answer(self, request: web.Request, document: dict[str, Any]) -> web.Response:
        self.asked.append(request.path)
        match self.broken.get(request.path):
            case int() as status:
                return web.Response(status=status)
            case bytes() as body:
                return web.Response(body=body, content_type="application/json")
            case _:
                return web.json_response(document)
