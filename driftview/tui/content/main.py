"""What the main screen says: the sentence, the header, and what the last setting that was changed did."""

from __future__ import annotations

import time
from collections.abc import Hashable
from math import hypot
from typing import TYPE_CHECKING, NamedTuple

from driftview import numbers
from driftview.choices import has_words
from driftview.quantities import COPIED_SHARE, HUMAN_WORDS
from driftview.settings.conflicts import changed
from driftview.settings.regimes import regime_label
from driftview.settings.settings import PARAMETERS, Settings
from driftview.settings.wording import MIXED, brief, unusual, writer
from driftview.theory.deviation import as_chance_predicts, deviate, half_width
from driftview.tui.content.spans import Fact, Row, Span
from driftview.tui.session import Run, Session

if TYPE_CHECKING:
    from driftview.drift.lineage import Generation, Values
    from driftview.tui.session import Former

IN_RANGE = "in range"
"""Said of a run that does not depart from the law."""

Wordings = tuple[str, ...]
"""The same thing said at different lengths, the longest first."""


BEGINNINGS = ("tour", "play", "help")
"""The commands that somebody who has never used the explorer may begin with."""
ROOM_TO_BEGIN = 78
"""Cells that the line about them takes in full."""


def begin(session: Session, width: int) -> Row:
    """Say how to begin, each way to be clicked on."""
    roomy = width >= ROOM_TO_BEGIN
    row = [Span(" First time here?" if roomy else " New?")]
    ways = ("guided tour", "play the generations" if roomy else "play", "help")
    for name, does in zip(BEGINNINGS, ways, strict=True):
        key = session.keys.labels[name]
        row.append(Span(("  ·  " if roomy else " · ") if len(row) > 1 else "  "))
        row += [Span(f"{key} ", "hint--key", name)] * bool(key) + [Span(does, "", name)]
    return tuple(row)


class Figure(NamedTuple):
    """The number that the main screen is about, in plain words, and how much of it is lost."""

    said: str
    lost: float
    """The share that is gone, from 0 to 1."""


def figure(session: Session) -> Figure | None:
    """Say how many of the human words are left; None while there is nothing to count."""
    if not session.generations:
        return None
    generation, human = session.generations[session.current], session.generations[0]
    left, every = generation.words_left, human.human_words
    units = f"{human.corpus.unit}s"
    if generation.number == 0:
        return Figure(f"{numbers.whole(every)} different {units}", 0.0)
    share = left / every if every else 1.0
    of_whom = f"human {units}" if session.given and session.begins_human else units
    percent = numbers.percent(share) if every else numbers.MISSING
    return Figure(f"{numbers.whole(left)} of {numbers.whole(every)} {of_whom} left · {percent}", 1 - share)


def sentence(session: Session, reading: bool = True) -> Wordings:
    """Say whether chance explains the figure, and if ``reading``, how much of the book is still known."""
    if not session.generations:
        return waiting(session)
    generation, human = session.generations[session.current], session.generations[0]
    if generation.number == 0:
        once = numbers.whole(human.words_once)
        start = f"{once} of them are used only once"
        if session.given:
            return (f"{start}. Press → for the first generation.", f"{start}.")
        return (
            f"{start}. Press → to train a model on this text and let it write.",
            f"{start}. Press → to train.",
        )
    if session.given:
        return _of_given(session, generation)
    return _with_law(session, reading)


def whole_sentence(session: Session, reading: bool = True) -> Wordings:
    """Say the figure and what it means in one line."""
    found, meaning = figure(session), sentence(session, reading)
    return meaning if found is None else (*(f"{found.said}. {each}" for each in meaning), f"{found.said}.")


