"""Which one-byte encoding a Latin text is in: the one in which its letters belong to one language's alphabet.

The same bytes are è, æ and ð in cp1252 and č, ć and đ in cp1250. No language has the first three; Croatian
has the others. Detectors that count oddities see none in either.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

ENCODINGS = (
    "cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "mac_roman", "cp850", "cp852",
    "iso8859_9", "mac_latin2",
)  # fmt: skip
"""What Latin texts are in that are not Unicode; of those that fit equally well, the first is taken."""

ALPHABETS = {
    language: frozenset(letters + letters.upper())
    for language, letters in {
        "French": "àâæçéèêëîïôœùûüÿ",
        "German": "äöüß",
        "Spanish": "áéíñóúü",
        "Portuguese": "áâãàçéêíóôõúü",
        "Italian": "àèéìíîòóùú",
        "Catalan": "àçèéíïòóúü",
        "Dutch": "áäèéêëïóöü",
        "Swedish and Finnish": "åäöé",
        "Danish and Norwegian": "æøåéêóôò",
        "Icelandic": "áðéíóúýþæö",
        "Czech and Slovak": "áäčďéěíĺľňóôŕřšťúůýž",
        "Polish": "ąćęłńóśźż",
        "Croatian and Slovenian": "čćđšž",
        "Hungarian": "áéíóöőúüű",
        "Romanian": "ăâîşţșț",
        "Turkish": "çğıöşüâîû",
        "Estonian": "äõöüšž",
        "Latvian": "āčēģīķļņšūž",
        "Lithuanian": "ąčęėįšųūž",
    }.items()
} | {"Turkish": frozenset("çğıöşüâîûÇĞİÖŞÜÂÎÛ")}
"""Letters beyond ASCII of languages that are written in Latin letters."""

WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "French": "le la les de des du et en un une est que qui dans pour ne pas sur au par",
        "German": "der die das und ist nicht ein eine zu den mit von auf sich des es dem im wird",
        "Spanish": "el la los las de que y en un una es no se por con para su del al lo",
        "Portuguese": "o a os as de que e do da em um uma para com se no na por dos ao",
        "Italian": "il la le i di che e un una in non per si del della con da al sono alla nel questo anche",
        "Catalan": "el la els les de que i en un una no per amb es del al va com ha",
        "Dutch": "de het een en van in is dat op te met voor niet zijn aan er door als of",
        "Swedish and Finnish": "och att en i som inte det den av med ja on ei se joka tai kun ovat",
        "Danish and Norwegian": "og i at en er det som ikke til af av den med for de et eller har",
        "Icelandic": "og er sem ekki til um var hann en hún því með það frá eru",
        "Czech and Slovak": "a se na je v to s z do o za pro ale nebo pre ako sa ktor od by",
        "Polish": "i w na z do nie jest to si jak lub dla od po o przez czy jego",
        "Croatian and Slovenian": "je i u na se da in za ne od ili ali su po kao bi ki so pa",
        "Hungarian": "a az is nem hogy egy meg ha van vagy de el ez azt csak ki mint",
        "Romanian": "de la a nu un o cu pe din este care sau mai ce pentru se",
        "Turkish": "bir ve bu da de ile olan olarak veya ne o daha gibi her sonra kadar",
        "Estonian": "ja on ei et see oma ta kui ka oli mis ning aga",
        "Latvian": "un ir ar no par uz ka to kas ne vai bet tas",
        "Lithuanian": "ir yra kad tai su ne kaip bet arba tik jo",
    }.items()
}
"""Common words of the same languages, those that are written in ASCII."""

_SHARED = 3
"""A word that is common in more languages than this tells none of them."""

_TELLING = {
    language: frozenset(word for word in words if sum(word in each for each in WORDS.values()) <= _SHARED)
    for language, words in WORDS.items()
}

_PRINT = frozenset("“”„‚‘’«»‹›–—…¡¿§°€£•·©®™½¼¾ºª†‡×´\u00a0")
"""What texts of any language may have beside their letters."""

_CAPITALS = "".join(sorted({each for letters in ALPHABETS.values() for each in letters if each.isupper()}))

_ODD = re.compile(
    rf"(?<=[a-zß-ÿ])[{_CAPITALS}]|[{_CAPITALS}](?=[A-Z][a-z])"
    r"|(?<=[A-Za-z])(?:[„‚¿¡]|[“”‘‹›«»•†‡§£€¼½¾®×\x80-\x9f](?=[A-Za-z]))"
)
"""Capitals inside words and before capitalised ones, and what opens or stands alone in the middle of a word.

The quotes of old Macs look like the former in cp1252, and the vowels of DOS like the latter.
"""

_LEAST = 0.95
"""The share of what is beyond ASCII that one alphabet has to explain."""

_LEAST_WITH_WORDS = 0.85
"""The same where the words are those of its language."""

_MOST_BEYOND = 0.4
"""A larger share of letters beyond ASCII than this is no Latin script."""

_SAMPLE = 1 << 20
"""Bytes that decide."""


_MOST_WORDS = 0.1
"""From this share of common words on, a language is certain."""


class _Fit(NamedTuple):
    """How well an encoding explains what is beyond ASCII, and how well the words fit that language."""

    total: float
    order: int
    share: float


def latin_encoding(data: bytes) -> str | None:
    """Return the encoding that explains a Latin text best; None where none explains it well.

    Parameters
    ----------
    data
        The beginning of the text.

    Returns
    -------
    str or None
        The name of one of ENCODINGS.
    """
    sample = data[:_SAMPLE]
    beyond = len(sample.translate(None, bytes(range(128))))
    letters = sum(map(len, re.findall(rb"[A-Za-z]+", sample)))
    if not beyond or beyond > _MOST_BEYOND * (beyond + letters):
        return None
    likely = _languages(sample)
    fits = [
        _fit(sample, encoding, -order, likely)
        for order, encoding in enumerate(ENCODINGS)
        if _is_in(sample, encoding)
    ]
    best = max(fits, default=_Fit(0, 0, 0))
    explained = best.total >= _LEAST and best.share >= _LEAST_WITH_WORDS
    return ENCODINGS[-best.order] if explained else None


def _languages(sample: bytes) -> dict[str, float]:
    """Return for each language how much of a text its common words are, 1 for as much as ever is."""
    counts = Counter(re.findall(r"[a-z]+", sample.decode("ascii", "replace").lower()))
    total = max(counts.total(), 1) * _MOST_WORDS
    return {name: min(1.0, sum(counts[word] for word in words) / total) for name, words in _TELLING.items()}


def _is_in(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _fit(sample: bytes, encoding: str, order: int, likely: Mapping[str, float]) -> _Fit:
    """Return the share of what is beyond ASCII that print and the alphabet of one language explain.

    Of languages that explain as much, the one counts whose words the text has.
    """
    text = sample.decode(encoding)
    counts = Counter(character for character in text if character > "\x7f")
    total = counts.total()
    printed = sum(counts[character] for character in _PRINT)
    odd = len(_ODD.findall(text))
    shares = {
        name: (printed + sum(counts[letter] for letter in letters) - odd) / total
        for name, letters in ALPHABETS.items()
    }
    name = max(shares, key=lambda each: shares[each] + likely[each] / 10)
    return _Fit(shares[name] + likely[name] / 10, order, shares[name])
