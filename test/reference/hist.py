"""Writes hist.json: digests of the trees of scikit-learn's histogram gradient boosting, which sqml's are equal to.

    python test/reference/hist.py

Per case: the table (trees.py has them, and `wide`, `long` and `longer` below), the options, and per random_state from 0
on the first 16 bits of the SHA-256 of the start values (f64 each) and the fitted trees, one after another, in preorder:

    an inner node   feature i32, threshold f64 (0 for a set of categories), u8 1 when NULL goes left;
                    for a set of categories 32 bytes of bits more, 1 for the bin of a category that goes left
    a leaf          i32 -1, its value f64

Columns are named x0, x1, ... in the options. `iterations` are n_iter_ of the last state, `losses` the last of its
train_score_ and validation_score_ where it stops early. `answers` is the digest of what the last model says of every
row: decision_function or predict, f64; of the losses poisson and gamma `values` holds the first four instead.
"""

import hashlib
import json
import platform
import struct
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from trees import TABLES, generated, weights_of

TARGET = Path(__file__).with_suffix(".json")
STATES = 20
FEW = 2

TABLES = {
    **TABLES,
    # A column of a single value, and one whose other values are NULL.
    "single": lambda: single(generated(300, 4, 2, grid=8, nulls=0.15)),
    "wide": lambda: generated(800, 7, 3, grid=6, nulls=0.1),
    "long": lambda: generated(11000, 5, 2),
    "longer": lambda: generated(200500, 3, 0),
}


def single(table):
    X, y, k = table
    X[:, 1] = 7
    X[:, 2] = np.where(np.isnan(X[:, 2]), np.nan, 3)
    return X, y, k


def bytes_of(predictor, columns):
    nodes, found, stack = predictor.nodes, b"", [0]
    while stack:
        node = nodes[stack.pop()]
        if node["is_leaf"]:
            found += struct.pack("<id", -1, node["value"])
            continue
        category = bool(node["is_categorical"])
        threshold = 0.0 if category else node["num_threshold"]
        found += struct.pack("<idB", columns[node["feature_idx"]], threshold, node["missing_go_to_left"])
        if category:
            found += predictor.raw_left_cat_bitsets[node["bitset_idx"]].astype("<u4").tobytes()
        stack += [node["right"], node["left"]]
    return found


def short(given):
    return hashlib.sha256(given).hexdigest()[:4]


def digest(model, d):
    flags = model.is_categorical_ if model.is_categorical_ is not None else np.zeros(d, bool)
    columns = [*np.flatnonzero(flags), *np.flatnonzero(~flags)]
    start = model._baseline_prediction.astype("<f8").tobytes()
    return short(start + b"".join(bytes_of(each, columns) for stage in model._predictors for each in stage))


COMMON = [
    {"learning_rate": 0.5, "max_leaf_nodes": 7},
    {"max_leaf_nodes": None, "max_depth": 4, "min_samples_leaf": 5},
    {"max_depth": 1},
    {"l2_regularization": 1.5, "min_samples_leaf": 40},
    {"max_features": 0.5},
    {"max_features": 0.3, "max_leaf_nodes": 5, "l2_regularization": 0.1},
    {"max_bins": 16},
    {"max_bins": 2},
    {"interaction_cst": "no_interactions"},
    {"interaction_cst": "pairwise", "max_iter": 3},
    {"interaction_cst": [["x0", "x1"], ["x1", "x2", "x3"]]},
    {"early_stopping": True, "n_iter_no_change": 3, "max_iter": 60, "learning_rate": 0.5},
    {"early_stopping": True, "validation_fraction": None, "tol": 0.01, "n_iter_no_change": 2, "max_iter": 60},
    {"early_stopping": True, "validation_fraction": 33, "max_iter": 12},
]
SIGNS = [{"monotonic_cst": {"x0": 1, "x2": -1}}]
CLASSES = [{"class_weight": "balanced"}]
LOSSES = [{"loss": "absolute_error"}, {"loss": "quantile", "quantile": 0.3}]
POSITIVE = [{"loss": "poisson"}, {"loss": "gamma"}]
# Tables whose columns are few whole numbers, or can be taken as categories.
CATEGORIES = {
    "penguins": [["x0", "x6"], ["x0", "x1", "x6"]],
    "two_ties": [["x1"], ["x0", "x2", "x4"]],
    "four_nulls": [["x3"], ["x0", "x1"]],
    "values_ties": [["x1", "x3"]],
    "values_nulls": [["x2"], ["x0", "x1", "x2", "x3", "x4"]],
    "wide": [["x6"], ["x0", "x5", "x6"]],
}
# With weights and more than two classes the start is a logarithm of a geometric mean, where NumPy's e^x (which depends on
# the CPU) does not round to nearest on these tables; the trees then differ in their last digits.
ROUNDED = ["digits", "four_nulls", "penguins", "wide"]
FEWER = {"digits": 4, "long": 15, "longer": 3}


