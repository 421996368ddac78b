"""A player follows the captions of a live job as an HLS playlist."""

from dataclasses import replace
from io import StringIO
from pathlib import Path
from uuid import uuid4

import av
import webvtt

from domain.job import Job, JobStatus, Live
from domain.transcript import Passage, Segment
from domain.user import User
from tests.service_in_memory import Client, ServiceInMemory

Bearer = dict[str, str]
SAID = (
    Segment(1.0, 4.0, " one <b> & two"),
    Segment(8.0, 12.0, " three"),
    Segment(25.0, 29.0, " four"),
)


async def a_live_job(service: ServiceInMemory, owner: User, *said: Segment) -> Job:
    job = await service.job_of(owner.id, live=Live.RECORDING, status=JobStatus.PROCESSING)
    async with service.unit_of_work() as uow:
        for segment in said:
            await uow.drafts.append(job.id, Passage((segment,), segment.end))
        await uow.commit()
    return job


async def read(client: Client, bearer: Bearer, path: str) -> tuple[int, str]:
    answer = await client.get(path, headers=bearer)
    return answer.status, await answer.text()


async def test_only_whole_segments_are_listed_while_it_grows(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User
) -> None:
    job = await a_live_job(service, ada, *SAID)
    answer = await client.get(f"/jobs/{job.id}/captions.m3u8", headers=bearer)
    assert answer.content_type == "application/vnd.apple.mpegurl"
    lines = (await answer.text()).splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if line.endswith(".vtt")] == ["captions/0.vtt", "captions/1.vtt"]
    assert "#EXT-X-ENDLIST" not in lines
    assert (await read(client, bearer, f"/jobs/{job.id}/captions/2.vtt"))[0] == 404


async def test_the_segments_are_read_by_an_independent_parser(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User
) -> None:
    job = await a_live_job(service, ada, *SAID)
    heard = []
    for number in (0, 1):
        status, text = await read(client, bearer, f"/jobs/{job.id}/captions/{number}.vtt")
        assert status == 200
        assert text.startswith("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n")
        cues = webvtt.from_buffer(StringIO(text))
        heard.append([(cue.start, cue.end, cue.raw_text) for cue in cues.captions])
    three = ("00:00:08.000", "00:00:12.000", "three")
    assert heard == [[("00:00:01.000", "00:00:04.000", "one &lt;b&gt; &amp; two"), three], [three]]


async def test_the_playlist_ends_with_the_recording(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User
) -> None:
    job = await a_live_job(service, ada, *SAID)
    recording = replace(job.recording, duration_seconds=31.5)
    await service.replaced(job, job.recorded(recording))
    _, text = await read(client, bearer, f"/jobs/{job.id}/captions.m3u8")
    assert text.endswith("#EXTINF:1.500,\ncaptions/3.vtt\n#EXT-X-ENDLIST\n")
    assert "four" in (await read(client, bearer, f"/jobs/{job.id}/captions/2.vtt"))[1]


async def test_without_text_and_of_others_there_is_nothing(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User, bob: User
) -> None:
    queued = await service.job_of(ada.id)
    assert (await read(client, bearer, f"/jobs/{queued.id}/captions.m3u8"))[0] == 409
    theirs = await a_live_job(service, bob, *SAID)
    for path in ("captions.m3u8", "captions/0.vtt"):
        for job_id in (theirs.id, uuid4()):
            assert (await read(client, bearer, f"/jobs/{job_id}/{path}"))[0] == 404
    mine = await a_live_job(service, ada, *SAID)
    for number in ("-1", "x", "9" * 30):
        assert (await read(client, bearer, f"/jobs/{mine.id}/captions/{number}.vtt"))[0] == 404


async def test_ffmpegs_player_of_playlists_reads_them(
    service: ServiceInMemory, client: Client, bearer: Bearer, ada: User, tmp_path: Path
) -> None:
    job = await a_live_job(service, ada, *SAID)
    recording = replace(job.recording, duration_seconds=31.5)
    await service.replaced(job, job.recorded(recording))
    (tmp_path / "captions").mkdir()
    for name in ("captions.m3u8", *(f"captions/{number}.vtt" for number in range(4))):
        _, text = await read(client, bearer, f"/jobs/{job.id}/{name}")
        (tmp_path / name).write_text(text, encoding="utf-8")
    with av.open(str(tmp_path / "captions.m3u8"), options={"allowed_extensions": "ALL"}) as player:
        cues = {
            (float(packet.pts * packet.time_base), bytes(packet).decode())
            for packet in player.demux()
            if packet.size and packet.pts is not None and packet.time_base is not None
        }
    assert {(1.0, "one &lt;b&gt; &amp; two"), (8.0, "three"), (25.0, "four")} <= cues