def _of_given(session: Session, generation: Generation) -> Wordings:
    """Put what is left in texts that were given beside what sampling alone explains."""
    from driftview.drift.verdict import residual  # numpy must not hold up the first frame

    before = session.generations[session.current - 1] if session.current else None
    found = residual(generation, before)
    if found is None:
        return ("",)
    null = f"{numbers.whole(found.expected)} ± {numbers.whole(found.reach)}"
    own = f" It has {found.own_said}." if found.own else ""
    said, in_full = (each[:1].upper() + each[1:] for each in (found.said, found.said_in_full))
    if found.copied is not None:
        return (f"{said}.{own}", f"{said}.", f"The same text as generation {found.copied}.")
    if found.repeats and not found.beyond:
        return (f"{said}.{own}", f"{said}.", "As many as sampling leaves.")
    if found.explained:
        return (
            f"Sampling alone explains that: {found.nulls_said}.{own}",
            f"Sampling alone explains that: {found.nulls_said}.",
            f"Sampling alone explains that ({null}).{own}",
            f"Sampling alone explains that ({null}).",
            "Sampling alone explains that.",
        )
    return (
        f"{in_full}, which leaves {found.nulls_said}.{own}",
        f"{said}, which leaves {found.nulls_said} ({found.rarity}).{own}",
        f"{said}, which leaves {null} ({found.rarity}).{own}",
        f"{said} ({null}; {found.rarity}).",
        f"{said} ({found.rarity}).",
        f"Sampling leaves {null} ({found.rarity}).",
        f"{said} ({found.rarity.removesuffix(' does that by chance')}).",
        f"{said}.",
        f"{'Fewer' if found.beyond < 0 else 'More'} than sampling alone explains.",
    )


def _with_law(session: Session, reading: bool) -> Wordings:
    """Put what is left beside what chance predicts."""
    generation, settings = session.generations[session.current], session.shown.settings
    expected, spread = generation.words_expected, generation.words_sd
    if expected is None or spread is None:
        from driftview.drift.verdict import own_said  # numpy must not hold up the first frame

        why = _lawless(settings)
        own = own_said(generation.own_words, generation.corpus.unit)
        brief_why = f"No prediction: {settings.smoothing} smoothing."
        smoothed = settings.smoothing != "none" and not settings.selects
        return (*[f"{why} It has {own}."] * bool(own), why, *[brief_why] * smoothed, "No prediction here.")
    allowed = f"{numbers.whole(expected)} ± {numbers.whole(half_width(spread))}"
    judged = judgement(generation.words_left, expected, spread)
    runs = generation.simulated_runs
    if runs is None:
        long, short = f"Chance alone predicts {allowed}", "Predicted:"
    else:
        long, short = f"{numbers.whole(runs)} simulated runs predict {allowed}", "Simulated:"
    wordings = (
        f"{long}: {judged}.",
        f"{short} {allowed}: {judged}.",
        f"{short} {allowed}.",
        f"{judged[:1].upper()}{judged[1:]}.",
    )
    if not reading:
        return wordings
    read = numbers.percent(generation.reading_fraction)
    known = f"has the vocabulary of someone who read {read} of the book."
    return (
        f"{wordings[0]} Generation {generation.number} {known}",
        f"{wordings[0]} A reader of {read} of the book knows as many.",
        *wordings,
    )


def judgement(measured: float, expected: float, spread: float) -> str:
    """Say whether a number of words is what chance alone predicts."""
    if as_chance_predicts(measured, expected, spread):
        return IN_RANGE
    off = deviate(measured, expected, spread)
    return f"{'more' if off > 0 else 'fewer'} than usual ({numbers.beyond(off)})"


def _lawless(settings: Settings) -> str:
    """Say why there is no prediction to compare a run with."""
    if settings.selects:
        return "No prediction: these settings select, so chance is not alone."
    if settings.smoothing != "none":
        return f"No prediction: {settings.smoothing} smoothing writes words that it has not read."
    if settings.kept < 1:
        return "No prediction: the filter drops whole documents."
    return "No prediction for these settings."


def waiting(session: Session) -> Wordings:
    """Say what is being done while there is nothing to show, or how to begin after a stop."""
    run = session.run
    if session.waits_for_user:
        begin, choose = (session.keys.labels[name] for name in ("more", "corpus"))
        ways = [f"{begin} starts again"] * bool(begin) + [f"{choose} chooses another text"] * bool(choose)
        return (f"Stopped before the first generation: {', '.join(ways)}.", f"Stopped: {', '.join(ways)}.")
    if run.corpus is None:
        return (f"Reading {_names(run) or 'the text'} …",)
    tokens = numbers.whole(len(run.corpus.tokens))
    if run.settings.given is not None:
        return (f"Measuring the human text, {tokens} tokens …",)
    first = f"Training the first model on {tokens} tokens"
    if run.within is None:
        return (f"{first} …",)
    what, share, _ = run.within
    left = _left_within(run)
    how_far = f"{what} {numbers.percent(share)}" + ("" if left is None else f", ready in {left:.0f} s")
    return (f"{first}: {how_far} …", f"{how_far[:1].upper()}{how_far[1:]} …")


