"""Errors of the HTTP layer, raised before a use case is called."""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818  # it is an answer, not an accident
    """A request that the HTTP layer refuses; its message becomes the problem's detail."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


class MalformedBody(Refusal):
    """The body is not valid for its media type."""

    def __init__(self, detail: str) -> None:
        super().__init__(400, "malformed_body", detail)


class WrongContentType(Refusal):
    """The body has another media type than the route reads."""

    def __init__(self, wanted: str, sent: str) -> None:
        detail = f"This route reads {wanted}; the request has the Content-Type {sent[:100]!r}."
        super().__init__(415, "unsupported_media_type", detail)


class CodedBody(Refusal):
    """The body, or a part of it, is compressed: unpacked, it could be a thousand times larger."""

    def __init__(self, sent: str) -> None:
        detail = (
            f"Request bodies must not be compressed; this one has Content-Encoding {sent[:100]!r}. "
            "Send it uncompressed. To send less, use an audio codec such as FLAC or Opus."
        )
        headers = {"Accept-Encoding": "identity"}  # RFC 9110, 12.5.3
        super().__init__(415, "content_encoding_unsupported", detail, headers=headers)


class CrossSite(Refusal):
    """A page of another site sent the visitor's session cookie."""

    def __init__(self) -> None:
        detail = (
            "This request came from a page of another site, with your session cookie. "
            "Programs should send the access token as `Authorization: Bearer` instead."
        )
        super().__init__(403, "cross_site_request", detail)


class UpgradeRequired(Refusal):
    """The route is a WebSocket, and the request does not ask for one."""

    def __init__(self) -> None:
        detail = "This address speaks WebSocket; connect with a WebSocket client (wss://)."
        headers = {"Upgrade": "websocket"}  # RFC 9110, 15.5.22
        super().__init__(426, "upgrade_required", detail, headers=headers)
