"""Errors of links that share a transcript."""

from domain.errors.kinds import ConflictError, ForbiddenError, NotFoundError


class ShareNotFoundError(NotFoundError):
    """The job has no such link."""

    code = "share_not_found"

    def __init__(self, share_id: object) -> None:
        super().__init__(f"This job has no link {share_id}. It may have been withdrawn.")


class ShareClosedError(NotFoundError):
    """The link is wrong, has ended, or was withdrawn; the message does not say which."""

    code = "share_closed"

    def __init__(self) -> None:
        super().__init__(
            "This link does not work: it has ended, it was withdrawn, or a part of it is missing. "
            "Ask the person who sent it for a new one."
        )


class NotSharedError(ForbiddenError):
    """The link does not offer this part of the recording."""

    code = "not_shared"

    def __init__(self, what: str) -> None:
        super().__init__(f"This link does not offer {what}.")


class SharingDisabledError(ForbiddenError):
    """The operator does not allow links."""

    code = "sharing_disabled"

    def __init__(self) -> None:
        super().__init__("The operator of this service does not allow transcripts to be shared.")


class TooManySharesError(ConflictError):
    """The job has as many open links as allowed."""

    code = "too_many_shares"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"This job has {most} open links, and more are not allowed. Withdraw one first."
        )
