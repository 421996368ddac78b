"""What the network is taught: the tokens, where to look, and what is heard at every moment."""

from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812  # PyTorch's own convention
from torch import Tensor

from tests.digits.training import vocabulary
from tests.digits.training.batches import Batch
from tests.digits.training.network import Answer
from tests.digits.training.transcripts import IGNORED

GUIDED_HEADS: Final = ((1, 0), (1, 1), (2, 0), (2, 1))
"""Decoder (layer, head) pairs that are taught to look at the word being written."""
FOLLOWING_HEADS: Final = ((0, 0), (0, 1))
"""Pairs that are taught to find what was written last; from there the others go on."""
_CONTEXT: Final = 0.5
"""Weight of what was said before a moment against what is being said."""
_TRAILING: Final = 0.2
"""Weight of the pause after a word, so that word times begin at a word, not in the pause before."""
_TRAILING_POSITIONS: Final = 20


@dataclass(frozen=True)
class Weights:
    """How much each lesson counts."""

    attention: float
    frames: float


@dataclass(frozen=True)
class Losses:
    """Mean losses of a batch."""

    tokens: Tensor
    attention: Tensor
    frames: Tensor

    def total(self, weights: Weights) -> Tensor:
        """Weigh them into one."""
        return self.tokens + weights.attention * self.attention + weights.frames * self.frames


def token_loss(answer: Answer, batch: Batch) -> Tensor:
    """Cross-entropy of every token that is asked for."""
    return F.cross_entropy(
        answer.logits.flatten(0, 1), batch.wanted.flatten(), ignore_index=IGNORED
    )


def attention_loss(answer: Answer, batch: Batch) -> Tensor:
    """Cross-entropy of the guided heads against the span of what each step writes, or has read.

    Words take their own span fully and the pause after it faintly.
    """
    target = _attention_targets(batch, answer.log_attention[0].shape[-1])
    count = target.sum().clamp(min=1.0)
    losses = [
        -(answer.log_attention[layer][:, head] * target).sum() / count
        for layer, head in GUIDED_HEADS
    ]
    losses += [
        -(answer.log_attention[layer][:, head, 1:] * target[:, :-1]).sum() / count
        for layer, head in FOLLOWING_HEADS
    ]
    return torch.stack(losses).mean()


def _attention_targets(batch: Batch, length: int) -> Tensor:
    """Spread the attention of each step (B, L, length); zero where it is not known."""
    positions = torch.arange(length)
    begin, end = batch.spans[..., :1], batch.spans[..., 1:]
    target = ((positions >= begin) & (positions < end)).float()
    known = end[..., 0] > 0
    words = known & (batch.wanted < vocabulary.END)
    following = _next_start(begin[..., 0], words)[..., None]
    pause = (positions >= end) & (positions < torch.minimum(following, end + _TRAILING_POSITIONS))
    target = target + _TRAILING * (pause & words[..., None]).float()
    return target / target.sum(dim=-1, keepdim=True).clamp(min=1e-6)


def _next_start(begin: Tensor, words: Tensor) -> Tensor:
    """Find for each step where the next word begins; far away after the last."""
    far = begin.new_full(begin.shape, 10**6)
    starts = torch.where(words, begin, far)
    later = torch.flip(torch.cummin(torch.flip(starts, [1]), dim=1).values, [1])
    return torch.cat([later[:, 1:], far[:, :1]], dim=1)


def frame_loss(frames: list[Tensor], batch: Batch) -> Tensor:
    """Cross-entropy of the frame answers; what came before only once something has."""
    total = F.cross_entropy(frames[0].transpose(1, 2), batch.frames[:, 0])
    asked = (batch.frames > 0).any(dim=1)
    if not bool(asked.any()):
        return total
    for index in range(1, len(frames)):
        total = total + _CONTEXT * F.cross_entropy(
            frames[index][asked], batch.frames[:, index][asked]
        )
    return total


def all_losses(answer: Answer, batch: Batch) -> Losses:
    """Compute every loss of a batch."""
    return Losses(
        token_loss(answer, batch), attention_loss(answer, batch), frame_loss(answer.frames, batch)
    )
