"""A cluster: runs are made by the workers of a Dask scheduler, through joblib."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import joblib

from driftview.study.executor import WorkersLostError
from driftview.text.reading import label
from driftview.version import __version__

PATIENCE = 10
"""Seconds to wait for the scheduler."""


@contextmanager
def on_cluster(scheduler: str, shared: tuple[Any, ...]) -> Iterator[Any]:
    """Give a joblib.Parallel whose tasks run on a cluster; every worker gets what is ``shared`` once.

    Raises WorkersLostError when the cluster cannot be used, and when it loses its workers.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise WorkersLostError("a cluster needs Dask: pip install distributed") from None

    class Connection(Client):
        """A client that is closed by hand; one that never came about has nothing to close, and is let go."""

        def __del__(self) -> None:
            """Do not wait for a scheduler that is not there, nor complain that it did not answer."""

    with _connected(Connection, scheduler) as client:
        check_workers(client, scheduler)
        try:
            with joblib.parallel_config(backend="dask", client=client, scatter=list(shared)):
                parallel = joblib.Parallel(return_as="generator_unordered", batch_size=1)
            yield parallel
        except KilledWorker:
            raise WorkersLostError(
                "the cluster's workers were killed over and over, perhaps for want of memory"
            ) from None


@contextmanager
def _connected(make_client: Any, scheduler: str) -> Iterator[Any]:
    """Connect to a scheduler; at the end, leave it as it was."""
    try:
        client = make_client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise WorkersLostError(
            f"cannot reach a Dask scheduler at {label(scheduler)}: {label(str(error))}"
        ) from None
    with client:
        yield client


def check_workers(client: Any, scheduler: str) -> None:
    """Refuse a cluster without workers, or with another driftview: its numbers might be others."""
    try:
        versions = client.run(_version)
    except ImportError:
        raise WorkersLostError("the cluster's workers have no driftview: install it there") from None
    if not versions:
        raise WorkersLostError(f"the Dask scheduler at {label(scheduler)} has no workers yet: start some")
    other = set(versions.values()) - {__version__}
    if other:
        raise WorkersLostError(
            f"the cluster's workers have driftview {label(str(min(other)))}, and this is {__version__}: "
            "install the same everywhere"
        )


def _version() -> str:
    """Return the version of the driftview that is here, wherever that is."""
    return __version__
