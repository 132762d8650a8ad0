"""Heterozygosity, entropy, fixation, and the drift of voices."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftview.theory import diversity, variance


def test_heterozygosity_has_its_known_value() -> None:
    assert diversity.heterozygosity(1.0, [50_000] * 10)[10] == pytest.approx(0.99980, abs=5e-6)
    assert diversity.simpson(0.3, [100] * 3)[1] == pytest.approx(0.3 + 0.7 / 100)
    assert diversity.heterozygosity(0.7, [1]).tolist() == [0.7, 0.0]


@given(st.floats(1.5, 1e12))
def test_half_is_gone_at_half_life(tokens: float) -> None:
    assert (1 - 1 / tokens) ** diversity.half_life(tokens) == pytest.approx(0.5, rel=1e-3)


def test_heterozygosity_entropy_and_voices_agree_with_drift() -> None:
    counts = np.array([400, 300, 150, 100, 50])
    tokens, generations, replicates = 1000, 8, 3000
    generator = np.random.default_rng(3)
    start = counts / tokens
    shares = np.tile(start, (replicates, 1))
    bits = -(start * np.log2(start)).sum()
    for _ in range(generations):
        shares = generator.multinomial(tokens, shares) / tokens
    different = 1 - (shares**2).sum(axis=1)
    error = 4 / math.sqrt(replicates)
    predicted = diversity.heterozygosity(1 - (start**2).sum(), [tokens] * generations)[-1]
    assert different.mean() == pytest.approx(predicted, abs=different.std() * error)
    entropy = -np.where(shares > 0, shares * np.log2(np.where(shares > 0, shares, 1)), 0).sum(axis=1)
    path = diversity.entropy_path_bits(bits, [5] * generations, [tokens] * generations)
    assert entropy.mean() == pytest.approx(path[-1], abs=entropy.std() * error)
    assert shares[:, 1].mean() == pytest.approx(variance.share_mean(0.3), abs=shares[:, 1].std() * error)
    spread = variance.share_sd(0.3, [tokens] * generations)
    assert spread[0] == 0
    assert shares[:, 1].std() == pytest.approx(spread[-1], rel=0.06)


def test_a_voice_with_human_text_behind_it_drifts_less() -> None:
    tokens, share, generations, replicates, human = 500, 0.3, 12, 4000, 0.2
    generator = np.random.default_rng(4)
    ours = round(share * tokens)
    training = np.full(replicates, float(ours))
    for _ in range(generations):
        written = generator.binomial(tokens, training / tokens)
        kept = round((1 - human) * tokens)
        prefix = generator.hypergeometric(written, tokens - written, kept)
        training = prefix + generator.hypergeometric(ours, tokens - ours, tokens - kept, replicates)
    spread = variance.share_sd_with_human_text(share, tokens, human, generations)
    assert (written / tokens).std() == pytest.approx(spread[-1], rel=0.05)
    alone = variance.share_sd_with_human_text(share, tokens, 0.0, generations)
    np.testing.assert_allclose(alone, variance.share_sd(share, [tokens] * generations))
    assert spread[-1] < 0.8 * alone[-1]


def test_drift_takes_its_time() -> None:
    generations = variance.generations_to_drift(0.3, 1000, 0.1)
    assert variance.share_sd(0.3, [1000] * round(generations))[-1] == pytest.approx(0.1, rel=0.01)
    assert variance.generations_to_drift(0.3, 1000, 0.5) == math.inf


def test_accumulating_keeps_heterozygosity() -> None:
    tokens, generations, replicates = 40, 12, 20_000
    generator = np.random.default_rng(5)
    pool = np.full(replicates, 12)
    for number in range(1, generations + 1):
        pool = pool + generator.binomial(tokens, pool / (number * tokens))
    part = pool / ((generations + 1) * tokens)
    different = 2 * part * (1 - part)
    predicted = diversity.accumulated_heterozygosity(2 * 0.3 * 0.7, tokens, generations)
    assert len(predicted) == generations + 1
    error = 4 * different.std() / math.sqrt(replicates)
    assert different.mean() == pytest.approx(predicted[-1], abs=error)
    lost = 1 - predicted[-1] / predicted[0]
    assert 0.8 * diversity.accumulated_loss_limit(tokens) < lost < diversity.accumulated_loss_limit(tokens)


def test_the_loss_of_accumulating_has_its_limits() -> None:
    assert diversity.accumulated_loss_limit(1) == pytest.approx(0.5)
    assert diversity.accumulated_loss_limit(4) == pytest.approx(
        1 - math.sin(math.pi / 2) / (math.pi / 2) / 0.75
    )
    assert diversity.accumulated_loss_limit(1e9) * 1e9 == pytest.approx(math.pi**2 / 6 - 1, rel=1e-8)


def test_overlap_drifts_like_a_larger_text() -> None:
    tokens, regenerated, replicates, generations = 60, 0.4, 20_000, 10
    generator = np.random.default_rng(6)
    share = np.full(replicates, 0.5)
    new = round(regenerated * tokens)
    for _ in range(generations):
        ours = np.round(share * tokens).astype(int)
        kept = generator.hypergeometric(ours, tokens - ours, tokens - new)
        share = (kept + generator.binomial(new, share)) / tokens
    different = 2 * share * (1 - share)
    rate = 1 - 1 / diversity.overlap_tokens(tokens, regenerated)
    assert different.mean() == pytest.approx(0.5 * rate**generations, rel=0.02)
    assert diversity.overlap_tokens(100, 1.0) == 100
    assert diversity.overlap_singletons_lost(1.0) == pytest.approx(math.exp(-1))
    with pytest.raises(ValueError, match="regenerated"):
        diversity.overlap_tokens(100, 0.0)


def test_entropy_loss_of_one_generation() -> None:
    assert diversity.entropy_loss_bits(7001, 100_000) == pytest.approx(7000 / (200_000 * math.log(2)))
    assert (diversity.entropy_path_bits(0.01, [100, 100], [50, 50]) >= 0).all()


def test_the_last_word_left_is_drawn_by_its_share() -> None:
    tokens, replicates = 30, 4000
    generator = np.random.default_rng(7)
    ours = np.full(replicates, 9)
    alone = np.zeros(replicates, int)
    while ((ours > 0) & (ours < tokens)).any():
        alone += (ours > 0) & (ours < tokens)
        ours = generator.binomial(tokens, ours / tokens)
    error = 4 * math.sqrt(0.21 / replicates)
    assert (ours == tokens).mean() == pytest.approx(float(diversity.fixation(0.3)), abs=error)
    assert alone.mean() == pytest.approx(float(diversity.fixation_time(0.3, tokens)), rel=0.06)
    assert diversity.fixation_time([0.0, 1.0], tokens).tolist() == [0.0, 0.0]
