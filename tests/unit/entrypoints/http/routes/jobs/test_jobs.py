from uuid import UUID, uuid4

import pytest

from domain.errors.capacity import QueueFullError
from domain.job import Failure, JobStatus
from domain.user import User
from tests.samples import a_passage
from tests.service_in_memory import SOUND, Client, ServiceInMemory, a_form

JOB_KEYS = {
    "job_id", "original_filename", "status", "live", "queue_status", "model_name", "language",
    "language_probability", "duration_seconds", "progress", "created_at", "started_at",
    "completed_at", "attempts", "transcript", "transcript_download_url", "error_code",
    "languages", "error_message", "options", "reused_from", "eta_seconds", "warnings", "size_bytes",
    "stage", "stage_progress", "stages", "speakers", "title", "tags", "notes",
}  # fmt: skip
Bearer = dict[str, str]


@pytest.mark.parametrize("path", ["/jobs", "/jobs/"])
async def test_an_upload_becomes_a_queued_job(
    service: ServiceInMemory, client: Client, bearer: Bearer, path: str
) -> None:
    answer = await client.post(path, data=a_form(), headers=bearer, allow_redirects=False)
    assert answer.status == 200
    body = await answer.json()
    (job,) = await service.jobs()
    assert body == {
        "job_id": str(job.id),
        "status": "queued",
        "message": "Job created successfully",
        "queue_job_id": f"queue-{job.id}",
    }
    assert answer.headers["Location"] == f"/jobs/{job.id}"
    assert job.recording.filename == "talk.wav"
    assert job.recording.size_bytes == len(SOUND)
    assert await service.queue.depth() == 1
    assert await service.stored_blobs() == [job.recording.key]


@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_job_is_shown_with_every_key_of_the_contract(
    client: Client, bearer: Bearer, slash: str
) -> None:
    form = a_form(
        language="german",
        beam_size="2",
        best_of="3",
        suppress_tokens="none",
        vad_min_silence_ms="800",
        word_timestamps="true",
        prompt="Zahlen.",
        languages="German, fr",
        multilingual="True",
        channels="separate",
        track="2",
    )
    job_id = (await (await client.post("/jobs/", data=form, headers=bearer)).json())["job_id"]
    answer = await client.get(f"/jobs/{job_id}{slash}", headers=bearer, allow_redirects=False)
    body = await answer.json()
    assert body.keys() == JOB_KEYS
    assert body == {
        "job_id": job_id,
        "original_filename": "talk.wav",
        "title": "talk.wav",
        "tags": [],
        "notes": "",
        "size_bytes": len(SOUND),
        "status": "queued",
        "live": False,
        "queue_status": "pending",
        "model_name": "digits",
        "language": "de",
        "language_probability": None,
        "languages": [],
        "duration_seconds": 10.0,
        "progress": 0.0,
        "eta_seconds": None,
        "created_at": "2026-03-01T09:30:00.250000Z",
        "started_at": None,
        "completed_at": None,
        "attempts": 0,
        "reused_from": None,
        "transcript": None,
        "transcript_download_url": None,
        "error_code": None,
        "error_message": None,
        "warnings": [],
        "stage": None,
        "stage_progress": None,
        "stages": [
            {"stage": "preparing", "progress": 1.0},
            {"stage": "transcribing", "progress": 0.0},
        ],
        "speakers": [],
        "options": {
            "task": "transcribe",
            "language": "de",
            "languages": ["de", "fr"],
            "multilingual": "true",
            "channels": "separate",
            "track": 2,
            "diarize": False,
            "num_speakers": None,
            "min_speakers": None,
            "max_speakers": None,
            "word_timestamps": True,
            "vad_filter": True,
            "prompt": "Zahlen.",
            "hotwords": None,
            "temperature": None,
            "beam_size": 2,
            "condition_on_previous_text": False,
            "vad_threshold": 0.5,
            "vad_min_speech_ms": 0,
            "vad_min_silence_ms": 800,
            "vad_speech_pad_ms": 400,
            "best_of": 3,
            "patience": 1.0,
            "length_penalty": 1.0,
            "repetition_penalty": 1.0,
            "no_repeat_ngram_size": 0,
            "suppress_tokens": "none",
            "clip_start": None,
            "clip_end": None,
            "clip_timestamps": None,
            "offset_t_ms": None,
            "duration_ms": None,
            "suppress_blank": True,
            "temperature_increment_on_fallback": None,
            "compression_ratio_threshold": 2.4,
            "logprob_threshold": -1.0,
            "no_speech_threshold": 0.6,
            "prompt_reset_on_temperature": 0.5,
            "priority": "normal",
            "webhook_url": None,
        },
    }


