"""Jobs of the engine's benchmarks that need a process of their own: `python -m tests.bench.engine_jobs JOB …`."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from qcy_desktop.engine.book import load_book
from qcy_desktop.engine.columns.batch import Columns, FactKey, Given
from qcy_desktop.engine.columns.evaluate import Pace, make_plan, run_plan
from qcy_desktop.engine.kept_report import checked_book
from qcy_desktop.engine.reckoner import Reckoner
from tests.bench import synthetic

MILLION = 1_000_000


def million() -> dict[str, float]:
    """A million enterprises (10,000 drawn ones, a hundred times) on two threads; every mark, verdict and fen kept."""
    with tempfile.TemporaryDirectory() as folder:
        measures, rows = synthetic.measures(), synthetic.rows()
        reckoner = Reckoner(load_book([synthetic.write_rules(Path(folder) / "rules", measures)]))
        plan = make_plan(reckoner, synthetic.AS_OF)
        columns = Columns.from_arrays(reckoner.book.layout, synthetic.AS_OF, _arrays(rows, MILLION // len(rows)))
        start = time.perf_counter()
        found = run_plan(plan, columns, Pace(workers=2))
        seconds = time.perf_counter() - start
        expected = np.array(synthetic.reference(measures, rows))
    wrong = 0
    for j, result in enumerate(found):
        answers = np.where(result.verdict == 1, result.low, -1).reshape(-1, len(rows))
        wrong += int((answers != expected[:, j]).sum())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return {"seconds": seconds, "gigabytes": memory, "wrong": wrong}


def _arrays(rows: list[synthetic.Row], times: int) -> dict[FactKey, Given]:
    found: dict[FactKey, Given] = {}
    for fact in synthetic.FACTS:
        values = [synthetic.stored(fact, row[fact]) for row in rows]
        if fact in synthetic.LISTS:
            options = synthetic.LISTS[fact][1]
            values = [options.index(str(value)) for value in values]
        found[fact, synthetic.year_of(fact)] = Given(np.tile(np.array(values, np.int64), times))
    return found


def reading(cache: str) -> dict[str, float]:
    """The shipped rules read and checked with every case; from cache when the folder holds their report."""
    rules = Path(__file__).resolve().parents[2] / "rules"
    start = time.perf_counter()
    checked_book([rules], Path(cache))
    return {"milliseconds": (time.perf_counter() - start) * 1e3}


if __name__ == "__main__":
    job, *words = sys.argv[1:]
    print(json.dumps({"million": million, "reading": reading}[job](*words)))
