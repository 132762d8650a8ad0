"""Many runs at once: streams results from threads, processes or a cluster as they are finished."""

import errno
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal, TypeVar, assert_never

with warnings.catch_warnings():
    # joblib warns when it is imported and finds no semaphores; what is said instead names the place
    warnings.filterwarnings("ignore", message=".*joblib will operate in serial mode", category=UserWarning)
    import joblib
    from joblib.parallel import LokyBackend

from driftview.errors import DriftviewError
from driftview.machine import WORKERS_EACH, most_workers, processors
from driftview.measures import plug_ins
from driftview.settings.settings import SettingsError
from driftview.text.reading import label
from driftview.version import __version__

Result = TypeVar("Result")

SHARED_MEMORY = Path("/dev/shm")
"""Where Linux keeps the locks that worker processes share."""

LOOK_EVERY = 1.0
"""Seconds after which a worker process looks whether the one that started it is still there."""


class WorkersLostError(DriftviewError, RuntimeError):
    """Workers that cannot be reached or were killed; the message is one line and says what to do."""


@dataclass(frozen=True)
class Executor:
    """Where runs are made."""

    workers: int | None = None
    """How many at once, at most four a processor; None for as many as there are processors. Never more than
    there are tasks. A cluster has the workers that it has."""
    kind: Literal["processes", "threads", "cluster"] = "processes"
    """A run is many short steps, so threads get in each other's way: two do no more than one, two processes
    about half as much again. Threads start at once, can be stopped within a run, and may be used inside a
    program that cannot start processes, such as one that draws on a terminal."""
    scheduler: str | None = None
    """Address of the Dask scheduler of a cluster, such as tcp://10.0.0.1:8786."""
    note: Callable[[str], object] = warnings.warn
    """Called once with one line when no worker processes can be started, and runs are made one at a time."""

    def __post_init__(self) -> None:
        """Refuse more workers than this machine can use; raises SettingsError."""
        if self.workers is not None and not 1 <= self.workers <= most_workers():
            raise SettingsError(
                f"workers must be from 1 to {most_workers()}, {WORKERS_EACH} for each processor"
            )

    @property
    def shares_memory(self) -> bool:
        """Whether runs see what this program sets, so that they can be stopped before they end."""
        match self.kind:
            case "threads":
                return True
            case "processes" | "cluster":
                return False
            case _:
                assert_never(self.kind)

    @property
    def jobs(self) -> int:
        """How many workers there will be at most, on this machine."""
        return self.workers if self.workers is not None else processors()

    def stream(
        self,
        function: Callable[..., Result],
        tasks: Iterable[tuple[Any, ...]],
        cancelled: Callable[[], bool] | None = None,
        shared: tuple[Any, ...] = (),
    ) -> Generator[Result, None, None]:
        """Call ``function`` with the arguments of each task and yield results in the order they come in.

        Closing the generator, or ``cancelled`` saying so between two results, stops what has not begun.
        ``shared``: large arguments that are the same in many tasks; a cluster gets them once. Raises
        WorkersLostError when workers cannot be reached or are killed.
        """
        with ExitStack() as stack:
            waiting = iter(tasks)
            first = list(islice(waiting, self.jobs))
            parallel = stack.enter_context(self._parallel(shared, max(1, len(first))))
            stack.enter_context(_telling_what_was_lost())
            results = parallel(joblib.delayed(_telling)(function, *task) for task in chain(first, waiting))
            try:
                for result, complaints in results:
                    plug_ins.hear(complaints)
                    yield result
                    if cancelled is not None and cancelled():
                        return
            finally:
                _stop(results)

    @contextmanager
    def _parallel(self, shared: tuple[Any, ...], jobs: int) -> Iterator[Any]:
        """Give what makes the runs; on this machine, ``jobs`` at once."""
        backend: LokyBackend | str = "threading"
        match self.kind:
            case "cluster":
                with on_cluster(self.scheduler or "", shared) as parallel:
                    yield parallel
                return
            case "processes":
                why = no_workers() if jobs > 1 else None
                if why is not None:
                    jobs = 1
                    _say_once(self.note, why)
                elif jobs > 1:
                    backend = _Processes()
            case "threads":
                pass
            case _:
                assert_never(self.kind)
        yield joblib.Parallel(
            n_jobs=jobs,
            backend=backend,
            return_as="generator_unordered",
            batch_size=1,
        )


def _telling(function: Callable[..., Result], *task: Any) -> tuple[Result, tuple[str, ...]]:
    """Do a task, and return what measures of installed packages did wrong so far in this process."""
    return function(*task), plug_ins.complaints()


def no_workers() -> str | None:
    """Say in one line why no worker processes can be started here, and what to do; None when they can."""
    if sys.platform == "win32":
        return None
    try:
        get_context("fork").Lock()
    except (OSError, ImportError) as error:
        place = str(SHARED_MEMORY) if SHARED_MEMORY.exists() else "shared memory"
        full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        state, remedy = (
            ("is full", "make room there") if full else ("cannot be written to", "make it writable")
        )
        return f"{place} {state}, so runs are made one at a time: {remedy} to have several workers"
    return None


@cache
def _say_once(note: Callable[[str], object], line: str) -> None:
    note(line)


class _Processes(LokyBackend):  # type: ignore[misc]  # joblib tells no types
    """joblib's worker processes, which do not outlive the process that started them."""

    def configure(self, n_jobs: int = 1, parallel: Any = None, **options: Any) -> int:
        """Start them, and return how many there are."""
        each = {"initializer": _end_with, "initargs": (os.getpid(),)}
        return int(super().configure(n_jobs, parallel, **{**options, **each}))


def _end_with(parent: int) -> None:
    """Let this process end soon after its parent, which may be killed and can tell nobody then.

    Workers would wait for more work for minutes. Windows does not tell who is left alone.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY)
        os._exit(1)

    if sys.platform != "win32":
        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _telling_what_was_lost() -> Iterator[None]:
    """Say in one line what it means that a worker process was killed."""
    try:
        yield
    except BrokenExecutor:
        raise WorkersLostError(
            "a worker was killed, perhaps because memory ran out: use fewer (--workers)"
        ) from None


def _stop(results: Generator[Any, None, None]) -> None:
    """Give up what has not begun; joblib's warning that something was given up tells nothing new."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*have been cancelled", category=UserWarning)
        results.close()


SCHEDULER_SECONDS = 10
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
                "the cluster's workers were killed repeatedly, perhaps because memory ran out"
            ) from None


@contextmanager
def _connected(make_client: Any, scheduler: str) -> Iterator[Any]:
    """Connect to a scheduler; at the end, leave it as it was."""
    try:
        client = make_client(scheduler, timeout=SCHEDULER_SECONDS, set_as_default=False)
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
        raise WorkersLostError("the cluster's workers do not have driftview: install it there") from None
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
