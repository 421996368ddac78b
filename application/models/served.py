"""Find a served model by the name that a caller gave."""

from application.ports.models import ModelCatalog
from domain.errors.jobs import ModelNotServedError
from domain.options import ModelName


def served_model(models: ModelCatalog, name: str | None) -> ModelName:
    """Return the model of this name, or the default one for None. Raises ModelNotServedError."""
    if name is None:
        return models.default
    names = [status.name for status in models.served()]
    if name not in names:
        raise ModelNotServedError(name, names)
    return ModelName(name)
