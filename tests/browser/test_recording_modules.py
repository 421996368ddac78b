"""The parts of the recorder that compute: other sample rates, and the memory of unsent sound."""

from typing import Any

import pytest
from playwright.async_api import Page

from entrypoints.http.routes.service.page import page_assets
from tests.browser.conftest import Visit

RESAMPLE = """async ([path, from, hertz]) => {
    const {Resampler} = await import(path);
    const resampler = new Resampler(from, 24000), output = [];
    let at = 0;
    for (let length = 1; at < from; at += length, length = (length * 7) % 1021 + 1) {
        const block = Float32Array.from({length}, (_, i) =>
            Math.sin(2 * Math.PI * hertz * (at + i) / from));
        output.push(...resampler.push(block));
    }
    const middle = output.slice(1000, 22000);
    const wrong = middle.map((y, i) => y - Math.sin(2 * Math.PI * hertz * (i + 1000) / 24000));
    const most = (values) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    return {missing: at / from - output.length / 24000, level: most(middle), wrong: most(wrong)};
}"""
MEMORY = """async (path) => {
    const {UnconfirmedSound} = await import(path);
    const sound = new UnconfirmedSound(), all = [], faults = [];
    for (let turn = 1; turn < 200; turn++) {
        const bytes = Uint8Array.from({length: turn * 37}, (_, i) => (i * turn) % 251);
        sound.push(bytes);
        all.push(...bytes);
        const from = sound.confirmed + turn % 5;
        const read = sound.read(from, 60000);
        const meant = all.slice(from, from + 60000);
        if (read.length !== meant.length || read.some((b, i) => b !== meant[i])) faults.push(turn);
        if (turn % 3 === 0) sound.confirm(sound.confirmed + turn * 91);
    }
    const left = sound.size;
    sound.confirm(all.length + 5);
    return {faults, end: sound.end === all.length, left, size: sound.size};
}"""


@pytest.fixture
async def page(url: str, visit: Visit) -> Page:
    return (await visit(url)).page


def module(name: str) -> str:
    return f"/static/{page_assets().version}/js/recording/{name}.js"


@pytest.mark.parametrize("rate", [16_000, 24_000, 44_100, 48_000, 96_000])
async def test_speech_keeps_its_form_at_another_rate(page: Page, rate: int) -> None:
    heard: Any = await page.evaluate(RESAMPLE, [module("resampler"), rate, 1_000])
    assert 0 <= heard["missing"] < 0.003  # in seconds; it comes with the next block
    assert heard["wrong"] < 0.01


@pytest.mark.parametrize("hertz", [13_000, 16_000, 23_000])
async def test_what_is_too_high_is_removed_rather_than_folded_into_speech(
    page: Page, hertz: int
) -> None:
    heard: Any = await page.evaluate(RESAMPLE, [module("resampler"), 48_000, hertz])
    assert heard["level"] < 0.006


async def test_sound_stays_in_memory_until_it_is_confirmed(page: Page) -> None:
    assert await page.evaluate(MEMORY, module("unconfirmed-sound")) == {
        "faults": [],
        "end": True,
        "left": 132_748,
        "size": 0,
    }
