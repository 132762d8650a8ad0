"""Changing one value of a TOML file and nothing else: comments, order and spelling stay as they are."""

from collections.abc import Sequence


def with_value(text: str, name: str, value: str | Sequence[str]) -> str:
    """Return ``text`` with a value at its top level set; raises TOMLDecodeError when it is no TOML."""
    import tomllib

    wanted = value if isinstance(value, str) else list(value)
    if tomllib.loads(text).get(name) == wanted:
        return text
    import tomlkit  # takes 0.1 s to load, and only saving needs it

    document = tomlkit.parse(text)
    document[name] = wanted
    return tomlkit.dumps(document)
