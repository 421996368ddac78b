"""What HTTP itself refuses, before any use case is asked."""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818  # it is an answer, not an accident
    """A request that cannot be taken as it is; becomes a problem with just these words."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers


class MalformedBody(Refusal):
    """The body does not follow the rules of its own media type."""

    def __init__(self, detail: str) -> None:
        super().__init__(400, "malformed_body", detail)


class WrongContentType(Refusal):
    """The body is of another kind than the route reads."""

    def __init__(self, wanted: str, sent: str) -> None:
        detail = f"This route reads {wanted}; the request says Content-Type {sent[:100]!r}."
        super().__init__(415, "unsupported_media_type", detail)


class CodedBody(Refusal):
    """The body, or a part of it, is compressed, and could grow a thousandfold on the way in."""

    def __init__(self, sent: str) -> None:
        detail = (
            f"Bodies are read as they are, without Content-Encoding; this one says {sent[:100]!r}. "
            "Send it uncompressed. For small files use a codec for sound, such as FLAC or Opus."
        )
        headers = {"Accept-Encoding": "identity"}  # RFC 9110, 12.5.3
        super().__init__(415, "content_encoding_unsupported", detail, headers=headers)


class CrossSite(Refusal):
    """A page of another site used the visitor's session."""

    def __init__(self) -> None:
        detail = (
            "This request came from a page of another site, with your session cookie. "
            "Programs should send the access token as `Authorization: Bearer` instead."
        )
        super().__init__(403, "cross_site_request", detail)
