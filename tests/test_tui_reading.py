"""The form that asks how texts are read, and what the header says of it."""

from pathlib import Path

import pytest
from exploring import exploring
from textual.widgets import Input, OptionList

from driftview.text.options import CHOICES, DECLARED, ReadingOptions
from driftview.tui.palette import reading_words
from driftview.tui.preferences import read_preferences
from driftview.tui.views.corpus import READING, CorpusPicker
from driftview.tui.views.reading import ReadingForm


async def test_the_form_of_texts_leads_to_every_option_and_the_header_says_what_was_chosen() -> None:
    async with exploring((120, 36)) as explorer:
        assert "12 paragraphs" in explorer.frame()
        await explorer.press("ctrl+p", *"lower case: on", "enter")
        await explorer.settle()
        assert "lower case" in explorer.frame()
        await explorer.press("ctrl+p", *"reading: language", "enter")
        form = explorer.app.screen
        assert isinstance(form, ReadingForm)
        assert form.focused is not None
        assert form.focused.id == "language"
        await explorer.press("escape")
        await explorer.press("c")
        picker = explorer.app.screen
        assert isinstance(picker, CorpusPicker)
        texts = picker.query_one(OptionList)
        texts.highlighted = texts.get_option_index(READING)
        await explorer.press("enter")
        form = explorer.app.screen
        assert isinstance(form, ReadingForm)
        assert all(form.query(f"#{name}") for name in DECLARED)
        language = form.query_one("#language", Input)
        language.focus()
        await explorer.settle()
        assert "Language whose rules apply to lower case (tr, de …)." in explorer.frame()
        form.query_one("#paragraphs").focus()
        await explorer.settle()
        language.value = "English"
        await explorer.press("enter")
        assert "not a language code" in explorer.frame()
        language.value = "EN"
        await explorer.press("right", "tab", "tab", "tab", "space", "enter")
        await explorer.settle()
        assert explorer.session.run.corpus is not None
        chosen = explorer.session.run.corpus.reading.options
        assert chosen == ReadingOptions(paragraphs="blank", words_only=True, lowercase=True, language="en")
        assert "words only" in explorer.frame()
        assert "same settings" not in explorer.frame()


def test_each_closed_set_says_what_its_words_mean() -> None:
    for name, words in CHOICES.items():
        declared = DECLARED[name]
        assert set(declared.words) - {declared.undecided} == set(words)


def test_the_settings_file_says_how_texts_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("DRIFTVIEW_CONFIG", str(file))
    file.write_text('[reading]\nlowercase = true\nlanguage = "TR"\n')
    assert read_preferences().reading == ReadingOptions(lowercase=True, language="tr")
    for wrong in ("[reading]\nloud = true", "reading = 3", '[reading]\nencoding = "klingon"'):
        file.write_text(wrong)
        found = read_preferences()
        assert found.reading is None
        assert len(found.complaints) == 1


def test_the_palette_has_every_option_of_reading() -> None:
    words = list(reading_words())
    offered = {name for word in words for name in word.change}
    assert offered == {name for name, declared in DECLARED.items() if not declared.metavar}
    assert len({word.label for word in words}) == len(words)
