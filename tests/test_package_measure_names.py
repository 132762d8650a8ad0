"""Names of measures stand where measures are declared, and elsewhere only where code is about one of them."""

import ast
from collections.abc import Iterator

from processes import ROOT

from driftview.measures.registry import all_measures, find_measure

ABOUT_ONE = {
    "drift/steps.py": {"looping_documents"},  # says which documents go round in circles
    "study/runs.py": {"hill_2"},  # what many runs keep, which is cheap
    "study/verify.py": {"heterozygosity"},  # holds the law of heterozygosity against runs
    "tui/tour/steps.py": {"perplexity_rare"},  # the step on rare words
    # records of every version have these names, whatever measures are called today
    "export/record.py": {"tokens", "types", "hapaxes"},
    "export/record_reading.py": {"tokens", "types", "human_types", "new_types", "hapaxes"},
    "export/reopening.py": {"tokens", "types", "human_types", "new_types", "hapaxes"},
    # a claim is about what its paper measured
    "study/claims/alemohammad.py": {"types", "perplexity"},
    "study/claims/architectures.py": {"human_types"},
    "study/claims/editors.py": {"human_types"},
    "study/claims/kazdan.py": {"types", "perplexity"},
    "study/claims/paradox.py": {"human_types", "machine_share"},
    "study/claims/populations.py": {"human_types", "perplexity"},
    "study/claims/riis.py": {"types", "triples"},
    "study/claims/shumailov.py": {"types", "perplexity"},
    "study/claims/subwords.py": {"human_types", "words_lost", "words_invented"},
    "study/claims/trial.py": {"types", "perplexity"},
}
"""Files that are about one measure, or a few that they name, and why. The list may get shorter."""

OTHERWISE = {
    "cli/corpora.py": {"tokens"},  # the head of a column
    "cli/predict.py": {"tokens"},  # an option
    "drift/controls.py": {"tokens"},  # a kind of control
    "drift/indexed_corpus.py": {"tokens"},  # a kind of control
    "export/descent.py": {"tokens"},  # the key of a column
    "export/figures.py": {"founders"},  # the name of a figure
    "export/transcript.py": {"types", "perplexity"},  # a field of a band; a style of numbers
    "numbers.py": {"perplexity"},  # a style of numbers
    "settings/settings.py": {"tokens"},  # a setting
    "study/experiments.py": {"founders"},  # the name of a quantity
    "study/prediction.py": {"tokens", "types", "hapaxes", "heaps_slope"},  # keys of a prediction's JSON
    "study/texts.py": {"tokens"},  # a unit
    "text/token_cache.py": {"tokens"},  # an array of the cache
    "tui/commands/finding.py": {"whole_words"},  # a view
    "tui/commands/table.py": {"whole_words"},  # a view
    "tui/content/compare.py": {"whole_words"},  # a view
    "tui/content/help.py": {"whole_words"},  # a view
    "tui/content/measures.py": {"tokens"},  # a kind of control
    "tui/palette.py": {"tokens"},  # a setting
    "tui/views/forms.py": {"questions"},  # a widget
    "tui/views/corpus.py": {"tokens"},  # the head of a column
    "tui/commands/views.py": {"whole_words"},  # a view
    "tui/views/whole_words.py": {"whole_words"},  # a view
}
"""Files in which such a word is something else, and what."""


def named(source: str, names: set[str]) -> set[str]:
    """Return the names that stand in code as strings of their own."""
    nodes = list(ast.walk(ast.parse(source)))
    pieces = {id(piece) for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
    strings = (node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in pieces)
    return {each for each in strings if isinstance(each, str) and each in names}


def found() -> Iterator[tuple[str, set[str]]]:
    """Yield the files outside of the room of measures in which such names stand, with the names."""
    names = {each.name for each in all_measures()}
    for path in sorted((ROOT / "driftview").rglob("*.py")):
        place = path.relative_to(ROOT / "driftview").as_posix()
        if not place.startswith("measures/") and place != "quantities.py":
            inside = named(path.read_text("utf-8"), names)
            if inside:
                yield place, inside


def test_measures_are_named_only_where_code_is_about_one() -> None:
    known = {
        place: ABOUT_ONE.get(place, set()) | OTHERWISE.get(place, set()) for place in ABOUT_ONE | OTHERWISE
    }
    assert dict(found()) == known, (
        "find measures by what is declared of them, or name driftview/quantities.py"
    )


def test_a_name_is_seen_as_a_string_and_not_in_prose() -> None:
    source = '"""On founders."""\nX = {"founders": 1}\nY = f"{x}types"\n'
    assert named(source, {"founders", "types"}) == {"founders"}


def test_names_at_the_ground_are_measures() -> None:
    from driftview import quantities

    names = [value for name, value in vars(quantities).items() if name.isupper() and isinstance(value, str)]
    assert len(names) > 5
    for name in (*names, *quantities.PREDICTED):
        assert find_measure(name).name == name
