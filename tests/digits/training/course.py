"""The whole course of training, each stage in a few processes that learn together."""

import multiprocessing
import os
from pathlib import Path
from typing import Final

import torch
from torch import distributed

from tests.digits.training.corpus import Corpus, build_corpora
from tests.digits.training.network import Network, Shape
from tests.digits.training.stages import STAGES, Stage
from tests.digits.training.train import Trainer, steps_done

PROCESSES: Final = 2
"""How many processes learn together; the sizes of the recipes are for each of them."""


def run_course(data: Path, folder: Path, seed: int) -> None:
    """Go through all stages; what checkpoints say is done is skipped."""
    folder.mkdir(parents=True, exist_ok=True)
    corpora: dict[str | None, Corpus] = {}
    for number, stage in enumerate(STAGES):
        if steps_done(folder, stage) >= stage.steps:
            continue
        if stage.left_out not in corpora:
            corpora = {stage.left_out: build_corpora(data, stage.left_out, seed)[0]}
        _run_stage(number, corpora[stage.left_out], folder, seed)


def _run_stage(number: int, corpus: Corpus, folder: Path, seed: int) -> None:
    meeting_point = folder / "meeting-point"
    meeting_point.unlink(missing_ok=True)
    context = multiprocessing.get_context("fork")  # shares the corpus without copying it
    learners = [
        context.Process(target=_learn, args=(number, rank, corpus, folder, seed))
        for rank in range(PROCESSES)
    ]
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
    if any(learner.exitcode for learner in learners):
        raise RuntimeError(f"stage {STAGES[number].name} failed")


def _learn(number: int, rank: int, corpus: Corpus, folder: Path, seed: int) -> None:
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    torch.set_num_threads(1)
    torch.manual_seed(seed)  # equal first weights in all processes
    distributed.init_process_group(
        "gloo", f"file://{(folder / 'meeting-point').resolve()}", rank=rank, world_size=PROCESSES
    )
    trainer = Trainer(Network(Shape()), folder, seed, rank)
    stage: Stage = STAGES[number]
    if number and not trainer.path(stage).exists():
        trainer.begin_from(STAGES[number - 1])
    trainer.train(stage, corpus)
    distributed.barrier()
    distributed.destroy_process_group()
