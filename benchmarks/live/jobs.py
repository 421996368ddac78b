"""The same sound as jobs: what a session is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.live.track import Pcm, Track, wav_of
from tests.e2e.client import Client

_PATIENCE_SECONDS = 1_200.0


@dataclass(frozen=True, slots=True)
class JobWord:
    """A word of the job, with the seconds at which it was spoken."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class AsJobs:
    """A track as one job, and each of its recordings as a job of its own.

    One job hears different speakers in one window, which no recording of real life has: where that
    makes it worse, the jobs of their own are the ones to compare with.
    """

    whole: Sequence[JobWord]
    alone: Sequence[JobWord]


async def as_jobs(client: Client, track: Track) -> AsJobs:
    """Transcribe a track, and each of its recordings; all times are the track's."""
    whole = await words_of(client, track.samples, track.language)
    alone = list[JobWord]()
    for index, start in enumerate(track.starts):
        words = await words_of(client, track.part(index), track.language)
        alone += [JobWord(each.text, start + each.start, start + each.end) for each in words]
    return AsJobs(whole, alone)


async def words_of(client: Client, samples: Pcm, language: str | None) -> Sequence[JobWord]:
    """Transcribe sound as a job."""
    named = {"language": language} if language else {}
    job_id = await client.submit(wav_of(samples), word_timestamps="true", **named)
    await client.until(job_id, seconds=_PATIENCE_SECONDS)
    path = f"/jobs/{job_id}/transcript?format=json"
    async with client.session.get(path, raise_for_status=True) as answer:
        segments = (await answer.json())["segments"]
    return [
        JobWord(word.get("word", word.get("text", "")), word["start"], word["end"])
        for segment in segments
        for word in segment["words"]
    ]
