"""scipy's MILP (HiGHS): the best legal combination of each case, and how long it takes."""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp


def best(case, groups, pools, caps):
    """Maximises what the pools pay; one variable for each measure (taken or not) and one for each pool (paid, in fen)."""
    ids = sorted(case["values"])
    used = sorted({pools[id] for id in ids})
    width = len(ids) + len(used)
    rows, tops = [], []
    for group in groups:
        row = np.zeros(width)
        row[[i for i, id in enumerate(ids) if id in group]] = 1
        if row.sum() > 1:
            rows.append(row)
            tops.append(1.0)
    for j, pool in enumerate(used):
        row = np.zeros(width)
        for i, id in enumerate(ids):
            row[i] = -case["values"][id] if pools[id] == pool else 0
        row[len(ids) + j] = 1
        rows.append(row)
        tops.append(0.0)
    rows.append(np.concatenate([np.zeros(len(ids)), np.ones(len(used))]))
    tops.append(float(case["ceiling"]))
    answer = milp(
        np.concatenate([np.zeros(len(ids)), -np.ones(len(used))]),
        constraints=LinearConstraint(np.array(rows), -np.inf, tops),
        bounds=Bounds(0, np.concatenate([np.ones(len(ids)), [float(caps[pool]) for pool in used]])),
        integrality=np.concatenate([np.ones(len(ids)), np.zeros(len(used))]),
        options={"mip_rel_gap": 0},
    )
    return round(-answer.fun)


def main():
    work = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    groups = [set(group) for group in work["groups"]]
    print(json.dumps({"cases": len(work["cases"])}), flush=True)
    for _ in sys.stdin:
        totals, times = [], []
        for case in work["cases"]:
            start = time.perf_counter()
            totals.append(best(case, groups, work["pools"], work["caps"]))
            times.append(time.perf_counter() - start)
        print(json.dumps({"totals": totals, "median": statistics.median(times), "max": max(times)}), flush=True)


main()
