"""The measures that headlines, laws and options are about, by the names that files and options give them.

They stand at the ground, without numpy: options name them before anything is loaded. ``driftview/measures``
declares each under its name here. Code that is about one of them says which by these names; everything else
finds measures by what is declared of them.
"""

LENGTH = "tokens"
"""How many tokens a text has."""

HUMAN_WORDS = "human_types"
"""The different words that humans wrote and a text still has: the headline, the first chart and its law."""

AS_WRITTEN = "written_types"
"""The words that humans wrote and a text has as it was written, where the mix it joined is measured."""

OTHER_CASE = "lost_other_case"
"""The words that are lost as they are spelled, and live on with other capital letters."""

WORDS = "types"
"""The different words of a text, human words and its own."""

WORDS_ONCE = "hapaxes"
"""The words that a text uses once."""

ANCESTORS = "founders"
"""The tokens of the human text that have descendants in a text."""

COPIED_SHARE = "copied_share"
"""The share of a text that is copied in passages."""

ENTROPY = "entropy_bits"
"""The entropy of a text's words."""

QUALITY = "perplexity"
"""How well a text predicts human text that no model has read."""

PREDICTED = (WORDS, WORDS_ONCE, ANCESTORS)
"""What experiments and studies measure of a run, and laws predict, unless somebody says otherwise."""
