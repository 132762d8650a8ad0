"""Machine shares that follow from how good the generations are: what a run really used."""

from collections.abc import Sequence
from dataclasses import replace

from driftview.drift.lineage import Generation
from driftview.quantities import QUALITY
from driftview.settings.settings import Settings, SettingsError

NO_HELD_OUT = (
    "a rule for machine shares needs held-out text, and this text is too short for that: give numbers, "
    "such as 0.5"
)


def settled(settings: Settings, generations: Sequence[Generation]) -> Settings:
    """Return settings with the machine shares that generations 1, 2, … led to in place of the rule.

    Laws and replicates take the shares as given: they are numbers of the whole text, and say next to nothing
    about the fate of a single word.

    Parameters
    ----------
    settings
        Those of a lineage.
    generations
        Its generations so far, the human text first.

    Returns
    -------
    Settings
        The same settings where there is no rule.

    Raises
    ------
    SettingsError
        When there is a rule and no held-out text to judge by.
    """
    rule = settings.feedback
    if rule is None:
        return settings
    human, *others = (_quality(each) for each in generations)
    shares = tuple(rule.machine_share(human, each) for each in others)
    return replace(settings, machine_shares=shares or (rule.share,))


def _quality(generation: Generation) -> float:
    found = generation.measures.get(QUALITY)
    if found is None:
        raise SettingsError(NO_HELD_OUT)
    return float(found)
