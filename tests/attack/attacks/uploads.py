"""How an attacker sends recordings."""

from io import BytesIO
from typing import Any

import aiohttp

from tests.attack.target import Target


async def handed_in(
    target: Target, sound: bytes, filename: str = "talk.mka", **options: str
) -> tuple[int, dict[str, Any]]:
    """Upload it as a job of its own."""
    form = aiohttp.FormData({"reuse": "false", **options}, default_to_multipart=True)
    form.add_field("file", BytesIO(sound), filename=filename)
    return await target.post("/jobs/", data=form)


async def sent_directly(
    target: Target, sound: bytes, filename: str = "talk.mka", **options: str
) -> tuple[int, dict[str, Any]]:
    """Ask for its transcript over OpenAI's way."""
    form = aiohttp.FormData({"model": "whisper-1", **options}, default_to_multipart=True)
    form.add_field("file", BytesIO(sound), filename=filename)
    return await target.post("/v1/audio/transcriptions", data=form)
