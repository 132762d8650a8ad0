"""How many different words a text has and how evenly it uses them; all from word counts alone."""

import math

import numpy as np

from driftview import quantities
from driftview.arrays import Counts
from driftview.measures.observation import Observation, Spectrum, spectrum
from driftview.measures.registry import Function, Kept, Value, measure
from driftview.portable import LN2, exp2, log2

SHANNON = "Shannon 1948, A Mathematical Theory of Communication"
HILL = "Hill 1973, Diversity and Evenness, Ecology 54"


def entropy_bits(found: Spectrum) -> float | None:
    """Return the plug-in entropy of the word frequencies.

    Parameters
    ----------
    found
        Counts of counts of a text.

    Returns
    -------
    float or None
        In bits, from 0; None of an empty text.

    Notes
    -----
    H = −Σ p log₂ p, also the maximum-likelihood or naive entropy (Shannon 1948, A Mathematical Theory of
    Communication). It is too small on average, the more so the shorter the text.
    """
    length = int(found.times @ found.types)
    if not length:
        return None
    spent = float((found.types * found.times * log2(found.times)).sum())
    return max(0.0, float(log2(length)) - spent / length)


def miller_madow_bits(found: Spectrum) -> float | None:
    """Return the entropy with the Miller–Madow correction for short texts.

    Parameters
    ----------
    found
        Counts of counts of a text.

    Returns
    -------
    float or None
        In bits; None of an empty text.

    Notes
    -----
    H + (V − 1)/(2 N) nats (Miller 1955, Note on the Bias of Information Estimates).
    """
    plug_in = entropy_bits(found)
    if plug_in is None:
        return None
    length = int(found.times @ found.types)
    return plug_in + (int(found.types.sum()) - 1) / (2 * length * LN2)


def hill_number(found: Spectrum, order: float) -> float | None:
    """Return the Hill number of an order, also the effective number of words or true diversity.

    Parameters
    ----------
    found
        Counts of counts of a text.
    order
        q ≥ 0: at 0 every word counts alike, the higher the more only the common ones count.

    Returns
    -------
    float or None
        From 1 to the number of words; None of an empty text.

    Raises
    ------
    ValueError
        For an order below 0.

    Notes
    -----
    ᵠD = (Σ p^q)^(1/(1−q)); order 1 is the limit 2^H, order ∞ is 1/max p (Hill 1973, Diversity and
    Evenness).
    """
    if order < 0:
        raise ValueError(f"the order of a Hill number is 0 or more, not {order}")
    length = int(found.times @ found.types)
    if not length:
        return None
    if order == 1:
        return float(exp2(entropy_bits(found) or 0.0))
    if math.isinf(order):
        return length / int(found.times[-1])
    if order == 0:
        return float(found.types.sum())
    if order == 2:
        return length**2 / int(found.types @ found.times**2)
    powers = float((found.types * exp2(order * log2(found.times / length))).sum())
    return float(exp2(log2(powers) / (1 - order)))


def simpson_unbiased(counts: Counts) -> float | None:
    """Return the chance that two tokens drawn without replacement are the same word.

    Parameters
    ----------
    counts
        How often each word occurs, shape (V,).

    Returns
    -------
    float or None
        From 0 to 1; None below two tokens.

    Notes
    -----
    Σ c(c − 1) / N(N − 1), without bias (Simpson 1949, Measurement of Diversity).
    """
    found = spectrum(counts)
    length = int(found.times @ found.types)
    if length < 2:
        return None
    return int((found.types * found.times) @ (found.times - 1)) / (length * (length - 1))


@measure(
    quantities.LENGTH,
    "tokens",
    "tokens",
    "How long the text is, punctuation and paragraph ends included.",
    "neither",
    formula="N",
    source="definition",
    everyday=1,
    ordered=False,
    change=False,
)
def _tokens(observation: Observation) -> Value:
    return observation.length


@measure(
    quantities.WORDS,
    "all words",
    "words",
    "How many different words the text uses, including those that the human text lacks. Punctuation marks "
    "and "
    "the end of a paragraph (¶) count as words.",
    "lower",
    formula="V = |{w : c_w > 0}|",
    source="definition",
    law="words",
    counts_own=True,
    everyday=2,
    ordered=False,
    digits=0,
)
def _types(observation: Observation) -> Value:
    return observation.types