def progress(session: Session) -> str:
    """Say how far computing is; empty when there is nothing to say."""
    run = session.run
    if session.computing:
        return f"▶ computing {max(run.made, 0)}/{run.target}{_how_far(run)}"
    return "▶ playing" if session.playing else ""


def _how_far(run: Run) -> str:
    """Say how far a slow model is within a generation, and how long the rest takes.

    That is the rest of the run where generations were made whose time is known, else that of the generation.
    """
    said, share = "", 0.0
    if run.within is not None:
        what, share, _ = run.within
        said = f" · {what} {numbers.percent(share)}"
    done = run.made - max(run.before, 0)
    if done >= 2 and run.started:
        seconds = (time.monotonic() - run.started) / (done + share) * (run.target - run.made - share)
        return f"{said} · {seconds:.0f} s" if seconds < 90 else f"{said} · {seconds / 60:.0f} min"
    left = _left_within(run)
    return said if left is None else f"{said}, {left:.0f} s"


def _left_within(run: Run) -> float | None:
    """Return in how many seconds the generation that is being made is ready; None while that is unknown."""
    if run.within is None or run.within[1] <= 0.05:
        return None
    _, share, seconds = run.within
    return seconds / share * (1 - share)


def subject(session: Session) -> Hashable:
    """Return what the entries of the header line are about: they stay as long as it does."""
    return session.run.number, session.run.corpus is not None


def facts(session: Session) -> list[Fact]:
    """Return the entries of the header line."""
    run = session.run
    settings = run.settings
    if settings.given is not None:
        return _facts_of_given(run)
    found = [Fact(_title(run), "corpus", 9), Fact(writer(settings), "model", 8)]
    found += [Fact(text, "corpus", 7) for text in _how_words_are_read(run)]
    # a setting that belongs to another one, such as migration to several models, gives way to it
    found += [Fact(said, "model", 5 if PARAMETERS[name].needs else 6) for name, said in unusual(settings)]
    found.append(Fact(_regime_fact(settings), "regime", 7 if "regime" in changed(settings) else 5))
    if settings.machine_shares:
        found.append(Fact(brief("machine_shares", settings), "regime", 8))
    for name in MIXED:
        if getattr(settings, name) and not settings.machine_shares:
            found.append(Fact(brief(name, settings), "regime", 8))
    tokens = settings.tokens or (len(run.corpus.tokens) if run.corpus else 0)
    if tokens:
        found.append(Fact(f"{numbers.short(tokens)} tokens", "model", 3))
    found.append(Fact(f"seed {settings.seed}", "model", 4))
    return found + _documents_fact(run)


def _facts_of_given(run: Run) -> list[Fact]:
    """Return the entries for texts that were not made here: of model, regime and seed nothing is known."""
    found = [Fact(_title(run), "card", 9), Fact("given texts", "model", 8)]
    if not has_words(run.settings.unit):
        found.append(Fact(f"{run.settings.unit}s", "model", 7))
    if run.corpus is not None:
        whose = "human " if run.opened is not None and run.opened.corpus.said_human else ""
        found.append(Fact(f"{numbers.short(len(run.corpus.tokens))} {whose}tokens", "card", 5))
    return found + [Fact(text, "card", 6) for text in _how_words_are_read(run)] + _documents_fact(run)


def _how_words_are_read(run: Run) -> tuple[str, ...]:
    """Return what counts as a word, where the user chose it."""
    return () if run.corpus is None else run.corpus.reading.options.said_of_words()


def _documents_fact(run: Run) -> list[Fact]:
    """Return how many documents the text has, what separates them, and that something was left out."""
    told = () if run.corpus is None else run.corpus.reading.brief()
    return [Fact(text, "card", 1 if number else 2) for number, text in enumerate(told)]


def _regime_fact(settings: Settings) -> str:
    """Return the regime, with what belongs to it."""
    rewritten = f" {numbers.percent(settings.regenerated, chosen=True)} rewritten"
    return regime_label(settings.regime, window=f" of {settings.window}", regenerated=rewritten)


