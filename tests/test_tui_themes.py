"""Every theme of Textual works: no character changes, what is read can be read, charts follow it."""

from exploring import exploring
from rich.color_triplet import ColorTriplet
from rich.style import Style

LEAST_CONTRAST = 3.0
"""Of text against its ground, by the formula of the Web Content Accessibility Guidelines 2.2; 1 is none, 3 is
what they ask of large text and of the parts of an interface."""

READ = {
    "header": ("header--name", "header--fact", "header--place"),
    "footer": ("footer--word", "footer--key"),
}


def luminance(colour: ColorTriplet) -> float:
    """Return the relative luminance, 0 to 1."""
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(style: Style) -> float:
    """Return the contrast of text and ground, 1 to 21."""
    assert style.color
    assert style.bgcolor
    assert style.color.triplet
    assert style.bgcolor.triplet
    one, other = luminance(style.color.triplet) + 0.05, luminance(style.bgcolor.triplet) + 0.05
    return max(one, other) / min(one, other)


async def test_all_themes() -> None:
    async with exploring((80, 24)) as explorer:
        before = explorer.frame()
        chart = explorer.main.query_one("#vocabulary-chart")
        colours = set()
        for theme in sorted(explorer.app.available_themes):
            explorer.app.theme = theme
            await explorer.paint()
            assert explorer.frame().replace("░", " ") == before, theme
            colours.add(chart.get_component_rich_style("chart--measured").color)
            if "ansi" not in theme:
                for widget, names in READ.items():
                    shown = explorer.main.query_one(f"#{widget}")
                    for name in names:
                        assert contrast(shown.get_component_rich_style(name)) >= LEAST_CONTRAST, (theme, name)
        assert len(colours) >= 10
