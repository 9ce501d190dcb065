"""A Dask cluster on this machine gives the same bits as a single worker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

SCRIPT = """
import sys
sys.path.insert(0, {here!r})
import serpin
from distributed import Client, LocalCluster
from serpin.engines.simulation.options import SimulationOptions
from test_simulation_laws import rich_case, timetable, without_time

if __name__ == "__main__":
    options = SimulationOptions(iterations=70_000, compare_mitigations=False)
    alone = without_time(serpin.simulate(rich_case(), timetable(), seed=11, options=options))
    where = dict(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None)
    with LocalCluster(**where) as cluster, Client(cluster) as client:
        executor = client.get_executor()
        spread = serpin.simulate(rich_case(), timetable(), seed=11, options=options, executor=executor)
    print("same" if without_time(spread) == alone else "different")
"""


def test_two_workers_of_a_cluster_give_the_same_bits(tmp_path: Path) -> None:
    """Two workers on loopback, reached through ``client.get_executor()``, give the outcomes of one."""
    script = tmp_path / "cluster.py"
    script.write_text(SCRIPT.format(here=str(HERE)), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.strip().endswith("same"), done.stderr