def _title(run: Run) -> str:
    """Return the title of the human text, safe to draw."""
    if run.corpus is None:
        return _names(run)
    from driftview.text.cleaning import label

    return label(run.corpus.name if run.settings.given else run.corpus.title)


def _names(run: Run) -> str:
    """Return the names under which the texts were asked for, safe to draw."""
    from driftview.text.cleaning import label

    return ", ".join(map(label, run.names))


def place(session: Session) -> str:
    """Return where we are, for the right end of the header line."""
    if not session.generations:
        return ""
    said = progress(session)
    where = f"generation {session.current} of {max(session.run.target, session.current)}"
    return f"{said}   {where}" if said else where


MARK = "⇄ "
"""Stands before the line, so that it is told from the sentence above it."""


def effect(session: Session) -> Wordings:
    """Return the line at several lengths, longest first; nothing while there is nothing to say."""
    run = session.shown
    if session.given:
        return _step(session)
    former = run.former
    if former is None or not former.measures or run.made < 1 or len(former.measures) < 2:
        return ()
    last = min(run.made, len(former.measures) - 1)
    at = session.current if 1 <= session.current <= last else last
    new, instead = former.changed, former.instead
    generation = run.generations[at]
    now = _alive(generation.measures, run.generations[0].measures)
    then = _alive(former.measures[at], former.measures[0])
    copied = _copied(former, run, at)
    units = f"{generation.corpus.unit}s"
    live = f"{now} of the {units} live at generation {at}"
    did = f"{live}{copied[0]}, {instead} {then}{copied[1]}"
    chance = _by_chance(former.expected[at], generation.expected, former.measures[at], generation.measures)
    doubt = "; chance does as much" if chance and former.names == run.names else ""
    key = session.keys.labels["undo"]
    undo = f" ({key} undoes it)" if key and session.history.past else ""
    short = f"{new}: {now} of {units} live at {at}, {instead} {then}"
    wordings = (
        f"{new}: {did}{doubt}.{undo}",
        f"{new}: {did}{doubt}.",
        f"{new}: {did}.",
        f"{short}{doubt}.",
        f"{short}.",
        f"{new}: {now}, {instead} {then}.",
    )
    return tuple(sorted((MARK + text for text in wordings), key=len, reverse=True))


def _step(session: Session) -> Wordings:
    """Say what the last step kept, brought and had again, and in which step the break lies."""
    if not session.current or len(session.generations) <= session.current:
        return ()
    from driftview.drift.steps import (  # numpy must not hold up the first frame
        break_said,
        steps,
        yardstick_said,
    )

    made = steps(session.generations)
    step, broken = made[session.current - 1], break_said(made)
    said = step.said
    why = yardstick_said(session.generations)
    brief = said.split(" (")[0].removesuffix(".") + "."
    where = broken.split(":")[0].removesuffix(".") + "." if broken else ""
    wordings = (
        f"{said} {broken} {why}",
        f"{said} {broken}",
        f"{said} {where}",
        f"{step.said_briefly} {where}",
        f"{brief} {where}",
        brief,
    )
    return tuple(MARK + each for each in wordings if each)


def _alive(measures: Values, human: Values) -> str:
    """Write which share of the human words a generation has."""
    types, all_types = measures.get(HUMAN_WORDS), human.get(HUMAN_WORDS)
    return numbers.percent(types / all_types) if types is not None and all_types else numbers.MISSING


def _copied(former: Former, run: Run, at: int) -> tuple[str, str]:
    """Return what to add about copying, which is what the order of a model decides."""
    if former.settings.order == run.settings.order or former.settings.unit != run.settings.unit:
        return "", ""
    now = run.generations[at].copied
    then = former.measures[at].get(COPIED_SHARE)
    return f" and {numbers.percent(now)} is copied", f" and {numbers.percent(then)}"


def _by_chance(law_then: Values, law_now: Values, then: Values, now: Values) -> bool:
    """Whether two runs differ by no more than two runs of one setting would; False where no law holds."""
    spreads = law_then.get(f"{HUMAN_WORDS}_sd"), law_now.get(f"{HUMAN_WORDS}_sd")
    types = then.get(HUMAN_WORDS), now.get(HUMAN_WORDS)
    if spreads[0] is None or spreads[1] is None or types[0] is None or types[1] is None:
        return False
    return as_chance_predicts(types[0], types[1], hypot(spreads[0], spreads[1]))
