"""Errors of webhook deliveries."""

from domain.errors.kinds import ConflictError, NotFoundError


class DeliveryNotFoundError(NotFoundError):
    """There is no such delivery of a webhook for this caller."""

    code = "delivery_not_found"

    def __init__(self, delivery_id: object) -> None:
        super().__init__(
            f"There is no delivery {delivery_id} of yours. Old ones are removed after a while."
        )


class SecretUnreadableError(ConflictError):
    """A webhook secret was sealed with a key that this service has no more."""

    code = "webhook_secret_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "Your webhook secret cannot be read any more, since the service was given another key. "
            "Rotate it, and give your receiver the new one."
        )
