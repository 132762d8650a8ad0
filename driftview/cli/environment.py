"""``DRIFTVIEW_*``: environment variables that stand for options, and give way to them."""

import os
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

PREFIX = "DRIFTVIEW_"


def heed_environment(function: Callable[..., Any]) -> None:
    """Let ``DRIFTVIEW_<NAME>`` give the value of the option that was added to a command last."""
    option: click.Option = getattr(function, "__click_params__")[-1]  # noqa: B009 - click's own memo
    option.envvar = variable(option)


def variable(option: click.Parameter) -> str:
    """Return the name of the variable that stands for an option."""
    return variable_of(option.name or "")


def variable_of(name: str) -> str:
    """Return the name of the variable that stands for the option of that name."""
    return f"{PREFIX}{name.upper()}"


def source_of(error: click.UsageError) -> str:
    """Return the variable that a wrong value came from; empty when it was typed."""
    param = getattr(error, "param", None)
    if error.ctx is None or not isinstance(param, click.Option) or not param.name:
        return ""
    given = error.ctx.get_parameter_source(param.name) is ParameterSource.ENVIRONMENT
    return variable(param) if given else ""


def in_force() -> list[str]:
    """Return the variables of this kind that are set."""
    return sorted(name for name in os.environ if name.startswith(PREFIX) and os.environ[name])
