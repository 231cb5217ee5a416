"""zen-engine: every condition of the workload as a compiled expression, evaluated one by one from Python."""

import json
import statistics
import sys
import time
from pathlib import Path

import zen


def expression(condition):
    fact, op, value = condition["fact"], condition["op"], condition["value"]
    if op == "in":
        words = ", ".join(f"'{word}'" for word in value)
        return f"{fact} in [{words}]"
    if op == "is":
        return f"{fact} == {'true' if value else 'false'}"
    return f"{fact} {op} {value}"


def repeat(compiled, rows):
    times, met = [], 0
    for row in rows:
        start = time.perf_counter()
        answers = [condition.evaluate(row) for condition in compiled]
        times.append(time.perf_counter() - start)
        met += sum(answers)
    return {"median": statistics.median(times), "min": min(times), "met": met}


def main():
    work = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    compiled = [zen.compile_expression(expression(c)) for measure in work["measures"] for c in measure["conditions"]]
    rows = work["rows"][: work["singles"]]
    print(json.dumps({"conditions": len(compiled)}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(repeat(compiled, rows)), flush=True)


main()
