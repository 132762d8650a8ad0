"""What the laws of words leave out, to first order: the copies of one word share the places of a text.

The laws take the c families of a word as independent, so log P(dead) = c·log e. In truth the copies compete:
from M training tokens a text of N is drawn as a whole, and with u the chance that a copy has descendants,
E e^(−aX) for X ~ Binomial(N, c/M) is exp(−c·r·u − c²·r·u²/(2M) − …), r = N/M. The second term adds up over
the generations; it is O(1/N), and only words of many tokens, still in danger, feel it.
"""

import numpy as np

from driftview.theory.schedule import Schedule
from driftview.theory.survival import token_lines
from driftview.theory.word_law import Spectrum


def sharing(schedule: Schedule, generation: int) -> float:
    """Return B in log P(dead by ``generation``) = c·log e − B·c(c − 1) + O(1/N²); 0 for generation 0.

    With s_j the survival of a token of generation j, over the j that token i is trained on for:
    B_i = Σ_j r_j s_j²/(2 M_j) + r_j²(1 − s_j)² B_j. Where human text is mixed in, an upper bound.
    """
    survival = token_lines(schedule).by_birth[:, generation]
    training = schedule.training_sizes
    ratios = schedule.mix_sizes[1:] * schedule.regenerated / training
    terms = np.zeros(generation + 1)
    shares = np.zeros(generation + 1)
    for birth in range(generation, -1, -1):
        last = generation if schedule.window is None else min(generation, birth + schedule.window)
        shares[birth] = terms[birth + 1 : last + 1].sum()
        if birth:
            ratio, alive = ratios[birth - 1], survival[birth]
            drawn = ratio * alive**2 / (2.0 * training[birth - 1])
            terms[birth] = drawn + ratio**2 * (1.0 - alive) ** 2 * shares[birth]
    again = schedule.human_passes[:generation] ** 2 @ shares[1:]
    return float(shares[0] + again)


def words_error(spectrum: Spectrum, schedule: Schedule, generation: int) -> float:
    """Return by how many words the laws may be off for that reason: Σ e^c·(1 − exp(−B·c(c − 1)))."""
    extinction = float(token_lines(schedule).extinction[generation])
    pairs = spectrum.count * (spectrum.count - 1.0)
    dead = np.power(extinction, spectrum.count)
    return float(spectrum.words @ (-np.expm1(-sharing(schedule, generation) * pairs) * dead))
