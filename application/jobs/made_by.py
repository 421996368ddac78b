"""Name all that made the result of a job, so that results of the same making can be reused."""

from application.ports.diarizer import Diarizer
from domain.options import TranscriptionOptions


async def made_by(
    options: TranscriptionOptions, model_revision: str | None, diarizer: Diarizer
) -> str | None:
    """Return the revision of the model, with the diarizer's if speakers are told apart.

    None if one of them is not known: such a result is not reused.
    """
    if model_revision is None or not options.listens_to_voices:
        return model_revision
    voices = await diarizer.revision()
    return voices and f"{model_revision} {voices}"