@measure(
    quantities.WORDS_ONCE,
    "words used once",
    "words",
    "How many words occur exactly once (hapaxes): the next to die.",
    "lower",
    formula="V_1 = |{w : c_w = 1}|",
    source="definition",
    law="words used once",
    counts_own=True,
    everyday=3,
    ordered=False,
    panel=3,
    table="brief",
    studied=True,
    kept=Kept("words used once", "words used only once, compared with the human text"),
    short="used once",
    digits=0,
    compared=True,
)
def _hapaxes(observation: Observation) -> Value:
    return observation.spectrum.occurring(1)


@measure(
    quantities.ENTROPY,
    "entropy",
    "bits",
    "How hard it is to guess a word of the text if you know how often each word occurs.",
    "lower",
    formula="H = −Σ p_w log₂ p_w",
    source=SHANNON,
    everyday=4,
    ordered=False,
    panel=6,
    table="full",
    studied=True,
    compared=True,
)
def _entropy(observation: Observation) -> Value:
    return entropy_bits(observation.spectrum)


@measure(
    "entropy_mm_bits",
    "entropy, corrected",
    "bits",
    "The entropy, corrected for the words that a short text misses on average.",
    "lower",
    formula="H + (V − 1) / (2 N ln 2)",
    source="Miller 1955, Note on the Bias of Information Estimates",
    everyday=5,
    ordered=False,
)
def _entropy_miller_madow(observation: Observation) -> Value:
    return miller_madow_bits(observation.spectrum)


@measure(
    "hill_1",
    "common words",
    "words",
    "How many equally frequent words would be as hard to guess as these.",
    "lower",
    formula="¹D = 2^H",
    source=HILL,
    everyday=6,
    ordered=False,
    panel=12,
    studied=True,
    digits=0,
    kept=Kept("diversity", "effective number of words, exp(entropy), against the human text"),
)
def _hill_1(observation: Observation) -> Value:
    return hill_number(observation.spectrum, 1)


@measure(
    "hill_2",
    "dominant words",
    "words",
    "How many equally frequent words would repeat as often as these: only the commonest count.",
    "lower",
    formula="²D = 1 / Σ p_w²",
    source=HILL,
    everyday=7,
    ordered=False,
    panel=13,
    studied=True,
    digits=1,
    of_length="steady",
)
def _hill_2(observation: Observation) -> Value:
    return hill_number(observation.spectrum, 2)


@measure(
    "ttr",
    "words per token",
    "ratio",
    "Different words per word of text; compare it only between texts of the same length.",
    "lower",
    formula="TTR = V / N",
    source="Johnson 1944, Studies in Language Behavior",
    everyday=10,
    ordered=False,
    panel=17,
    short="words/token",
)
def _type_token_ratio(observation: Observation) -> Value:
    return observation.types / observation.length if observation.length else None


@measure(
    "unseen_mass",
    "unseen",
    "share",
    "The chance that the writer's next word would be new to this text.",
    "lower",
    formula="V_1 / N",
    source="Good 1953, The Population Frequencies of Species",
    everyday=13,
    ordered=False,
    panel=14,
)
def _unseen_mass(observation: Observation) -> Value:
    if not observation.length:
        return None
    return observation.spectrum.occurring(1) / observation.length


HD_D_DRAWS = 42
"""Draws of HD-D, as McCarthy and Jarvis use them."""

RAREFIED = 1000
"""Draws of the rarefied vocabulary."""

TOP = 10
"""How many of the commonest words make the top share."""


def chao1(found: Spectrum) -> float:
    """Return a lower bound for the number of words behind a text.

    Parameters
    ----------
    found
        Counts of counts of a text.

    Returns
    -------
    float
        At least the number of words that occur.

    Notes
    -----
    V + V_1(V_1 − 1)/(2(V_2 + 1)), the bias-corrected form (Chao 1984 and 1987, as corrected in Chao 2005).
    """
    once, twice = found.occurring(1), found.occurring(2)
    return int(found.types.sum()) + once * (once - 1) / (2 * (twice + 1))


