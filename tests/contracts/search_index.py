"""What every SearchIndex promises."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from application.ports.job_filter import JobFilter
from application.ports.search_index import SearchDocument, SearchQuery, SpokenText
from application.ports.unit_of_work import UnitOfWorkFactory
from application.search.search_recordings import Hits, SearchRecordings
from domain.errors.jobs import StaleJobError
from domain.errors.kinds import InvalidRequestError
from domain.job import Job, JobStatus
from domain.options import ModelName
from domain.search.query import read_query
from domain.transcript import DetectedLanguage
from domain.user import UserId
from tests.contracts.job_repository import keep
from tests.memory.clock import MemoryClock
from tests.samples import a_job

ADA = UserId(uuid4())
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_completed_job(owner: UserId = ADA, *, at: datetime = NOON, **changes: object) -> Job:
    return a_job(owner=owner, status=JobStatus.COMPLETED, completed_at=at, **changes)


def a_document(*texts: str, sequence: int = 0, first: int = 0) -> SearchDocument:
    segments = [
        SpokenText(float(first + place), float(first + place + 1), text)
        for place, text in enumerate(texts)
    ]
    return SearchDocument(sequence, first, tuple(segments))


async def index(units: UnitOfWorkFactory, job: Job, *documents: SearchDocument) -> None:
    async with units() as uow:
        await uow.search.hold(job.id)
        await uow.search.keep(job, documents)
        await uow.commit()


async def said(
    units: UnitOfWorkFactory,
    *texts: str,
    owner: UserId = ADA,
    at: datetime = NOON,
    **changes: object,
) -> Job:
    """Store a completed job with one passage for each text, and index it."""
    job = a_completed_job(owner, at=at, **changes)
    await keep(units, job)
    documents = [a_document(text, sequence=at, first=at) for at, text in enumerate(texts)]
    await index(units, job, *documents)
    return job


async def search(
    units: UnitOfWorkFactory, text: str, *, owner: UserId = ADA, **more: object
) -> Hits:
    query = SearchQuery(owner, read_query(text), **more)  # type: ignore[arg-type]  # checked there
    return await SearchRecordings(units, MemoryClock())(query)


async def found(
    units: UnitOfWorkFactory, text: str, *, owner: UserId = ADA, **more: object
) -> list[str]:
    """Return the texts found, the matches in brackets."""
    return [
        marked(hit.text, hit.matches)
        for hit in (await search(units, text, owner=owner, **more)).hits
    ]


def marked(text: str, matches: object) -> str:
    for each in reversed(list(matches)):  # type: ignore[call-overload]  # ranges
        text = f"{text[: each.start]}[{text[each.start : each.end]}]{text[each.end :]}"
    return text


# What is searched for, a text that says it, the same with the match marked, and one that does not.
RIGHT = [
    ("fox", "The quick brown fox.", "The quick brown [fox].", "A foal."),
    ("QUICK bro", "The quick brown fox.", "The [quick] [brown] fox.", "The quick red fox."),
    ('"brown fox"', "The brown fox", "The [brown] [fox]", "The fox is brown"),
    ("cafe", "Un café noir", "Un [café] noir", "Un cave noir"),
    ("naïve", "so naive of you", "so [naive] of you", "so native of you"),
    ("strasse", "Die Straße ist lang", "Die [Straße] ist lang", "Die Strabe ist lang"),
    ("erkennung", "Die Spracherkennung", "Die Sprach[erkennung]", "Die Erkenntnis"),
    ("sprach", "Die Spracherkennung läuft", "Die [Spracherkennung] läuft", "Die Brache"),
    ("ёлка", "Зелёная елка", "Зелёная [елка]", "Зелёная ёмкость"),
    ("ПЕТЕРБУРГ", "в Петербурге снег", "в [Петербурге] снег", "в Пекине снег"),
    ("مدرسة", "ذهبت إلى المَدْرَسَة", "ذهبت إلى [المَدْرَسَة]", "ذهبت إلى السوق"),
    ("احمد", "قال أحمد نعم", "قال [أحمد] نعم", "قال محمود نعم"),
    ("हिन्दी", "मैं हिन्दी बोलता हूँ", "मैं [हिन्दी] बोलता हूँ", "मैं हिन्दू हूँ"),
    ("की", "राम की किताब", "राम [की] किताब", "राम का घर"),
    ("東", "ここは東京です", "ここは[東]京です", "ここは京都です"),
    ("京都", "私は京都に住む", "私は[京都]に住む", "東京の都"),
    ("かな漢字", "かな漢字変換", "[かな漢字]変換", "漢字かな"),
    ("你好", "你好世界", "[你好]世界", "好你"),
    ("界", "你好世界", "你好世[界]", "你好"),
    ("ครับ", "สวัสดีครับ", "สวัสดี[ครับ]", "สวัสดีค่ะ"),
    ("학교", "오늘 학교에서", "오늘 [학교]에서", "오늘 교실에서"),
    ("42", "Room 42, please", "Room [42], please", "Room 24, please"),
    ("٤٢", "Room 42", "Room [42]", "Room 24"),
    ("İstanbul", "Bu gece istanbul çok güzel", "Bu gece [istanbul] çok güzel", "Bu gece Ankara"),
    ("istanbul", "BU GECE İSTANBUL", "BU GECE [İSTANBUL]", "BU GECE İZMİR"),
    (
        "ISPARTA",
        "YARIN \N{LATIN SMALL LETTER DOTLESS I}sparta",
        "YARIN [\N{LATIN SMALL LETTER DOTLESS I}sparta]",
        "YARIN İZMİR",
    ),
    ("straße", "IN DER STRASSE", "IN DER [STRASSE]", "IN DER STRABE"),
    ("GROẞ", "ein groß Haus", "ein [groß] Haus", "ein Gros Haus"),
    ("cafe\u0301", "the CAFÉ is shut", "the [CAFÉ] is shut", "the cave is shut"),
    ("\uff43\uff41\uff46\uff45\u3000\uff11\uff12", "café 12", "[café] [12]", "café 13"),
    ("fine", "a ﬁne day", "a [ﬁne] day", "a five day"),
    ("ｶﾞﾗｽ", "古いガラス窓", "古い[ガラス]窓", "古いカラス"),
    ("ガラス", "ｶﾞﾗｽの家", "[ｶﾞﾗｽ]の家", "ｶﾗｽの家"),
    ("اَلْكِتَابُ", "قرأت الكتاب أمس", "قرأت [الكتاب] أمس", "قرأت الرسالة أمس"),
    ("كتاب", "هذا الكِتَاب", "هذا [الكِتَاب]", "هذا الباب"),
    ("שלום", "אמר שָׁלוֹם לכולם", "אמר [שָׁלוֹם] לכולם", "אמר תודה לכולם"),
    ("ΟΔΥΣΣΕΑΣ", "λέει Οδυσσέας", "λέει [Οδυσσέας]", "λέει Όμηρος"),
    ("ha noi", "tới Hà Nội hôm nay", "tới [Hà] [Nội] hôm nay", "tới Huế hôm nay"),
    ("dong", "năm nghìn đồng", "năm nghìn [đồng]", "năm nghìn đô"),
    ("łódź", "jadę do LODZ jutro", "jadę do [LODZ] jutro", "jadę do Radomia"),
    ("smorgas", "en smörgås till", "en [smörgås] till", "en smak till"),
    ("niño", "el NIN\u0303O juega", "el [NIN\u0303O] juega", "el vino juega"),
    ("한국어", "저는 한국어를 배워요", "저는 [한국어]를 배워요", "저는 한국을 봐요"),
]
ODD = [
    "x*",
    "NEAR(a",
    "-a",
    "a:",
    "words : a",
    "^a",
    "{a}",
    "a|",
    "!a",
    "a & ",
    "a':*",
    'a"',
    "\N{STUDIO MICROPHONE} a",
    "@.a",
    "~a",
    "%a%",
    "a\\",
    "*",
    "% _",
    "a" * 200,
    "()" * 99,
    '"' * 199,
    "a OR b",
    "a NOT x",
    "owner : o1 a",
    "\ue0000 a",
    "a <-> x | !x",
    "a\u202e\u2066x",
]


class SearchIndexContract:
    @pytest.mark.parametrize(
        ("query", "text", "shown", "other"), RIGHT, ids=[case[0] for case in RIGHT]
    )
    async def test_it_is_right_in_many_languages(
        self, units: UnitOfWorkFactory, query: str, text: str, shown: str, other: str
    ) -> None:
        await said(units, f" {text}", f" {other}", " and nothing")
        assert await found(units, query) == [shown]

    @pytest.mark.parametrize("query", ODD)
    async def test_signs_of_query_languages_are_no_more_than_signs(
        self, units: UnitOfWorkFactory, query: str
    ) -> None:
        await said(units, "quite another thing", "a", "x")
        try:
            hits = await found(units, query)
        except InvalidRequestError:
            hits = []
        for hit in hits:
            assert hit in {"[a]", "[x]", "quite [a]nother thing", "quite [another] thing"}

    async def test_the_latest_recording_comes_first_and_each_in_spoken_order(
        self, units: UnitOfWorkFactory
    ) -> None:
        await said(units, "word one", "word two", at=NOON)
        await said(units, "word three", "word four", at=NOON + timedelta(hours=1))
        assert [text[7:] for text in await found(units, "word")] == ["three", "four", "one", "two"]

    async def test_an_older_recording_that_is_indexed_later_comes_later(
        self, units: UnitOfWorkFactory
    ) -> None:
        for name, hour in (("new", 12), ("old", 10), ("older", 9), ("newest", 13)):
            await said(units, f"word {name}", at=NOON.replace(hour=hour))
        assert [text[7:] for text in await found(units, "word")] == [
            "newest",
            "new",
            "old",
            "older",
        ]

    async def test_pages_follow_each_other_without_a_gap(self, units: UnitOfWorkFactory) -> None:
        await said(units, *(f"word {number}" for number in range(7)))
        read, after = [], None
        for _ in range(4):
            page = await search(units, "word", limit=2, after=after)
            read += [hit.segment for hit in page.hits]
            after = page.next_after
        assert read == list(range(7))
        assert after is None

    async def test_a_position_far_outside_is_no_error(self, units: UnitOfWorkFactory) -> None:
        await said(units, "word")
        assert await found(units, "word", after=0) == []
        assert await found(units, "word", after=2**62) == ["[word]"]

    async def test_nobody_finds_what_is_in_somebody_elses_recordings(
        self, units: UnitOfWorkFactory
    ) -> None:
        bob, eve = UserId(uuid4()), UserId(uuid4())
        await said(units, "a secret of Ada's")
        await said(units, "a secret of Bob's", owner=bob)
        assert await found(units, "secret") == ["a [secret] of Ada's"]
        assert await found(units, "secret", owner=bob) == ["a [secret] of Bob's"]
        assert await found(units, "secret", owner=eve) == []

    async def test_words_are_found_across_segments_of_a_passage(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = a_completed_job()
        await keep(units, job)
        await index(units, job, a_document(" one two", " three four three", " five", first=5))
        page = await search(units, '"two three" four')
        assert [(hit.segment, hit.start, hit.text) for hit in page.hits] == [
            (6, 6.0, "three four three")
        ]

    async def test_common_words_far_back_are_found(self, units: UnitOfWorkFactory) -> None:
        await said(units, *("needle" if number == 3_000 else "hay" for number in range(3_200)))
        page = await search(units, "needle")
        assert [hit.segment for hit in page.hits] == [3_000]
        assert [hit.segment for hit in (await search(units, "needl hay")).hits] == []
        page = await search(units, "hay", limit=100)
        assert [hit.segment for hit in page.hits] == list(range(100))

    async def test_older_recordings_are_found_behind_many_newer_passages(
        self, units: UnitOfWorkFactory
    ) -> None:
        """PostgreSQL keeps what is older than the first indexed job in other blocks."""
        await said(units, "needle", *("hay" for _ in range(1_100)), at=NOON)
        for hour in (9, 8):
            texts = [f"needle {hour}", "hay", f"needles {hour}"]
            await said(units, *texts, at=NOON.replace(hour=hour))
        shown = ["[needle]", "[needle] 9", "[needles] 9", "[needle] 8", "[needles] 8"]
        assert await found(units, "needle") == shown
        assert await found(units, "needle", limit=3) == shown[:3]
        assert await found(units, "needl 8") == []
        assert await found(units, "8 needl") == [f"[{text[1:-3]}] [8]" for text in shown[3:]]

    async def test_a_corrected_text_is_found_and_the_earlier_one_is_not(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = a_completed_job()
        await keep(units, job)
        await index(units, job, a_document("one", "to"), a_document("three", sequence=1, first=2))
        async with units() as uow:
            assert await uow.search.hold(job.id)
            await uow.search.amend(job.id, {1: "two", 2: "drei"})
            await uow.commit()
        for gone in ("to", "three"):
            assert await found(units, f'"{gone}"') == []
        for there in ("one", "two", "drei"):
            assert await found(units, there) == [f"[{there}]"]

    async def test_what_is_not_committed_changes_nothing(self, units: UnitOfWorkFactory) -> None:
        job = await said(units, "before")
        async with units() as uow:
            await uow.search.hold(job.id)
            await uow.search.amend(job.id, {0: "after"})
        assert await found(units, "before") == ["[before]"]
        assert await found(units, "after") == []

    async def test_a_deleted_job_is_not_found(self, units: UnitOfWorkFactory) -> None:
        job = await said(units, "gone")
        kept = await said(units, "gone too")
        async with units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        assert [hit.job_id for hit in (await search(units, "gone")).hits] == [kept.id]

    async def test_completed_jobs_wait_until_they_are_indexed(
        self, units: UnitOfWorkFactory
    ) -> None:
        early, late = a_completed_job(), a_completed_job(at=NOON + timedelta(hours=1))
        running, other = a_job(owner=ADA), a_completed_job(UserId(uuid4()))
        await keep(units, early, late, running, other)
        assert (await search(units, "word")).not_yet_searchable == 2
        async with units() as uow:
            assert not await uow.search.hold(late.id)
            waiting = await uow.search.waiting(limit=2)
            assert await uow.search.waiting_of(ADA, most=1) == 1
        assert waiting[0] == late
        await index(units, late)
        assert (await search(units, "word")).not_yet_searchable == 1
        async with units() as uow:
            assert await uow.search.hold(late.id)
            assert {job.id for job in await uow.search.waiting(limit=9)} == {early.id, other.id}

    async def test_a_job_that_is_gone_is_not_held_and_not_indexed(
        self, units: UnitOfWorkFactory
    ) -> None:
        async with units() as uow:
            assert not await uow.search.hold(a_job().id)
            with pytest.raises(StaleJobError):
                await uow.search.keep(a_completed_job(), [a_document("gone")])

    async def test_filters_that_fit_few_find_the_same_behind_many_that_do_not_fit(
        self, units: UnitOfWorkFactory
    ) -> None:
        """The word is in so many passages that the jobs are asked instead of them."""
        wanted = JobFilter(language="cy", model="base")
        for hour in range(6):
            spoken = DetectedLanguage("cy" if hour % 3 == 0 else "en", 0.9)
            texts = [f"word {hour} {number}" for number in range(90)]
            await said(
                units,
                *texts,
                at=NOON.replace(hour=hour),
                model=ModelName("base"),
                detected=spoken,
            )
        bob = UserId(uuid4())
        await said(
            units,
            "word of Bob",
            owner=bob,
            model=ModelName("base"),
            detected=DetectedLanguage("cy", 0.9),
        )
        texts, after = [], None
        for _ in range(10):
            page = await search(units, "word", filter=wanted, limit=20, after=after)
            texts += [hit.text for hit in page.hits]
            after = page.next_after
        assert texts == [f"word {hour} {number}" for hour in (3, 0) for number in range(90)]
        assert after is None
        assert [hit.text for hit in (await search(units, "89 word", filter=wanted)).hits] == [
            "word 3 89",
            "word 0 89",
        ]
        tagged = replace(wanted, tag="nobody's")
        assert (await search(units, "word", filter=tagged)).next_after is None

    @pytest.mark.parametrize("words", ["word", "said word"])
    @pytest.mark.parametrize("reach", [1, 7, 64, 1_000])
    async def test_steps_of_any_length_find_everything_once(
        self, units: UnitOfWorkFactory, reach: int, words: str
    ) -> None:
        for hour in (12, 13, 9, 8):
            texts = [f"word {hour} said" if number % 4 == 0 else "hay" for number in range(12)]
            await said(units, *texts, at=NOON.replace(hour=hour))
        query = SearchQuery(ADA, read_query(words), limit=2)
        read, after, steps = [], None, 0
        async with units() as uow:
            while steps == 0 or after is not None:
                found = await uow.search.find(replace(query, after=after), reach=reach)
                read += [each.document.segments[0].text for each in found.passages]
                after, steps = found.next_after, steps + 1
        assert read == [f"word {hour} said" for hour in (13, 12, 9, 8) for _ in range(3)]
        assert steps <= 49

    async def test_the_filter_chooses_the_recordings(self, units: UnitOfWorkFactory) -> None:
        german = await said(
            units, "wort", detected=DetectedLanguage("de", 0.9), model=ModelName("base")
        )
        recording = replace(a_job().recording, duration_seconds=3_600.0)
        long = await said(units, "wort", recording=recording, created_at=NOON)
        for wanted, job in (
            (JobFilter(language="de"), german),
            (JobFilter(model="base"), german),
            (JobFilter(longest_seconds=10.0), german),
            (JobFilter(until=NOON - timedelta(seconds=1)), german),
            (JobFilter(shortest_seconds=3_600.0), long),
            (JobFilter(since=NOON), long),
        ):
            page = await search(units, "wort", filter=wanted)
            assert [hit.job_id for hit in page.hits] == [job.id], wanted
        assert await found(units, "wort", filter=JobFilter(language="de", since=NOON)) == []

    async def test_a_passage_of_very_many_long_words_is_found_like_any_other(
        self, units: UnitOfWorkFactory
    ) -> None:
        """Together, the ends of these words are more than PostgreSQL stores for a passage."""
        words = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(600)]
        texts = [" ".join(words[at : at + 30]) for at in range(0, len(words), 30)]
        job = a_completed_job()
        await keep(units, job)
        await index(units, job, a_document(*texts, "short end"))
        for word in (words[0], words[-1], "end"):
            assert [hit.job_id for hit in (await search(units, word)).hits] == [job.id]
        assert len((await search(units, words[0][5:])).hits) == 1
        async with units() as uow:
            assert await uow.search.hold(job.id)
            await uow.search.amend(job.id, {0: "corrected"})
            await uow.commit()
        assert await found(units, "corrected") == ["[corrected]"]

    async def test_what_waits_can_be_listed_without_some(self, units: UnitOfWorkFactory) -> None:
        early, late = a_completed_job(), a_completed_job(at=NOON + timedelta(hours=1))
        await keep(units, early, late)
        async with units() as uow:
            assert await uow.search.waiting(limit=1, without=[late.id]) == [early]
            assert await uow.search.waiting(limit=9, without=[late.id, early.id]) == []
