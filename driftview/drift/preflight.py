"""Everything that is checked before work begins, the same for every command, the explorer and the library."""

from driftview.drift.cost import Extent, check_limits
from driftview.drift.feedback import NO_HELD_OUT
from driftview.drift.population import check_population
from driftview.drift.writing import check_model, why_not
from driftview.settings.conflicts import check_together
from driftview.settings.settings import Settings, SettingsError
from driftview.text.building import require_length
from driftview.text.corpus import Corpus


def preflight(corpus: Corpus, settings: Settings, last: int | None = None) -> str | None:
    """Refuse a run that cannot be made on a text, before anything is indexed.

    Parameters
    ----------
    corpus
        The human text.
    settings
        Those of the run.
    last
        The last generation that is wanted; None for as many as the settings say.

    Returns
    -------
    str or None
        One line for the user when the run will take much memory or long.

    Raises
    ------
    TextError
        When the text is too short for the order.
    SettingsError
        When settings contradict each other, no model can do what they ask, or this machine is too small.
    """
    check_together([settings])
    require_length(corpus, settings.order)
    if settings.feedback is not None and not len(corpus.held_out):
        raise SettingsError(NO_HELD_OUT)
    check_population(corpus, settings)
    check_model(settings)
    reason = why_not(settings)
    if reason is not None:
        raise SettingsError(reason)
    return check_limits(settings, Extent.of(corpus, settings), last)