def arguments(options, names):
    """Options as scikit-learn takes them."""
    given = dict(options)
    if "categorical_features" in given:
        given["categorical_features"] = [names.index(name) for name in given["categorical_features"]]
    if "monotonic_cst" in given:
        given["monotonic_cst"] = [given["monotonic_cst"].get(name, 0) for name in names]
    if isinstance(given.get("interaction_cst"), list):
        given["interaction_cst"] = [[names.index(name) for name in group] for group in given["interaction_cst"]]
    return given


def kinds(name, k):
    if name in ["long", "longer"]:
        return [({}, False, 3), ({"max_bins": 100}, True, FEW)]
    few = list(COMMON)
    few += CLASSES if k > 0 else LOSSES
    if k <= 2:
        few += SIGNS
    if name == "diabetes":
        few += POSITIVE
    both = [({}, False, STATES), ({}, True, FEW)]
    both += [({"categorical_features": names}, False, FEW) for names in CATEGORIES.get(name, [])]
    if k == 0:
        both += [(loss, True, FEW) for loss in LOSSES]
    else:
        both += [(CLASSES[0], True, FEW)]
    both += [(options, False, FEW) for options in few]
    if name in ROUNDED:
        both = [case for case in both if not case[1] and "class_weight" not in case[0]]
    # Of pairs a tie between columns hangs on the order of Python's sets, and breast_cancer has ties.
    return [case for case in both if name != "breast_cancer" or case[0].get("interaction_cst") != "pairwise"]


def cases(name):
    X, y, k = TABLES[name]()
    names = [f"x{j}" for j in range(X.shape[1])]
    for options, weights, states in kinds(name, k):
        w = weights_of(len(y)) if weights else None
        given = {"max_iter": FEWER.get(name, 10), **options}
        found = ""
        for state in range(states):
            of = HistGradientBoostingClassifier if k > 0 else HistGradientBoostingRegressor
            model = of(random_state=state, **arguments(given, names)).fit(X, y, sample_weight=w)
            found += digest(model, X.shape[1])
        case = {"table": name, "options": given, "weights": weights, "digests": found, "iterations": model.n_iter_}
        if model.do_early_stopping_:
            scores = [model.train_score_, model.validation_score_]
            case["losses"] = [-float(curve[-1]) for curve in scores if len(curve) > 0]
        said = model.decision_function(X) if k > 0 else model.predict(X)
        if options.get("loss") in ["poisson", "gamma"]:
            case["values"] = said[:4].tolist()
        else:
            case["answers"] = short(np.ascontiguousarray(said, dtype="<f8").tobytes())
        yield case


def main():
    warnings.simplefilter("ignore")
    made_by = f"test/reference/hist.py, scikit-learn {sklearn.__version__}, NumPy {np.__version__}, {platform.machine()}"
    found = [case for name in TABLES for case in cases(name)]
    lines = ",\n".join(json.dumps(case) for case in found)
    TARGET.write_text(f'{{"made_by": {json.dumps(made_by)}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
