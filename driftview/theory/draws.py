"""Human documents that are drawn into the mixes, and what becomes of a word that stands in them.

A document is drawn as a whole. Where that happens with probability m, a clump of r tokens of one word leaves
nothing behind with the chance φ(r) = 1 − m + m·x^r, x that of one token; token by token it would be
(1 − m + m·x)^r, which is smaller.
"""

from dataclasses import dataclass

import numpy as np

from driftview.arrays import Floats
from driftview.theory.schedule import Schedule
from driftview.theory.survival import Lines, slices

STILL_THERE = 1e-12
"""In place of 0 for the chance that a token is gone where it is kept for certain: logarithms stay finite."""


@dataclass(frozen=True)
class Draws:
    """K independent draws, each of which can turn out in P ways for a document."""

    chance: Floats
    """Probability of each way, shape (K, P); rows add to 1."""
    log: Floats
    """log of the chance that a token of a document taken that way has no descendant, shape (K, P)."""
    slope: Floats
    """Its derivative: e′/e, shape (K, P)."""

    def of_clumps(self, size: Floats) -> "ClumpFate":
        """Return what becomes of clumps of each size, shape (R,), over all the draws."""
        log = self.log[..., None] * size
        slope = self.slope[..., None] * size
        chance = np.broadcast_to(self.chance[..., None], log.shape)
        largest = np.where(chance > 0, log, -np.inf).max(axis=1, keepdims=True)
        weight = chance * np.exp(np.where(chance > 0, log - largest, 0.0))
        total = weight.sum(axis=1, keepdims=True)
        turned = weight / total
        mean_slope = (turned * slope).sum(axis=1, keepdims=True)
        log_dead = (largest + np.log(total))[:, 0]
        return ClumpFate(
            log_dead.sum(axis=0), mean_slope.sum(axis=(0, 1)), chance, turned, slope - mean_slope
        )


@dataclass(frozen=True)
class ClumpFate:
    """The fate of clumps of R sizes over K draws of P ways each."""

    log_dead: Floats
    """log Π_k φ_k(r), shape (R,)."""
    slope: Floats
    """Its derivative, shape (R,)."""
    chance: Floats
    """Probability of each way before anything is known, shape (K, P, R)."""
    turned: Floats
    """Probability of each way when the clump has left nothing behind, shape (K, P, R)."""
    slope_beyond: Floats
    """The derivative of log x^r that way, less its mean over ``turned``; shape (K, P, R)."""

    def kernel(self) -> Floats:
        """Return how the ways that a document can be taken move words together, shape (2R, 2R).

        A word with A the chance of being dead and Q of being a hapax, and a clump of size r in a document
        that is taken in way p: A moves by A·h_0, Q by Q·h_0 + A·h_1, h_0 = x^r/φ − 1,
        h_1 = x^r/φ·(its slope − the mean). Rows and columns are h_0 for all sizes, then h_1; entries their
        covariances, summed over draws.
        """
        ratio = self.turned / np.where(self.chance > 0, self.chance, 1.0)
        moves = np.concatenate((ratio - 1.0, ratio * self.slope_beyond), axis=-1)
        weighted = moves * np.concatenate((self.chance, self.chance), axis=-1)
        draws, ways, columns = moves.shape
        flat = (draws * ways, columns)
        return np.asarray(moves.reshape(flat).T @ weighted.reshape(flat))


def document_draws(schedule: Schedule, lines: Lines, generation: int) -> list[Draws]:
    """Return all the draws of human documents that a generation from 1 on descends from."""
    draws = []
    if any(schedule.human_shares):
        draws.append(mixing_draws(schedule, lines, generation))
    if lines.kept[:generation].any():
        draws.append(keeping_draws(schedule, lines, generation))
    return draws


def mixing_draws(schedule: Schedule, lines: Lines, generation: int) -> Draws:
    """Return the draws by which human documents come into mixes.

    fresh: one draw for each mix t, in which a document is taken ⌊passes⌋ times and once more by chance.
    fixed: one draw for ever; a document's place in the order decides how often each mix takes it.
    """
    log, slope = lines.mix_log[1:generation, generation], lines.mix_slope[1:generation, generation]
    passes = schedule.human_passes[: generation - 1]
    if schedule.human_source == "fresh":
        taken = passes > 0
        times = np.floor(passes[taken])[:, None] + (0.0, 1.0)
        part = passes[taken] % 1.0
        chance = np.stack((1.0 - part, part), axis=1)
        return Draws(chance, times * log[taken, None], times * slope[taken, None])
    shares, times = slices(passes, rotating=False)
    return Draws(shares[None], (times @ log)[None], (times @ slope)[None])


def keeping_draws(schedule: Schedule, lines: Lines, generation: int) -> Draws:
    """Return the draw that decides for how many generations a document of the first text is kept (overlap).

    Way j: kept in generations 1 … j, and each time copied from when the mix holds it; way g: still there.
    """
    stays = np.cumprod(np.concatenate(([1.0], lines.kept[:generation])))
    chance = stays - np.append(stays[1:], 0.0)
    in_mix = 1.0 - np.array(schedule.human_shares[: generation - 1])
    logs, slopes = lines.mix_log[1:generation, generation], lines.mix_slope[1:generation, generation]
    dead = np.maximum(1.0 + in_mix * np.expm1(logs), STILL_THERE)
    slope = in_mix * np.exp(logs) * slopes / dead
    kept_log = np.concatenate(([0.0], np.log(dead), [np.log(STILL_THERE)])).cumsum()
    kept_slope = np.concatenate(([0.0], slope, [1.0 / STILL_THERE])).cumsum()
    return Draws(chance[None], kept_log[None], kept_slope[None])
