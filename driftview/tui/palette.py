"""The palette: every command, and every value of a setting that is asked for often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from driftview.choices import UNITS
from driftview.numbers import percent
from driftview.settings import conflicts
from driftview.settings.forms import hint, meanings
from driftview.settings.settings import PARAMETERS
from driftview.text.options import DECLARED, PLAIN_READING, ReadingOptions
from driftview.tui.commands import commands_of

if TYPE_CHECKING:
    from driftview.settings.settings import Settings
    from driftview.tui.session import Session


class _Screen(Protocol):
    """What the main screen and the views have in common."""

    VIEW: str

    @property
    def session(self) -> Session:
        """What the explorer knows."""

    def action_give(self, name: str) -> None:
        """Do what a command says."""


class _Offer(NamedTuple):
    """One command as the palette shows it."""

    label: str
    help: str
    refused: bool
    give: Callable[[], None]


class CommandProvider(Provider):
    """Finds every command that means something in the view it is asked from, by its label."""

    async def discover(self) -> Hits:
        """Offer all commands while nothing is typed."""
        for offer in self._offers():
            shown = Content(offer.label)
            yield DiscoveryHit(_look(shown, offer), offer.give, offer.label, offer.help)

    async def search(self, query: str) -> Hits:
        """Offer the commands whose label matches."""
        matcher = self.matcher(query)
        for offer in self._offers():
            score = matcher.match(offer.label)
            if score > 0:
                shown = _look(matcher.highlight(offer.label), offer)
                yield Hit(score, shown, offer.give, offer.label, offer.help)

    def _offers(self) -> Iterator[_Offer]:
        """Yield the commands, with their keys as they are in use, and why they cannot be given just now."""
        screen = cast(_Screen, self.screen)
        for command in commands_of(screen.VIEW):
            key = screen.session.keys.labels[command.name]
            label = f"{command.label} ({key})" if key else command.label
            reason = None if command.name == "stop" else command.refused(screen.session)
            said = f"Not now: {reason}." if reason else command.meaning
            yield _Offer(label, said, bool(reason), partial(screen.action_give, command.name))


def _look(shown: Content, offer: _Offer) -> Content:
    """Dim what cannot be given just now."""
    return shown.stylize("dim") if offer.refused else shown


SIZES = {"a tenth": 0.1, "a quarter": 0.25, "half": 0.5, "double": 2.0, "four times": 4.0}


class SettingWord(NamedTuple):
    """One value of one setting."""

    label: str
    meaning: str
    change: dict[str, Any]
    """The settings that it changes; what contradicts them goes back to its default."""


class _Main(Protocol):
    """What the main screen can do with a setting."""

    @property
    def session(self) -> Session:
        """What the explorer knows."""

    def anticipate(self) -> None:
        """Read what a setting may need."""

    def take_settings(self, settings: Settings | None) -> None:
        """Start over with other settings, when they are others."""

    def take_choice(self, chosen: tuple[str, ...] | ReadingOptions | None) -> None:
        """Start over with another human text, or with the same one read in another way."""


def setting_words(smoothings: tuple[str, ...], human_tokens: int) -> Iterator[SettingWord]:
    """Yield every value that has a word; ``human_tokens``: how long the human text is, 0 while unknown."""
    yield from _model_words(smoothings)
    yield from _decoding_words()
    yield from _regime_words()
    yield SettingWord(
        "Size: the same as the human text", "Tokens of each generation.", {"tokens": None, "growth": 1.0}
    )
    for name, factor in SIZES.items() if human_tokens else ():
        tokens = max(1, round(factor * human_tokens))
        yield SettingWord(f"Size: {name}", f"{tokens:,} tokens in each generation.", {"tokens": tokens})
    for seed in range(1, 10):
        yield SettingWord(f"Seed {seed}", "The same settings with this random seed.", {"seed": seed})


def _model_words(smoothings: tuple[str, ...]) -> Iterator[SettingWord]:
    for order in PARAMETERS["order"].steps:
        back = "one token" if order == 2 else f"{order - 1} tokens" if order > 1 else "at nothing"
        looks = f"looks {back} back" if order > 1 else f"looks {back}"
        yield SettingWord(f"Order {order}", f"A model that {looks}.", {"order": order})
    for unit in UNITS:
        yield SettingWord(f"Unit: {unit}s", f"A token is a {unit}.", {"unit": unit})
    for name in smoothings:
        meaning = hint(PARAMETERS["smoothing"], name)
        yield SettingWord(f"Smoothing: {name}", f"{meaning[:1].upper()}{meaning[1:]}.", {"smoothing": name})


def _decoding_words() -> Iterator[SettingWord]:
    for value in PARAMETERS["temperature"].offered:
        yield SettingWord(
            f"Temperature {value:g}",
            "1 = unchanged; below 1 favours common words.",
            {"temperature": value},
        )
    yield SettingWord("Top-p off", "Any word may follow.", {"top_p": None})
    for value in PARAMETERS["top_p"].offered:
        likely = f"Only the most likely words that make up {percent(value, chosen=True)} may follow."
        yield SettingWord(f"Top-p {value:g}", likely, {"top_p": value})
    yield SettingWord("Top-k off", "Any word may follow.", {"top_k": None})
    for number in PARAMETERS["top_k"].offered:
        yield SettingWord(
            f"Top-k {number}", f"Only the {number} most likely words may follow.", {"top_k": number}
        )


def _regime_words() -> Iterator[SettingWord]:
    for share in PARAMETERS["human_share"].offered:
        yield SettingWord(
            f"Human text: {percent(share, chosen=True)}",
            "Human text in every training.",
            {"human_share": share},
        )
    for share in PARAMETERS["human_adds"].offered:
        yield SettingWord(
            f"Human text added: {percent(share, chosen=True)}",
            "Human text added to every training text, not in place of a part.",
            {"human_adds": share},
        )
    for subject, meaning in meanings(PARAMETERS["of"].kind).items():
        yield SettingWord(f"Measure: {subject}", f"{meaning[:1].upper()}{meaning[1:]}.", {"of": subject})
    for source, meaning in meanings(PARAMETERS["human_source"].kind).items():
        yield SettingWord(f"Human text: {source}", f"{meaning.capitalize()}.", {"human_source": source})
    for regime, meaning in meanings(PARAMETERS["regime"].kind).items():
        yield SettingWord(f"Regime: {regime}", f"Train on {meaning}.", {"regime": regime})


class ReadingWord(NamedTuple):
    """One value of one option of reading."""

    label: str
    meaning: str
    change: dict[str, Any]
    """The option that it changes."""


def reading_words() -> Iterator[ReadingWord]:
    """Yield every value of the options of reading that has a word; what is typed is asked for by a form."""
    for name, declared in DECLARED.items():
        kind = declared.label.partition(":")[0]
        if declared.words:
            for word, meaning in declared.words.items():
                value = None if word == declared.undecided else word
                told = f"{meaning[:1].upper()}{meaning[1:]}."
                yield ReadingWord(f"Reading: {kind}: {word}", told, {name: value})
        elif not declared.metavar:
            yield ReadingWord(f"Reading: {kind}: on", declared.help, {name: True})
            yield ReadingWord(f"Reading: {kind}: off", "The default.", {name: False})


class SettingProvider(Provider):
    """Finds the values of settings by name; while nothing is typed the commands alone are offered."""

    async def startup(self) -> None:
        """Find out which models there are; external texts have none to change."""
        self._words: list[SettingWord] = []
        if cast(_Main, self.screen).session.given:
            return
        from driftview.models.registry import model_names

        cast(_Main, getattr(self.screen, "main", self.screen)).anticipate()
        corpus = cast(_Main, self.screen).session.run.corpus
        self._words = list(setting_words(model_names(), len(corpus.tokens) if corpus else 0))

    async def search(self, query: str) -> Hits:
        """Offer what matches, unless it is set so already."""
        matcher = self.matcher(query)
        now = cast(_Main, self.screen).session.run.settings
        for word in self._words:
            score = matcher.match(word.label)
            if score > 0:
                set_so = all(getattr(now, name) == value for name, value in word.change.items())
                meaning = f"Current setting. {word.meaning}" if set_so else word.meaning
                shown = matcher.highlight(word.label)
                yield Hit(
                    score, shown.stylize("dim") if set_so else shown, self._turning(word), word.label, meaning
                )

        for label, meaning, give in self._reading():
            if (score := matcher.match(label)) > 0:
                yield Hit(score, matcher.highlight(label), give, label, meaning)

    def _reading(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        """Yield every way of reading the text that does not hold now, and what asks for the others."""
        main = cast(_Main, getattr(self.screen, "main", self.screen))
        now = main.session.run.cache.reading or PLAIN_READING
        for word in reading_words() if self._words else ():
            if any(getattr(now, name) != value for name, value in word.change.items()):
                yield word.label, word.meaning, partial(main.take_choice, replace(now, **word.change))
        for name, declared in DECLARED.items() if self._words else ():
            if declared.metavar:
                yield f"Reading: {declared.label} …", declared.help, partial(self._ask, main, now, name)

    def _ask(self, main: _Main, now: ReadingOptions, name: str) -> None:
        """Open the form of all options of reading at one of them."""
        from driftview.tui.views.reading import ReadingForm

        self.app.push_screen(ReadingForm(now, name), main.take_choice)

    def _turning(self, word: SettingWord) -> Callable[[], None]:
        """Return what changes the setting."""
        main = cast(_Main, getattr(self.screen, "main", self.screen))
        return partial(_turn, main, word.change)


def _turn(main: _Main, change: dict[str, Any]) -> None:
    main.take_settings(conflicts.change(main.session.run.settings, **change))