def expected_types(found: Spectrum, draws: int) -> float | None:
    """Return how many different words ``draws`` tokens taken without replacement hold on average.

    Σ_w 1 − C(N − c_w, m)/C(N, m) (Hurlbert 1971); None where the text has fewer tokens than that.

    Parameters
    ----------
    found
        How many words occur how often.
    draws
        Tokens that are drawn, at most as many as there are.

    Returns
    -------
    float | None
        Words; None where the text has fewer tokens.
    """
    length = int(found.times @ found.types)
    if not 0 <= draws <= length:
        return None
    if not draws:
        return 0.0
    # C(N − c, m)/C(N, m) is the product of (N − m − i)/(N − i) over i < c; no way to miss once c > N − m.
    longest = min(int(found.times[-1]), length - draws)
    steps = 1 - draws / (length - np.arange(longest, dtype=np.float64))
    misses = np.append(np.cumprod(steps), 0.0)
    return float((found.types * (1 - misses[np.minimum(found.times - 1, longest)])).sum())


def yules_k(found: Spectrum) -> float | None:
    """Return Yule's characteristic K.

    Parameters
    ----------
    found
        Counts of counts of a text.

    Returns
    -------
    float or None
        Pairs of the same word among 10,000 pairs; None of an empty text.

    Notes
    -----
    10⁴ (Σ i² V_i − N)/N² (Yule 1944, The Statistical Study of Literary Vocabulary).
    """
    length = int(found.times @ found.types)
    if not length:
        return None
    return 1e4 * (int(found.types @ found.times**2) - length) / length**2


def zipf_exponent(found: Spectrum) -> float | None:
    """Return the maximum-likelihood exponent a ≥ 0 of p(rank) ∝ rank^−a over the ranks 1 … V.

    Ranks are those of this text itself, commonest first; the likelihood is that of its N tokens. At the
    maximum the model's mean log rank is the observed one, which falls with a, so the root is bracketed and
    halved. None below two words. The form is Zipf's (1949), fitted as in Goldstein, Morris & Yen (2004).

    Parameters
    ----------
    found
        How many words occur how often.

    Returns
    -------
    float | None
        The exponent; None where the text has too few words.
    """
    types = int(found.types.sum())
    if types < 2:
        return None
    counts = np.repeat(found.times, found.types)[::-1]
    logs = log2(np.arange(1, types + 1))
    observed = float((counts * logs).sum()) / int(counts.sum())

    def mean_log_rank(exponent: float) -> float:
        weights = exp2(-exponent * logs)
        return float((weights * logs).sum() / weights.sum())

    low, high = 0.0, 1.0
    while mean_log_rank(high) > observed:
        low, high = high, 2 * high
    while high - low > 1e-10 * (1 + high):
        middle = (low + high) / 2
        low, high = (middle, high) if mean_log_rank(middle) > observed else (low, middle)
    return (low + high) / 2


def _hill(order: float) -> Function:
    def function(observation: Observation) -> Value:
        return hill_number(observation.spectrum, order)

    return function


for _order, _name, _sign, _meaning in (
    (0.0, "0", "⁰", "How many different words the text uses: every word counts alike."),
    (0.5, "0_5", "½", "Effective words when rare words still count a lot."),
    (1.5, "1_5", "³⁄²", "Effective words between the common (order 1) and the dominant (order 2)."),
    (3.0, "3", "³", "Effective words when almost only the commonest count."),
    (math.inf, "infinity", "^∞", "One over the share of the commonest word."),
):
    measure(
        f"hill_{_name}",
        f"Hill {_sign}D",
        "words",
        _meaning,
        "lower",
        formula="1 / max p_w" if math.isinf(_order) else f"(Σ p_w^{_order:g})^(1/(1 − {_order:g}))",
        source=HILL,
        ordered=False,
        of_length="changes" if _order < 2 else "steady",
    )(_hill(_order))


