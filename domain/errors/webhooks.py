"""Errors of webhook deliveries."""

from domain.errors.kinds import ConflictError, NotFoundError


class DeliveryNotFoundError(NotFoundError):
    """There is no such webhook delivery for this caller."""

    code = "delivery_not_found"

    def __init__(self, delivery_id: object) -> None:
        super().__init__(
            f"There is no delivery {delivery_id} of yours. Old ones are removed after a while."
        )


class SecretUnreadableError(ConflictError):
    """A webhook secret was encrypted with a key that the service no longer has."""

    code = "webhook_secret_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "Your webhook secret can no longer be read, since the key of the service was changed. "
            "Rotate it, and give your receiver the new one."
        )
