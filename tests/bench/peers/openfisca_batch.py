"""openfisca-core: thresholds, caps and scales as parameters, two variables for each measure, all enterprises at once."""

import json
import operator
import sys
import time
import warnings
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

warnings.filterwarnings("ignore")
PERIOD, SINCE = "2024", "2020-01-01"
COMPARE = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


def variable(name, entity, value_type, **more):
    body = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.YEAR, "label": name, **more}
    return type(name, (Variable,), body)


def key(measure):
    return measure["id"].replace("-", "_")


def parameters(measures):
    """The parameter tree: a threshold for each comparison, a cap and a marginal scale for each measure."""
    tree = {}
    for measure in measures:
        limits = {
            f"limit_{i}": {"values": {SINCE: {"value": condition["value"]}}}
            for i, condition in enumerate(measure["conditions"])
            if condition["op"] in COMPARE
        }
        starts = (0, measure["first"], measure["second"])
        brackets = [
            {"threshold": {SINCE: {"value": start}}, "rate": {SINCE: {"value": rate / 10_000}}}
            for start, rate in zip(starts, measure["rates"], strict=True)
        ]
        tree[key(measure)] = {
            **limits,
            "cap": {"values": {SINCE: {"value": measure["cap"]}}},
            "scale": {"brackets": brackets},
        }
    return ParameterNode("", data=tree)


def eligible(measure, enums):
    def formula(firm, period, parameters):
        known = getattr(parameters(period), key(measure))
        answer = True
        for i, condition in enumerate(measure["conditions"]):
            value = firm(condition["fact"], period)
            if condition["op"] in COMPARE:
                met = COMPARE[condition["op"]](value, getattr(known, f"limit_{i}"))
            elif condition["op"] == "is":
                met = value == condition["value"]
            else:
                met = np.isin(np.asarray(value), [enums[condition["fact"]][word].index for word in condition["value"]])
            answer = answer & met
        return answer

    return formula


def amount(measure):
    def formula(firm, period, parameters):
        known = getattr(parameters(period), key(measure))
        whole = np.minimum(known.scale.calc(firm(measure["base"], period)), known.cap)
        return np.where(firm(key(measure) + "_eligible", period), whole, 0)

    return formula


def build(work):
    """The system, and the facts in its own form."""
    firm = build_entity(key="firm", plural="firms", label="firm", is_person=True)
    system = TaxBenefitSystem([firm])
    enums, columns = {}, {}
    for fact, sample in work["rows"][0].items():
        values = [row[fact] for row in work["rows"]]
        if isinstance(sample, str):
            words = work["lists"][fact]
            enums[fact] = Enum(fact, {word: word for word in words})
            system.add_variable(
                variable(fact, firm, Enum, possible_values=enums[fact], default_value=next(iter(enums[fact])))
            )
            columns[fact] = enums[fact].encode(np.array(values))
        else:
            system.add_variable(variable(fact, firm, bool if isinstance(sample, bool) else float))
            columns[fact] = np.array(values)
    system.parameters = parameters(work["measures"])
    for measure in work["measures"]:
        system.add_variable(variable(key(measure) + "_eligible", firm, bool, formula=eligible(measure, enums)))
        system.add_variable(variable(key(measure), firm, float, formula=amount(measure)))
    return system, columns


def run(system, columns, names, count):
    simulation = SimulationBuilder().build_default_simulation(system, count)
    for fact, values in columns.items():
        simulation.set_input(fact, PERIOD, values)
    return [(simulation.calculate(name + "_eligible", PERIOD), simulation.calculate(name, PERIOD)) for name in names]


def fen(value):
    return int(Decimal(repr(float(value))).scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))


def wrong(found, reference):
    """Cells with a wrong verdict, and eligible cells with a wrong fen."""
    verdicts = amounts = 0
    for j, (met, value) in enumerate(found):
        for i, row in enumerate(reference):
            verdicts += bool(met[i]) != (row[j] >= 0)
            amounts += row[j] >= 0 and bool(met[i]) and fen(value[i]) != row[j]
    return verdicts, amounts


def main():
    work = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    system, columns = build(work)
    names, count = [key(measure) for measure in work["measures"]], len(work["rows"])
    verdicts, amounts = wrong(run(system, columns, names, count), work["reference"])
    print(json.dumps({"wrong_verdicts": verdicts, "wrong_amounts": amounts}), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        run(system, columns, names, count)
        print(json.dumps({"seconds": time.perf_counter() - start}), flush=True)


main()
