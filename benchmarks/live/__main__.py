"""Run the measurement: `python -m benchmarks.live MODEL_FOLDER [--sessions 1 3]`."""

import argparse
import asyncio
import io
import os
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from benchmarks.live.scores import JobWord, percentile, score, told
from benchmarks.live.simulated import simulate
from benchmarks.live.speaker import speak
from benchmarks.live.track import RATE, Pcm, Track, track_of
from benchmarks.quality.manifest import Recording, read_manifest
from tests.e2e.client import Client, logged_in
from tools.demo.service import start_service

MANIFEST: Final = Path(__file__).parents[2].parent / "shared" / "data" / "speech" / "manifest.tsv"
_HEAD: Final = (
    "sessions | word shown, median s | p95 s | completed after the turn, p95 s "
    "| after the last word, p95 s | error rate | as a job | ratio | taken back "
    "| first words lost | words"
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder of the weights")
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--seconds", type=float, default=120.0, help="length of the speech")
    parser.add_argument("--language", default="en")
    parser.add_argument("--detect", action="store_true", help="do not name the language")
    parser.add_argument(
        "--simulated",
        action="store_true",
        help="one session, in time that goes on by processor time: for a machine that is in use",
    )
    parser.add_argument("--speechless", action="store_true", help="silence, noise and music only")
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    return parser.parse_args()


async def _main(asked: argparse.Namespace) -> None:
    recordings = read_manifest(asked.manifest)
    if asked.speechless:
        await _speechless(asked.model, recordings)
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "WHISPER_MODEL": "measured",
            "WHISPER_MODELS": f"measured={asked.model.resolve()}",
            "WHISPER_WARM_UP": "true",
            "LIMIT_LIVE_SESSIONS": "32",
        }
        service = await start_service(Path(folder), settings)
        try:
            await service.ready()
            async with logged_in(service.url) as client:
                await _speech(service.url, client, recordings, asked)
        finally:
            await service.stop()


async def _speech(
    url: str, client: Client, recordings: Sequence[Recording], asked: argparse.Namespace
) -> None:
    track = track_of(_chosen(recordings, asked.language, asked.seconds))
    print(f"{track.seconds:.0f} s of speech in {len(track.starts)} recordings; load {_load()}")
    job = await _as_job(client, track, asked.language)
    print(_HEAD)
    for count in asked.sessions:
        language = None if asked.detect else asked.language
        if asked.simulated:
            single, time = await simulate(asked.model, track.samples, language=language)
            took = f"{median(time.took):.2f} s, p95 {percentile(time.took, 0.95):.2f} s"
            print(told("simulated", [score(single, job, track)]), "| a decoding took", took)
            return
        heard = await asyncio.gather(
            *(speak(url, _token(client), track.samples, language=language) for _ in range(count))
        )
        for fault in (fault for each in heard for fault in each.faults):
            print("fault:", fault)
        scores = [score(each, job, track) for each in heard]
        print(told(str(count), scores), f"| load {_load()}", flush=True)


async def _speechless(model: Path, recordings: Sequence[Recording]) -> None:
    """Count the words that are told where nobody speaks; noise is added to the recordings."""
    tracks = {each.file: track_of([each]).samples for each in recordings if each.speechless}
    rng = np.random.default_rng(0)
    for level in (30, 300, 3_000):
        noise = rng.normal(0.0, level, 120 * RATE)
        tracks[f"noise of level {level}"] = noise.astype(np.int16)
    tracks["digital silence"] = np.zeros(600 * RATE, dtype=np.int16)
    for name, samples in tracks.items():
        heard, _ = await simulate(model, samples, language=None)
        words = len(heard.text.split())
        print(f"{name}: {words} words in {len(samples) / RATE:.0f} s {heard.text!r}", flush=True)


def _chosen(recordings: Sequence[Recording], language: str, seconds: float) -> Sequence[Recording]:
    chosen: list[Recording] = []
    for recording in recordings:
        if recording.listed and recording.language == language and recording.kind == "read":
            if sum(each.seconds for each in chosen) >= seconds:
                break
            chosen.append(recording)
    return chosen


async def _as_job(client: Client, track: Track, language: str) -> Sequence[JobWord]:
    job_id = await client.submit(_wav(track.samples), word_timestamps="true", language=language)
    await client.until(job_id, seconds=600.0)
    path = f"/jobs/{job_id}/transcript?format=json"
    async with client.session.get(path, raise_for_status=True) as answer:
        segments = (await answer.json())["segments"]
    return [
        JobWord(word.get("word", word.get("text", "")), word["start"], word["end"])
        for segment in segments
        for word in segment["words"]
    ]


def _wav(samples: Pcm) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return file.getvalue()


def _token(client: Client) -> str:
    return client.session.headers["Authorization"].removeprefix("Bearer ")


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


if __name__ == "__main__":
    asyncio.run(_main(_arguments()))
