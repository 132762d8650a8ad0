"""A transcript as one page for a browser: no scripts, nothing from elsewhere, safe with any text."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from driftview.charts.markup import Markup, element, joined
from driftview.charts.svg import Drawing, chart_style
from driftview.export.document import (
    Charts,
    CommandLine,
    DocumentBlock,
    DocumentParagraph,
    DocumentTable,
    Emphasis,
    Entries,
    Facts,
    Samples,
    Section,
    StyledText,
    TextBeginning,
    TextLine,
    Transcript,
)
from driftview.version import __version__

MARKED = {
    Emphasis.COPIED: ("mark", "copied"),
    Emphasis.NEW: ("span", "new"),
    Emphasis.LAST: ("span", "last"),
    Emphasis.DEAD: ("s", "dead"),
    Emphasis.STRONG: ("strong", None),
}
"""The element of each look and its class; the first one lies outermost."""


SHORT = 16
"""A table of no more rows than this is printed on one page."""


def page(transcript: Transcript) -> str:
    """Return a transcript as an HTML page, ended by a newline.

    Everything in it comes from the transcript: its security policy lets a browser load nothing, run nothing,
    and use no style but its own.
    """
    body = element("body", None, _header(transcript), _main(transcript), _footer())
    html = element("html", {"lang": "en"}, _head(transcript.title), body)
    return f"<!DOCTYPE html>\n{html}\n"


def _head(title: str) -> Markup:
    sheet = _style()
    policy = f"default-src 'none'; style-src '{_checksum(sheet)}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("meta", {"name": "generator", "content": f"driftview {__version__}"}),
        element("title", None, f"{title} · driftview"),
        element("style", None, Markup(sheet)),
        "\n",
    )


@cache
def _style() -> str:
    """Return the style sheets of the page and of the charts."""
    own = files("driftview.export").joinpath("page.css").read_text("utf-8")
    return f"\n{own}{chart_style()}"


def _checksum(text: str) -> str:
    """Return the name under which a security policy admits a style."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _header(transcript: Transcript) -> Markup:
    name = element("p", {"class": "kicker"}, "driftview")
    title = element("h1", {"dir": "auto"}, transcript.title)
    said = [element("p", {"class": "verdict"}, transcript.verdict)]
    if transcript.introduction:
        said.insert(0, element("p", {"class": "intro"}, transcript.introduction))
    return element("header", None, name, title, *said, "\n")


def _footer() -> Markup:
    said = (
        f"Written by driftview {__version__}. This page loads nothing and runs no scripts; "
        "you can keep it, print it and pass it on."
    )
    return element("footer", None, element("p", None, said), "\n")


def _main(transcript: Transcript) -> Markup:
    numbered = list(enumerate(transcript.sections, 1))
    links = (
        element("li", None, element("a", {"href": f"#part-{number}"}, section.title))
        for number, section in numbered
    )
    contents = element("nav", {"aria-label": "Contents"}, element("ul", None, *links), "\n")
    return element("main", None, contents, *(_section(number, section) for number, section in numbered))


def _section(number: int, section: Section) -> Markup:
    heading = element("h2", {"id": f"part-{number}"}, section.title)
    attributes = {"aria-labelledby": f"part-{number}"}
    return element("section", attributes, heading, *(_block(block) for block in section.blocks), "\n")


def _block(block: DocumentBlock) -> Markup:
    match block:
        case DocumentParagraph(line):
            markup = element("p", {"dir": "auto"}, _line(line))
        case Facts(rows):
            markup = _facts(rows)
        case CommandLine(purpose, command):
            code = element("code", None, command)
            markup = joined(element("p", None, purpose), element("pre", {"tabindex": "0"}, code))
        case DocumentTable():
            markup = _table(block)
        case Entries(lines):
            items = (element("li", {"dir": "auto"}, _line(line)) for line in lines)
            markup = element("ul", {"class": "entries"}, *items)
        case Samples():
            markup = _samples(block)
        case Charts(drawings):
            markup = element("div", {"class": "charts"}, *(_figure(drawing) for drawing in drawings))
    return markup


def _facts(rows: tuple[tuple[str, str], ...]) -> Markup:
    pairs = (
        element("div", None, element("dt", None, name), element("dd", {"dir": "auto"}, value))
        for name, value in rows
    )
    return element("dl", None, *pairs)


def _table(table: DocumentTable) -> Markup:
    """Return a table with its headers named, in a box that can be moved where it is too wide."""
    head = (element("th", {"scope": "col"}, cell) for cell in table.head)
    rows = (
        element(
            "tr",
            None,
            element("th", {"scope": "row", "dir": "auto"}, row[0]),
            *(element("td", None, cell) for cell in row[1:]),
        )
        for row in table.rows
    )
    caption = element("caption", None, table.caption)
    body = joined(element("thead", None, element("tr", None, *head)), element("tbody", None, *rows))
    whole = "wide short" if len(table.rows) <= SHORT else "wide"
    box = {"class": whole, "tabindex": "0", "role": "region", "aria-label": table.caption}
    return element("div", box, element("table", None, caption, body))


def _figure(drawing: Drawing) -> Markup:
    """Return a chart with its title and, in words, what it shows."""
    title = element("strong", None, f"{drawing.caption.title}. ")
    return element("figure", None, drawing.inline, element("figcaption", None, title, drawing.caption.said))


def _samples(samples: Samples) -> Markup:
    """Return the legend, and every generation beside the human text as it is by then."""
    legend = (
        element("li", None, _run(StyledText("text", look)), f" {meaning}") for look, meaning in samples.legend
    )
    key = element("ul", {"class": "legend", "aria-label": "What the marks mean"}, *legend)
    parts = [key] if samples.legend else []
    human = samples.pairs[-1][0] if samples.pairs else samples.human  # as it is by the end
    passages = [human, *(machine for _, machine in samples.pairs)]
    parts.append(element("div", {"class": "pair"}, *map(_passage, passages), "\n"))
    return joined(*parts)


def _passage(passage: TextBeginning) -> Markup:
    paragraphs = (element("p", {"dir": "auto", "lang": ""}, _line(each)) for each in passage.paragraphs)
    return element("article", None, element("h3", None, passage.name), *paragraphs)


def _line(line: TextLine) -> Markup:
    return joined(*(_run(run) for run in line))


def _run(run: StyledText) -> Markup:
    """Return a piece of text in the elements of its looks."""
    text = joined(run.text)
    for look, (tag, name) in reversed(MARKED.items()):
        if look in run.look:
            text = element(tag, {"class": name}, text)
    return text
