"""The admins' choices of models, for as long as the process lives."""

from typing_extensions import override

from application.ports.model_choices import Choices, ModelChoices


class MemoryModelChoices(ModelChoices):
    """Keeps them in a field."""

    def __init__(self) -> None:
        self._choices = Choices()

    @override
    def read(self) -> Choices:
        return self._choices

    @override
    def write(self, choices: Choices) -> None:
        self._choices = choices
