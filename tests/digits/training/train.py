"""The training loop."""

import math
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import distributed, nn

from tests.digits.training.acoustics import NoiseBank
from tests.digits.training.batches import Batch, BatchMaker, Recipe
from tests.digits.training.corpus import Corpus
from tests.digits.training.losses import Losses, all_losses, frame_loss
from tests.digits.training.network import Network, Shape
from tests.digits.training.stages import Stage
from tests.digits.training.utterances import Composer

_WARM_UP_STEPS: Final = 120
_LARGEST_GRADIENT: Final = 1.0
_AVERAGING: Final = 0.998
_CHECKPOINT_SECONDS: Final = 120.0
_LOG_STEPS: Final = 25
_QUEUED_BATCHES: Final = 6


def recipe_for(stage: Stage, number: int, seed: int) -> Recipe:
    """Draw the recipe of batch `number`."""
    random = np.random.default_rng((seed, number, 1))
    shares = [share for _, share in stage.mixture]
    return stage.mixture[int(random.choice(len(shares), p=shares))][0]


def _produce(
    corpus: Corpus, stage: Stage, seed: int, rank: int, numbers: range, queue: Any
) -> None:
    torch.set_num_threads(1)
    voices = [clip.samples for clips in corpus.others.values() for clip in clips]
    noises = NoiseBank(voices, np.random.default_rng(seed))
    maker = BatchMaker(Composer(corpus, noises), (seed, rank))
    for number in numbers:
        batch = maker.make(recipe_for(stage, number, seed), number)
        queue.put([getattr(batch, item.name).numpy() for item in fields(Batch)])


def batches(corpus: Corpus, stage: Stage, seed: int, rank: int, first: int) -> Iterator[Batch]:
    """Make the batches of a stage in a process of their own."""
    context = multiprocessing.get_context("fork")  # shares the corpus without copying it
    queue = context.Queue(_QUEUED_BATCHES)
    numbers = range(first, stage.steps)
    worker = context.Process(
        target=_produce, args=(corpus, stage, seed, rank, numbers, queue), daemon=True
    )
    worker.start()
    for _ in numbers:
        yield Batch(*(torch.from_numpy(array) for array in queue.get()))
    worker.join()


def learning_rate(stage: Stage, step: int) -> float:
    """Warm up, then fall along a cosine."""
    warm = min(1.0, (step + 1) / _WARM_UP_STEPS)
    cosine = 0.5 * (1 + math.cos(math.pi * step / stage.steps))
    return warm * (stage.last_rate + (stage.first_rate - stage.last_rate) * cosine)


def steps_done(folder: Path, stage: Stage) -> int:
    """Say how far a stage has come according to its checkpoint."""
    path = folder / f"{stage.name}.pt"
    return int(torch.load(path, weights_only=True)["step"]) if path.exists() else 0


def averaged(path: Path) -> Network:
    """Load the averaged weights of a checkpoint."""
    network = Network(Shape())
    network.load_state_dict(torch.load(path, weights_only=True)["averaged"])
    return network


class Trainer:
    """One of several equal processes that train together, sharing the gradients of each step.

    On few cores this is faster than one process with several threads, which wait for each other
    hundreds of times in each step. Training goes on from the last checkpoint when it was stopped.
    """

    def __init__(self, network: Network, folder: Path, seed: int, rank: int) -> None:
        self._network = network
        self._folder = folder
        self._seed = seed
        self._rank = rank
        self._averaged = {name: value.clone() for name, value in network.state_dict().items()}

    def path(self, stage: Stage) -> Path:
        """Say where the checkpoint of a stage lies."""
        return self._folder / f"{stage.name}.pt"

    def train(self, stage: Stage, corpus: Corpus) -> None:
        """Train one stage, or the rest of it."""
        optimizer = torch.optim.AdamW(_groups(self._network), betas=(0.9, 0.98))
        step = self._restore(stage, optimizer)
        seed = self._seed + sum(stage.name.encode())
        saved, begun, first = time.monotonic(), time.monotonic(), step
        for batch in batches(corpus, stage, seed, self._rank, step):
            losses = self._step(stage, step, batch, optimizer)
            step += 1
            if self._rank == 0 and step % _LOG_STEPS == 0:
                pace = (time.monotonic() - begun) / (step - first)
                print(_line(stage, step, losses, pace), flush=True)
            due = time.monotonic() - saved > _CHECKPOINT_SECONDS or step == stage.steps
            if self._rank == 0 and due:
                self._save(stage, step, optimizer)
                saved = time.monotonic()

    def _step(
        self, stage: Stage, step: int, batch: Batch, optimizer: torch.optim.Optimizer
    ) -> Losses:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(stage, step)
        if stage.encoder_only:
            none = torch.zeros(())
            losses = Losses(none, none, frame_loss(self._network.spot(batch), batch))
        else:
            losses = all_losses(self._network(batch), batch)
        optimizer.zero_grad()
        torch.autograd.backward(losses.total(stage.weights))
        _share_gradients(self._network)
        nn.utils.clip_grad_norm_(self._network.parameters(), _LARGEST_GRADIENT)
        optimizer.step()
        with torch.no_grad():
            for name, value in self._network.state_dict().items():
                self._averaged[name].lerp_(value, 1 - _AVERAGING)
        return losses

    def _save(self, stage: Stage, step: int, optimizer: torch.optim.Optimizer) -> None:
        state = {
            "step": step,
            "network": self._network.state_dict(),
            "averaged": self._averaged,
            "optimizer": optimizer.state_dict(),
        }
        partial = self.path(stage).with_suffix(".part")
        torch.save(state, partial)
        partial.replace(self.path(stage))

    def begin_from(self, stage: Stage) -> dict[str, Any]:
        """Take over the weights with which another stage ended."""
        state: dict[str, Any] = torch.load(self.path(stage), weights_only=True)
        self._network.load_state_dict(state["network"])
        self._averaged = state["averaged"]
        return state

    def _restore(self, stage: Stage, optimizer: torch.optim.Optimizer) -> int:
        if not self.path(stage).exists():
            return 0
        state = self.begin_from(stage)
        optimizer.load_state_dict(state["optimizer"])
        return int(state["step"])


def _share_gradients(network: Network) -> None:
    """Average the gradients of all processes in one exchange."""
    for parameter in network.parameters():
        if parameter.grad is None:  # a batch of noise says nothing about words
            parameter.grad = torch.zeros_like(parameter)
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    distributed.all_reduce(flat)
    flat /= distributed.get_world_size()
    sizes = [gradient.numel() for gradient in gradients]
    for gradient, shared in zip(gradients, torch.split(flat, sizes), strict=True):
        gradient.copy_(shared.view_as(gradient))


def _groups(network: Network) -> list[dict[str, Any]]:
    """Let matrices decay, but neither biases nor norms nor the position table."""
    matrices = [p for name, p in network.named_parameters() if p.dim() > 1 and name != "positions"]
    kept = {id(p) for p in matrices}
    others = [p for p in network.parameters() if id(p) not in kept]
    return [{"params": matrices, "weight_decay": 0.03}, {"params": others, "weight_decay": 0.0}]


def _line(stage: Stage, step: int, losses: Losses, pace: float) -> str:
    parts = (
        f"{stage.name} {step}/{stage.steps}",
        f"tokens {losses.tokens.item():.3f}",
        f"attention {losses.attention.item():.3f}",
        f"frames {losses.frames.item():.3f}",
        f"{pace:.2f} s/step",
    )
    return "  ".join(parts)
