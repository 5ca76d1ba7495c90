"""A class on a Dask cluster: the same orders and outcomes as with local workers, by message.

address     which addresses are taken: TLS, or this machine
parcel      what a host is sent once: tests, release, settings; and who may take it
host        on the machine of a Dask worker: grading processes, and what they answer
schedule    on the machine of the gradebook: hands out, hears, tries again

Dask moves messages and notices dead workers, and no more: what a grade is, is decided where it always is. A submission
may be run twice (its worker was cut off after it had graded), but one result of it is taken, and the run alone writes.
Dask is needed for `--cluster` alone, and imported nowhere else.
"""

from collections.abc import Callable, Iterator

from autograder.classroom.messages import Ready, Setup, Work
from autograder.classroom.schedule import Schedule
from autograder.results.verdict import GraderFault


def schedule_for(
    cluster: str | None, setup: Setup, work: Iterator[Work], jobs: int, on_ready: Callable[[Ready], None]
) -> Schedule:
    """Workers of the cluster at that address, or `jobs` workers here where it is None.

    Raises GraderFault where Dask is not installed.
    """
    if not cluster:
        return Schedule(setup, work, jobs, on_ready)
    try:
        from autograder.classroom.cluster.schedule import ClusterSchedule
    except ModuleNotFoundError as error:
        if error.name not in {"dask", "distributed"}:
            raise
        raise GraderFault(
            f"--cluster needs Dask, and there is no module {error.name!r} here: "
            "`pip install distributed`, or leave --cluster out."
        ) from None
    return ClusterSchedule(cluster, setup, work, on_ready)
