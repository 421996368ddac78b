"""The text beside the sound."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import srt
from playwright.async_api import Route, expect

from domain.job import Caveat
from domain.options import TranscriptionOptions
from domain.spoken_languages import SpokenLanguage
from domain.transcript import Gap, Passage, Segment, Word
from domain.user import User
from tests.browser.conftest import Visit
from tests.browser.scenes import begun, done, heard, said, submitted, ten_hours
from tests.browser.visitor import Visitor
from tests.digits_model import SAMPLES
from tests.service_in_memory import ServiceInMemory
from tools.demo.service import Service

PASSWORD = "correct horse"
SAID = "three one four one five nine two six"
NODES = "document.querySelectorAll('*').length"
TIME = "document.querySelector('audio').currentTime"
FRAMES = """
    const frames = async () => {
        for (let passed = 0; passed < 4; passed++) await new Promise(requestAnimationFrame);
    };
    const segments = () => [...document.querySelectorAll(".segment")];
    const list = document.querySelector(".segments");
    const of = (row) => ({
        text: row.querySelector(".segment-text").textContent,
        top: row.getBoundingClientRect().top,
        height: list.getBoundingClientRect().height,
    });
"""
SCROLLED = f"""async place => {{
    {FRAMES}
    scrollTo(0, place);
    await frames();
    return of(segments().find(row => row.getBoundingClientRect().top >= 0));
}}"""
WITH_FONTS = f"""async text => {{
    {FRAMES}
    await document.fonts.ready;
    await frames();
    return of(segments().find(row => row.querySelector(".segment-text").textContent === text));
}}"""


async def read_the_sample(visitor: Visitor) -> None:
    page = await visitor.enter()
    await visitor.upload(SAMPLES / "digits-en.wav")
    await expect(page.locator(".badge-completed")).to_be_visible()
    await page.get_by_role("link", name="digits-en.wav").click()
    await expect(page.locator(".segment")).not_to_have_count(0)


async def test_a_click_on_a_word_plays_from_there_and_marks_what_is_spoken(
    service: Service, visit: Visit
) -> None:
    visitor = await visit(service.url)
    page = visitor.page
    await read_the_sample(visitor)
    assert " ".join(await page.locator(".segment-text").all_inner_texts()) == SAID
    word = page.locator(".word").nth(4)
    start = float(await word.get_attribute("data-start") or 0)
    assert start > 0
    await word.click()
    await expect(page.locator(".word-spoken")).to_be_visible()
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert await page.evaluate(TIME) >= start
    await expect(page.locator(".word-spoken")).to_have_text("nine")
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


async def test_a_video_can_be_downloaded_with_its_subtitles(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, tmp_path: Path
) -> None:
    job = await memory.completed_job(ada.id, Passage((Segment(0.0, 2.0, " one"),), 2.0))
    film = replace(job, recording=replace(job.recording, filename="film.mp4"))
    await memory.replaced(job, film)
    visitor = await visit(url, accept_downloads=True)
    page = await visitor.enter("ada", PASSWORD)
    await page.get_by_role("link", name="film.mp4").click()
    await page.locator("summary", has_text="Download").click()
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Video with subtitles").click()
    download = await downloading.value
    assert download.suggested_filename == "film.mp4"
    await download.save_as(tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes().endswith(b" with subtitles")


async def test_doubtful_words_are_marked_when_that_is_switched_on(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    words = (Word(0.0, 0.5, " sure", 0.9), Word(0.5, 1.0, " unsure", 0.3))
    said_so = Passage((Segment(0.0, 1.0, " sure unsure", words=words),), 1.0)
    options = TranscriptionOptions(word_timestamps=True)
    job = await memory.completed_job(ada.id, said_so, options=options)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name=job.recording.filename).click()
    switch = page.get_by_role("button", name="Mark doubtful words")
    await expect(switch).to_have_attribute("aria-pressed", "false")
    await expect(page.locator(".doubtful")).to_have_count(0)
    await switch.click()
    await expect(page.locator(".doubtful")).to_have_text(["unsure"])
    await expect(page.locator(".doubtful")).to_have_attribute("title", "30 % sure")
    await switch.click()
    await expect(page.locator(".doubtful")).to_have_count(0)


async def test_the_transcript_can_be_downloaded_in_each_format(
    service: Service, visit: Visit, tmp_path: Path
) -> None:
    visitor = await visit(service.url, accept_downloads=True)
    page = visitor.page
    await read_the_sample(visitor)
    for name, suffix in {
        "SubRip subtitles": "srt",
        "WebVTT subtitles": "vtt",
        "Table": "tsv",
        "JSON, with all details": "json",
        "Word document": "docx",
        "PDF, to print": "pdf",
        "Markdown": "md",
        "Text": "txt",
    }.items():
        await page.locator("summary", has_text="Download").click()
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name=name).click()
        download = await downloading.value
        assert download.suggested_filename == f"digits-en.{suffix}"
        await download.save_as(tmp_path / suffix)
        await page.locator("summary", has_text="Download").click()
    cues = srt.parse((tmp_path / "srt").read_text(encoding="utf-8"))
    assert " ".join(cue.content for cue in cues).split() == SAID.split()


async def test_the_text_appears_while_it_is_made(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await submitted(memory, ada)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name="talk.wav").click()
    await expect(page.get_by_text("This recording is waiting in the queue")).to_be_visible()
    job = await begun(memory, job)
    await expect(page.get_by_text("Listening")).to_be_visible()
    job = await heard(memory, job, said(0, "one two", "three"))
    await expect(page.locator(".segment-text")).to_have_text(["one two", "three"])
    await expect(page.locator(".head-percent")).to_contain_text("20 %")
    job = await heard(memory, job, said(2, "four"))
    await expect(page.locator(".segment-text")).to_have_text(["one two", "three", "four"])
    await done(memory, job)
    await expect(page.locator("summary", has_text="Download")).to_be_visible()
    await expect(page.locator(".segment-text")).to_have_text(["one two", "three", "four"])


async def test_speech_without_words_is_marked_where_it_is_and_can_be_played(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await begun(memory, await submitted(memory, ada))
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name="talk.wav").click()
    marks, rows = page.locator(".segment-gap"), page.locator(".segment")
    first, last = Gap(0.0, 2.0), Gap(6.0, 7.5)
    job = await heard(memory, job, replace(said(2.0, seconds=0.0), gaps=(first,)))
    await expect(page.get_by_text("No words recognised so far.")).to_be_visible()
    await expect(marks).to_have_text(["Speech from 0:00 to 0:02 could not be understood"])
    spoken = said(2.0, "one two", "three", seconds=4.0)
    job = await heard(memory, job, replace(spoken, gaps=(last,)))
    await expect(rows).to_have_count(2)
    await expect(marks).to_have_count(2)
    await done(memory, job, Caveat("speech_not_understood", "Speech is missing."))
    await expect(page.locator(".notice")).to_have_text("Speech is missing.")
    await expect(rows.nth(0).locator(".segment-gap")).to_have_count(1)
    mark = rows.nth(1).locator(".segment-gap")
    await expect(mark).to_have_text("Speech from 0:06 to 0:08 could not be understood")
    await mark.click()
    await expect(page.locator(".player-time")).to_contain_text("0:06")


async def test_languages_and_channels_are_said_where_they_change(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    segments = (
        Segment(0.0, 1.0, " eins", language="de", channel=1),
        Segment(1.0, 4.0, " deux", language="fr", channel=2),
    )
    spoken = (SpokenLanguage("fr", 3.0), SpokenLanguage("de", 1.0))
    await memory.completed_job(ada.id, Passage(segments, 4.0), languages=spoken)
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name="talk.wav").click()
    await expect(page.locator(".segment-mark")).to_have_text(["Channel 1", "Channel 2 · French"])
    await expect(page.locator(".segment-text").nth(1)).to_have_attribute("lang", "fr")
    await expect(page.locator(".head-about")).to_contain_text("French, German")


async def test_a_running_job_is_cancelled_and_what_was_heard_stays(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await begun(memory, await submitted(memory, ada))
    await heard(memory, job, said(0, "one two"))
    page = await (await visit(url)).enter("ada", PASSWORD)
    await page.get_by_role("link", name="talk.wav").click()
    await expect(page.locator(".segment-text")).to_have_text(["one two"])
    await page.get_by_role("button", name="Cancel: talk.wav").click()
    await expect(page.locator(".badge-cancelled")).to_be_visible()
    await expect(page.locator(".segment-text")).to_have_text(["one two"])
    await expect(page.get_by_role("button", name="Try again: talk.wav")).to_be_visible()


async def test_ten_hours_of_text_keep_the_document_small_and_are_all_there(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await memory.completed_job(ada.id, *ten_hours())
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await expect(page.locator(".segment").first).to_be_visible()
    assert await page.evaluate(NODES) < 2_500
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    await expect(page.get_by_text("minute 599 piece 11")).to_be_visible()
    assert await page.evaluate(NODES) < 2_500
    search = page.get_by_label("Search in the text")
    await search.fill("minute 314 piece 7 ")
    await expect(page.get_by_text("1 of 1 place")).to_be_visible()
    await expect(page.locator(".found").first).to_be_in_viewport()
    assert await page.evaluate(NODES) < 2_500
    await search.fill("piece 3 ")
    await expect(page.get_by_text("1 of 600 places")).to_be_visible()
    await search.press("Shift+Enter")
    await expect(page.get_by_text("600 of 600 places")).to_be_visible()
    await expect(page.get_by_text("minute 599 piece 3 ")).to_be_in_viewport()


async def test_scrolling_through_ten_hours_jumps_nowhere(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    """What is in sight stays where it is while the rows above it are measured."""
    job = await memory.completed_job(ada.id, *ten_hours())
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await expect(page.locator(".segment").first).to_be_visible()
    await page.evaluate("scrollTo(0, 100_000)")
    moved = await page.evaluate(
        """async () => {
            const frame = () => new Promise(requestAnimationFrame);
            await frame(); await frame(); await frame();
            let worst = 0;
            for (let step = 0; step < 40; step++) {
                const row = [...document.querySelectorAll(".segment")]
                    .find(one => one.getBoundingClientRect().top > 200);
                const before = row.getBoundingClientRect().top;
                scrollBy(0, -150);
                await frame(); await frame();
                const off = Math.abs(row.getBoundingClientRect().top - before - 150);
                worst = Math.max(worst, row.isConnected ? off : 0);
            }
            return worst;
        }"""
    )
    assert moved < 3


async def test_all_of_it_works_by_keyboard_alone(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    await memory.completed_job(ada.id, said(0, "one two", "three four"))
    visitor = await visit(url)
    page, keys = visitor.page, visitor.page.keyboard
    await expect(page.get_by_label("Name")).to_be_focused()
    await keys.type("ada")
    await keys.press("Tab")
    await keys.type(PASSWORD)
    await keys.press("Enter")
    link = page.get_by_role("link", name="talk.wav")
    await expect(link).to_be_visible()
    await visitor.tab_to(page.get_by_role("link", name="Skip to the content"))
    await keys.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await expect(link).to_be_visible()
    await visitor.tab_to(link)
    await keys.press("Enter")
    await expect(page.locator(".segment")).to_have_count(2)
    await visitor.tab_to(page.get_by_label("Search in the text"))
    await keys.type("three")
    await expect(page.get_by_text("1 of 1 place")).to_be_visible()
    await visitor.tab_to(page.get_by_role("button", name="Play from 0:01"))
    await visitor.tab_to(page.get_by_role("button", name="Correct the text at 0:01"))
    await keys.press("Enter")
    await expect(page.get_by_role("textbox", name="Text at 0:01")).to_be_focused()
    await keys.press("Escape")
    await expect(page.get_by_role("button", name="Correct the text at 0:01")).to_be_focused()
    await visitor.tab_to(page.get_by_role("button", name="Play", exact=True))
    await visitor.tab_to(page.get_by_label("Place in the recording"))


async def test_a_segment_is_corrected_and_both_versions_are_kept(
    service: Service, visit: Visit, tmp_path: Path
) -> None:
    visitor = await visit(service.url, accept_downloads=True)
    page = visitor.page
    await read_the_sample(visitor)
    text = page.locator(".segment-text").first
    heard_first = await text.inner_text()
    await page.get_by_role("button", name="Correct the text").first.click()
    await page.get_by_role("textbox", name="Text at 0:00").fill("eight\n  one")
    await page.keyboard.press("Control+Enter")
    await expect(text).to_have_text("eight one")
    await expect(page.get_by_text(f"Corrected; heard was {heard_first}")).to_be_visible()
    await page.reload()
    await expect(text).to_have_text("eight one")
    assert (await downloaded(visitor, tmp_path)).startswith("eight one")
    await page.get_by_label("Version").select_option("As heard")
    await expect(text).to_have_text(heard_first)
    assert (await downloaded(visitor, tmp_path)).startswith(heard_first)
    await page.get_by_label("Version").select_option("As corrected")
    await page.get_by_role("button", name="Take back the correction").click()
    await expect(text).to_have_text(heard_first)
    await page.reload()
    await expect(text).to_have_text(heard_first)


async def downloaded(visitor: Visitor, folder: Path) -> str:
    """Download the text."""
    menu = visitor.page.locator("summary", has_text="Download")
    await menu.click()
    async with visitor.page.expect_download() as downloading:
        await visitor.page.get_by_role("link", name="Text txt").click()
    await menu.click()
    path = folder / "downloaded"
    await (await downloading.value).save_as(path)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", [100_000, 100_040, 100_080])
async def test_what_is_in_sight_stays_where_it_is_when_the_fonts_come_late(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit, place: int
) -> None:
    job = await memory.completed_job(ada.id, *ten_hours())
    visitor = await visit(url, viewport={"width": 360, "height": 740})
    page = await visitor.enter("ada", PASSWORD)
    arrived = asyncio.Event()

    async def late(route: Route) -> None:
        await arrived.wait()
        await route.continue_()

    await page.route("**/*.woff2", late)
    await page.goto(f"{url}/?late#/recordings/{job.id}", wait_until="domcontentloaded")
    await expect(page.locator(".segment").first).to_be_visible()
    before = await page.evaluate(SCROLLED, place)
    arrived.set()
    after = await page.evaluate(WITH_FONTS, before["text"])
    assert after["height"] != before["height"]  # in the other font the lines break elsewhere
    assert abs(after["top"] - before["top"]) < 3


async def test_what_is_being_written_outlives_its_row(
    memory: ServiceInMemory, ada: User, url: str, visit: Visit
) -> None:
    job = await memory.completed_job(ada.id, *ten_hours())
    visitor = await visit(url)
    page = await visitor.enter("ada", PASSWORD)
    await page.goto(f"{url}/#/recordings/{job.id}")
    await page.get_by_role("button", name="Correct the text at 0:00").click()
    editor = page.get_by_role("textbox", name="Text at 0:00")
    await editor.fill("half a thought")
    await page.evaluate("scrollTo(0, 200_000)")
    await expect(editor).to_have_count(0)
    await page.evaluate("scrollTo(0, 0)")
    await expect(editor).to_have_value("half a thought")