async def test_a_completed_job_shows_its_words_and_where_to_get_them(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.completed_job(ada.id, a_passage(" eins"), a_passage(" zwei", end=2.0))
    body = await (await client.get(f"/jobs/{job.id}", headers=bearer)).json()
    assert body["transcript"] == "eins zwei"
    assert body["transcript_download_url"] == f"/jobs/{job.id}/transcript"
    assert (body["language"], body["language_probability"]) == ("de", 0.97)
    assert (body["progress"], body["attempts"], body["duration_seconds"]) == (1.0, 1, 9.5)
    assert body["completed_at"] == body["started_at"] == "2026-03-01T09:30:00.250000Z"
    assert body["queue_status"] is None


async def test_a_failed_job_says_why(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    running = await service.replaced(job, service.claimed(job))
    failure = Failure("audio_unreadable", "The audio cannot be decoded.")
    await service.replaced(running, running.failed(failure, at=service.clock.now()))
    body = await (await client.get(f"/jobs/{job.id}", headers=bearer)).json()
    assert body["status"] == "failed"
    assert body["error_code"] == "audio_unreadable"
    assert body["error_message"] == "The audio cannot be decoded."


@pytest.mark.parametrize("path", ["/jobs", "/jobs/"])
async def test_jobs_are_listed_newest_first_and_only_the_callers_own(
    service: ServiceInMemory, client: Client, ada: User, bob: User, bearer: Bearer, path: str
) -> None:
    ids = []
    for _ in range(3):
        ids.append(str((await service.job_of(ada.id)).id))
        await service.clock.advance(1)
    await service.job_of(bob.id)
    answer = await client.get(path, headers=bearer, allow_redirects=False)
    body = await answer.json()
    assert body.keys() == {"jobs", "total", "skip", "limit"}
    assert [job["job_id"] for job in body["jobs"]] == ids[::-1]
    assert all(job.keys() == JOB_KEYS for job in body["jobs"])
    assert (body["total"], body["skip"], body["limit"]) == (3, 0, 100)


async def test_a_page_is_a_part_of_the_list(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    ids = []
    for _ in range(5):
        ids.append(str((await service.job_of(ada.id)).id))
        await service.clock.advance(1)
    body = await (await client.get("/jobs/?skip=1&limit=2", headers=bearer)).json()
    assert [job["job_id"] for job in body["jobs"]] == [ids[3], ids[2]]
    assert (body["total"], body["skip"], body["limit"]) == (5, 1, 2)


async def test_a_list_can_be_narrowed_by_status_and_name(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    done = await service.completed_job(ada.id)
    await service.job_of(ada.id)
    by_status = await (await client.get("/jobs/?status=completed", headers=bearer)).json()
    assert [job["job_id"] for job in by_status["jobs"]] == [str(done.id)]
    by_name = await (await client.get("/jobs/?q=TALK", headers=bearer)).json()
    assert by_name["total"] == 2
    nothing = await (await client.get("/jobs/?q=other", headers=bearer)).json()
    assert nothing["jobs"] == []


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("skip=-1", {"skip"}),
        ("limit=0", {"limit"}),
        ("limit=1001", {"limit"}),
        ("limit=ten&skip=x", {"limit", "skip"}),
        ("status=done", {"status"}),
        ("offset=3", {"offset"}),
        ("limit=1&limit=2", {"limit"}),
        ("skip=99999999999999999999999", {"skip"}),
        ("q=%00", {"q"}),
        ("status=done&status=done&foo=1", {"status", "foo"}),
    ],
)
async def test_a_wrong_query_names_every_field_that_is_wrong(
    client: Client, bearer: Bearer, query: str, fields: set[str]
) -> None:
    answer = await client.get(f"/jobs/?{query}", headers=bearer)
    body = await answer.json()
    assert answer.status == 422
    assert answer.content_type == "application/problem+json"
    assert {error["field"] for error in body["errors"]} == fields
    assert all(error["detail"] for error in body["errors"])


async def test_an_unknown_status_is_told_which_there_are(client: Client, bearer: Bearer) -> None:
    body = await (await client.get("/jobs/?status=done", headers=bearer)).json()
    for status in JobStatus:
        assert status in body["detail"]


async def test_a_queued_job_can_be_cancelled_once(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    answer = await client.post(f"/jobs/{job.id}/cancel", headers=bearer)
    assert answer.status == 200
    body = await answer.json()
    assert body.keys() == JOB_KEYS
    assert body["status"] == "cancelled"
    again = await client.post(f"/jobs/{job.id}/cancel/", headers=bearer)
    assert again.status == 409
    assert (await again.json())["code"] == "job_state_conflict"


async def test_a_cancelled_job_can_be_retried(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    assert (await client.post(f"/jobs/{job.id}/retry", headers=bearer)).status == 409
    await client.post(f"/jobs/{job.id}/cancel", headers=bearer)
    answer = await client.post(f"/jobs/{job.id}/retry/", headers=bearer)
    body = await answer.json()
    assert (answer.status, body["status"], body["queue_status"]) == (200, "queued", "pending")


async def test_a_deleted_job_takes_its_audio_along(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    answer = await client.delete(f"/jobs/{job.id}/", headers=bearer)
    assert (answer.status, await answer.read()) == (204, b"")
    assert await service.stored_blobs() == []
    assert (await client.get(f"/jobs/{job.id}", headers=bearer)).status == 404
    assert (await client.delete(f"/jobs/{job.id}", headers=bearer)).status == 404


JOB_ROUTES = [
    ("GET", ""),
    ("HEAD", ""),
    ("DELETE", ""),
    ("POST", "/cancel"),
    ("POST", "/retry"),
    ("GET", "/transcript"),
    ("GET", "/transcript?format=srt"),
    ("GET", "/audio"),
]


@pytest.mark.parametrize(("method", "suffix"), JOB_ROUTES)
async def test_the_job_of_somebody_else_does_not_exist(
    service: ServiceInMemory, client: Client, bob: User, bearer: Bearer, method: str, suffix: str
) -> None:
    job = await service.completed_job(bob.id, a_passage("secret"))
    answer = await client.request(method, f"/jobs/{job.id}{suffix}", headers=bearer)
    assert answer.status == 404
    assert b"secret" not in await answer.read()
    missing = await client.request(method, f"/jobs/{uuid4()}{suffix}", headers=bearer)
    assert missing.status == 404
    assert len(await service.jobs()) == 1


@pytest.mark.parametrize(("method", "suffix"), JOB_ROUTES)
async def test_what_is_no_job_id_is_not_found(
    client: Client, bearer: Bearer, method: str, suffix: str
) -> None:
    for job_id in ("1", "not-an-id", "%00", "..%2Fx", "{0}", "x" * 2_000):
        answer = await client.request(method, f"/jobs/{job_id}{suffix}", headers=bearer)
        assert answer.status == 404, job_id


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *((m, f"/jobs/{UUID(int=7)}{s}") for m, s in JOB_ROUTES),
        ("GET", "/jobs/"),
        ("POST", "/jobs/"),
    ],
)
async def test_every_job_route_wants_to_know_who_asks(
    client: Client, method: str, path: str
) -> None:
    answer = await client.request(method, path)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_query_that_a_route_does_not_take_is_refused_by_name(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    answer = await client.get(f"/jobs/{job.id}?verbose=1", headers=bearer)
    assert answer.status == 422
    assert (await answer.json())["errors"][0]["field"] == "verbose"


async def test_a_full_queue_asks_to_come_back_and_keeps_nothing(
    service: ServiceInMemory, client: Client, bearer: Bearer
) -> None:
    service.queue._capacity = 0
    answer = await client.post("/jobs/", data=a_form(), headers=bearer)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) == QueueFullError().retry_after_seconds
    assert (await answer.json())["code"] == "queue_full"
    assert await service.stored_blobs() == []
    assert await service.jobs() == []


async def test_head_gives_the_headers_alone(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    job = await service.job_of(ada.id)
    answer = await client.head(f"/jobs/{job.id}", headers=bearer)
    assert (answer.status, await answer.read()) == (200, b"")
    assert answer.headers["Content-Type"] == "application/json"


async def test_a_list_leaves_transcripts_out_for_those_who_do_not_want_them(
    service: ServiceInMemory, client: Client, ada: User, bearer: Bearer
) -> None:
    await service.completed_job(ada.id, a_passage(" one"))
    (told,) = (await (await client.get("/jobs/", headers=bearer)).json())["jobs"]
    (short,) = (await (await client.get("/jobs/?transcripts=false", headers=bearer)).json())["jobs"]
    assert told["transcript"] == "one"
    assert short == {**told, "transcript": None}


async def test_a_job_can_be_named_tagged_and_noted(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    job = await service.completed_job(ada.id, a_passage(" one"))
    url = f"/jobs/{job.id}"
    before = await (await client.get(url, headers=bearer)).json()
    assert (before["title"], before["tags"], before["notes"]) == ("talk.wav", [], "")
    wanted = {"title": " The  talk ", "tags": ["Fun", "fun", "two  words"], "notes": "a\nb\n"}
    shown = await (await client.patch(url, json=wanted, headers=bearer)).json()
    assert (shown["title"], shown["tags"], shown["notes"]) == (
        "The talk",
        ["Fun", "two words"],
        "a\nb",
    )
    assert shown["original_filename"] == "talk.wav"
    shown = await (await client.patch(url, json={"tags": []}, headers=bearer)).json()
    assert (shown["title"], shown["tags"], shown["notes"]) == ("The talk", [], "a\nb")
    answer = await client.get(f"{url}/transcript?format=srt", headers=bearer)
    assert 'filename="The talk.srt"' in answer.headers["Content-Disposition"]
    shown = await (await client.patch(url, json={"title": ""}, headers=bearer)).json()
    assert shown["title"] == "talk.wav"


@pytest.mark.parametrize(
    ("labels", "field"),
    [
        ({"title": "x" * 256}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"tags": ["x" * 51]}, "tags.0"),
        ({"tags": [str(number) for number in range(21)]}, "tags"),
        ({"notes": "x" * 10_001}, "notes"),
        ({"notes": "a\0b"}, "notes"),
        ({"name": "x"}, "name"),
    ],
)
async def test_labels_are_bounded_and_shown_as_written(
    client: Client,
    service: ServiceInMemory,
    ada: User,
    bearer: dict[str, str],
    labels: dict[str, object],
    field: str,
) -> None:
    job = await service.completed_job(ada.id, a_passage(" one"))
    answer = await client.patch(f"/jobs/{job.id}", json=labels, headers=bearer)
    assert answer.status == 422
    assert [fault["field"] for fault in (await answer.json())["errors"]] == [field]


async def test_the_list_is_filtered_by_tag_language_model_length_and_time(
    client: Client, service: ServiceInMemory, ada: User, bearer: dict[str, str]
) -> None:
    job = await service.completed_job(ada.id, a_passage(" one"))
    await client.patch(f"/jobs/{job.id}", json={"tags": ["Fun"]}, headers=bearer)
    for query, count in (
        ("tag=fun&language=German&model=digits&max_seconds=60&until=2100-01-01", 1),
        ("tag=work", 0),
        ("language=fr", 0),
        ("model=base", 0),
        ("min_seconds=60", 0),
        ("since=2100-01-01", 0),
    ):
        answer = await client.get(f"/jobs/?{query}", headers=bearer)
        assert (await answer.json())["total"] == count, query
