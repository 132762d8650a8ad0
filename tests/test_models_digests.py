"""The same seed writes the same text, bit for bit, whatever is done to make writing faster."""

import hashlib

import numpy as np
import pytest
from toys import documents

from driftview.models.decoding import Decoding
from driftview.models.protocol import TrainingText
from driftview.models.registry import make_model

WORDS = 300


def rare_and_common_words(number: int, length: int) -> TrainingText:
    """Return documents of about so many tokens over words of very unequal frequency."""
    rng = np.random.default_rng(number)
    lengths = (length * (0.5 + rng.random(number))).astype(int)
    return documents([(1 + (WORDS - 1) * rng.random(size) ** 3).astype(int).tolist() for size in lengths])


TEXTS = {
    "many short documents": rare_and_common_words(900, 12),
    "few long documents": rare_and_common_words(11, 500),
    "one document": rare_and_common_words(1, 900),
}

SETTINGS = {
    "order 1": ("none", 1, Decoding()),
    "order 2": ("none", 2, Decoding()),
    "order 3": ("none", 3, Decoding()),
    "order 5": ("none", 5, Decoding()),
    "temperature": ("none", 2, Decoding(temperature=0.8)),
    "top-k": ("none", 3, Decoding(top_k=1)),
    "top-p": ("none", 2, Decoding(top_p=0.7)),
    "additive": ("additive", 2, None),
    "witten-bell": ("witten-bell", 3, None),
    "absolute": ("absolute", 2, None),
    "kneser-ney": ("kneser-ney", 3, None),
    "modified kneser-ney": ("modified-kneser-ney", 3, None),
    "stupid backoff": ("stupid-backoff", 2, None),
}


def digest(text: TrainingText, name: str, order: int, decoding: Decoding | None) -> str:
    """Return a checksum of three generations: tokens, parents, starts and cuts."""
    rng, sum_ = np.random.default_rng(5), hashlib.sha256()
    for _ in range(3):
        sample = make_model(name, order, decoding).train(text, WORDS + 1).sample(len(text.tokens), rng)
        for array, kind in ((sample.tokens, "<i4"), (sample.parents, "<i4"), (sample.starts, "<i8")):
            sum_.update(np.ascontiguousarray(array, kind).tobytes())
        sum_.update(str(sample.cut).encode())
        text = TrainingText(sample.tokens, sample.starts)
    return sum_.hexdigest()[:16]


RECORDED = {
    "many short documents": {
        "order 1": "95210bdb55393515",
        "order 2": "65c7a9778a12ad52",
        "order 3": "cbe00ac3466ae064",
        "order 5": "a1526e786ed2be49",
        "temperature": "4ae4d15c0262e914",
        "top-k": "3500601acfef529b",
        "top-p": "c4f4f176cfdfb7a0",
        "additive": "7f66249f4cf517e4",
        "witten-bell": "c2532f55204aba5f",
        "absolute": "0569644f636bbfde",
        "kneser-ney": "47f8b79ec5e6db62",
        "modified kneser-ney": "3cfb272286c9ed73",
        "stupid backoff": "ea72bcb2ce9c7bf8",
    },
    "few long documents": {
        "order 1": "f00d65934b73e75d",
        "order 2": "322d378aa8f5ecd8",
        "order 3": "ee1aeb1d9f6ef254",
        "order 5": "1c431b56c92fc465",
        "temperature": "8bd58efc6b5d5e3e",
        "top-k": "8ec1d59c554ecf23",
        "top-p": "81d10edaa572e7b7",
        "additive": "8ac0999359200957",
        "witten-bell": "fba3ed3493d438eb",
        "absolute": "d690f384c8d5e5f7",
        "kneser-ney": "b767272450c5a901",
        "modified kneser-ney": "60dcfeb7815f3322",
        "stupid backoff": "5d6ba76d062e9a51",
    },
    "one document": {
        "order 1": "fd4b981d14c48bdc",
        "order 2": "9057a922e2a51ec7",
        "order 3": "34d7696cee2fd0d7",
        "order 5": "b1669c5885c98c71",
        "temperature": "babd2260f4908313",
        "top-k": "3410be51a2a7b26a",
        "top-p": "f59e00672b254672",
        "additive": "5ec0a9a79ba118a3",
        "witten-bell": "84aceb08813d50b1",
        "absolute": "52949bd96ad88c0b",
        "kneser-ney": "11b7fe95b89d5425",
        "modified kneser-ney": "56f34e38d9d6f9c7",
        "stupid backoff": "eb058bad2c9c5bdd",
    },
}


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_those_of_every_version_before(text: str) -> None:
    found = {name: digest(TEXTS[text], *settings) for name, settings in SETTINGS.items()}
    assert found == RECORDED[text]