@measure(
    "heterozygosity",
    "two differ",
    "share",
    "The chance that two words taken from the text are different words.",
    "lower",
    formula="H = 1 − Σ p_w²",
    source="Simpson 1949, Measurement of Diversity",
    ordered=False,
    of_length="steady",
)
def _heterozygosity(observation: Observation) -> Value:
    effective = hill_number(observation.spectrum, 2)
    return None if effective is None else 1 - 1 / effective


@measure(
    "chao1",
    "Chao1",
    "words",
    "A lower bound for how many words the writer has, judged by those used once and twice.",
    "lower",
    formula="V + V_1 (V_1 − 1) / (2 (V_2 + 1))",
    source="Chao 1984, Nonparametric Estimation of the Number of Classes (bias-corrected form)",
    ordered=False,
)
def _chao1(observation: Observation) -> Value:
    return chao1(observation.spectrum)


@measure(
    "hd_d",
    "HD-D",
    "ratio",
    "Different words per word in 42 words drawn at random (you can choose the number); for texts of any "
    "length.",
    "lower",
    formula="Σ_w (1 − C(N − c_w, 42)/C(N, 42)) / 42",
    source="McCarthy & Jarvis 2007, vocd: a Theoretical and Empirical Evaluation",
    of_length="steady",
    ordered=False,
)
def _hd_d(observation: Observation) -> Value:
    draws = observation.thresholds.hd_d_draws
    types = expected_types(observation.spectrum, draws)
    return None if types is None else types / draws


@measure(
    "rarefied_1000",
    "words in 1,000",
    "words",
    "How many different words 1,000 words drawn at random hold; compares texts of any length.",
    "lower",
    formula="Σ_w 1 − C(N − c_w, 1000)/C(N, 1000)",
    source="Hurlbert 1971, The Nonconcept of Species Diversity",
    of_length="steady",
    ordered=False,
)
def _rarefied(observation: Observation) -> Value:
    return expected_types(observation.spectrum, RAREFIED)


@measure(
    "yules_k",
    "Yule's K",
    "per 10,000",
    "How often two words taken from the text are the same word, in pairs of 10,000.",
    "higher",
    formula="10⁴ (Σ i² V_i − N) / N²",
    source="Yule 1944, The Statistical Study of Literary Vocabulary",
    ordered=False,
    of_length="steady",
)
def _yules_k(observation: Observation) -> Value:
    return yules_k(observation.spectrum)


@measure(
    "herdans_c",
    "Herdan's C",
    "ratio",
    "Different words against length, both as logarithms, so that length matters less.",
    "lower",
    formula="log V / log N",
    source="Herdan 1960, Type-Token Mathematics",
    ordered=False,
)
def _herdans_c(observation: Observation) -> Value:
    if observation.length < 2:
        return None
    return float(log2(observation.types) / log2(observation.length))


@measure(
    "guirauds_r",
    "Guiraud's R",
    "ratio",
    "Different words against the square root of length, so that length matters less.",
    "lower",
    formula="V / √N",
    source="Guiraud 1954, Les Caractères Statistiques du Vocabulaire",
    ordered=False,
)
def _guirauds_r(observation: Observation) -> Value:
    return observation.types / math.sqrt(observation.length) if observation.length else None


@measure(
    "zipf_exponent",
    "Zipf exponent",
    "exponent",
    "How steeply frequency falls with rank; losing rare words can make it flatter or steeper.",
    "neither",
    formula="argmax_a Σ_r c_r log(r^−a / Σ_s s^−a)",
    source="Zipf 1949; fitted as in Goldstein, Morris & Yen 2004, Problems with Fitting to the Power-Law",
    ordered=False,
)
def _zipf_exponent(observation: Observation) -> Value:
    return zipf_exponent(observation.spectrum)


@measure(
    "top_10_share",
    "top 10",
    "share",
    "The share of the text made up by its ten commonest words.",
    "higher",
    formula="Σ_{r ≤ 10} c_r / N",
    source="definition",
    ordered=False,
    of_length="steady",
)
def _top_share(observation: Observation) -> Value:
    if not observation.length:
        return None
    commonest = np.sort(observation.counts)[-TOP:]
    return int(commonest.sum()) / observation.length
