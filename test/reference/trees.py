"""Writes trees.json: digests of scikit-learn's trees, which sqml's are equal to bit for bit.

    python test/reference/trees.py

Per case: the table, the algorithm, its options, and per random_state from 0 on the first 16 bits of the SHA-256 of
the fitted trees, one after another, each in preorder:

    an inner node   feature i32, threshold f64, u8 1 when NULL goes left
    a leaf          i32 -1, its shares of the classes, or its value, f64 each

Tables are the datasets as they are in datasets/ (TEXT as its place among the column's texts, NULL as NaN), and
generated ones (`generated`), which test/kernel/tree_tables.ts makes alike. Weights of rows, where `weights` is true,
are those of `weights_of`. `answers` is such a digest of what the last state's model says of every row: shares of the
classes, values, decision_function of gradient_boosting and ada_boost. `importances` are feature_importances_ of the last state, for the default options.
"""

import hashlib
import json
import os
import platform
import struct
import warnings
from pathlib import Path

# NumPy's AVX-512 exp and log differ from the C library's in the last bit, and ada_boost's ties hang on it.
os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", "X86_V4 AVX512_ICL")

import numpy as np
import sklearn
from sklearn import ensemble, tree

warnings.simplefilter("ignore", FutureWarning)
warnings.simplefilter("ignore", RuntimeWarning)  # ada_boost takes the logarithm of weights of 0
TARGET = Path(__file__).with_suffix(".json")
FOLDER = Path(__file__).resolve().parents[2] / "datasets"
STATES = 20
FEW = 3


def dataset(name):
    about = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    header, *rows = [line.split(",") for line in (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()]
    columns = []
    for column, cells in zip(header, zip(*rows)):
        if about.get("types", {}).get(column) == "TEXT":
            texts = sorted(set(cell for cell in cells if cell))
            columns.append([texts.index(cell) if cell else np.nan for cell in cells])
        else:
            columns.append([float(cell) if cell else np.nan for cell in cells])
    X, y = np.array(columns[:-1]).T, np.array(columns[-1])
    return X, y, 0 if about["task"] == "regression" else len(set(y))


def stream():
    """Numbers in [-1, 1): test/kernel/generated.ts."""
    state = 12345
    while True:
        state = (state * 1103515245 + 12345) % 2147483648
        yield state / 1073741824 - 1


def generated(n, d, k, grid=0, nulls=0.0):
    """n x d numbers, multiples of 1 / grid where it is given, a share of `nulls` NULL; labels 0..k-1, or values."""
    draw = stream()
    X = np.array([[next(draw) for _ in range(d)] for _ in range(n)])
    score = [next(draw) + row[0] - 0.5 * row[d - 1] for row in X]
    if grid > 0:
        X = np.floor(X * grid + 0.5) / grid
    for i in range(n):
        for j in range(d):
            if nulls > 0 and (next(draw) + 1) / 2 < nulls:
                X[i, j] = np.nan
    if k == 0:
        return X, np.array(score), 0
    return X, np.array([min(k - 1, max(0, int(np.floor((value + 1.25) / 2.5 * k)))) for value in score]), k


TABLES = {
    **{name: lambda name=name: dataset(name) for name in
       ["iris", "digits", "wine", "breast_cancer", "diabetes", "penguins"]},
    "two": lambda: generated(300, 6, 2),
    "two_ties": lambda: generated(400, 5, 2, grid=4),
    "four_nulls": lambda: generated(300, 5, 4, grid=8, nulls=0.15),
    "values": lambda: generated(300, 6, 0),
    "values_ties": lambda: generated(400, 5, 0, grid=4),
    "values_nulls": lambda: generated(300, 5, 0, grid=8, nulls=0.15),
}


def weights_of(n):
    draw = stream()
    drawn = [next(draw) for _ in range(n)]
    return np.array([0 if value < -0.8 else np.floor((value + 1.5) * 64) / 100 for value in drawn])


def bytes_of(fitted, k, columns):
    found, stack = b"", [0]
    while stack:
        i = stack.pop()
        if fitted.children_left[i] < 0:
            found += struct.pack(f"<i{max(k, 1)}d", -1, *fitted.value[i, 0, : max(k, 1)])
            continue
        found += struct.pack("<idB", columns[fitted.feature[i]], fitted.threshold[i], fitted.missing_go_to_left[i])
        stack += [fitted.children_right[i], fitted.children_left[i]]
    return found


def digest(model, k):
    trees = np.ravel(model.estimators_) if hasattr(model, "estimators_") else [model]
    k = 0 if isinstance(trees[0], tree.DecisionTreeRegressor) else k
    columns = getattr(model, "estimators_features_", [range(model.n_features_in_)] * len(trees))
    return hashlib.sha256(b"".join(bytes_of(each.tree_, k, own) for each, own in zip(trees, columns))).hexdigest()[:4]


def answers(model, X):
    for name in ["decision_function", "predict_proba", "predict"]:
        if hasattr(model, name):
            said = np.ascontiguousarray(getattr(model, name)(X), dtype="<f8")
            return hashlib.sha256(said.tobytes()).hexdigest()[:4]


def ada_boost(kind, grower, max_depth, given):
    """AdaBoost, its trees' options among its own."""
    own = {name: given.pop(name) for name in list(given) if name in kind().get_params()}
    return kind(grower(**{"max_depth": max_depth, **given}), **own)


def ada_boost_classifier(**given):
    return ada_boost(ensemble.AdaBoostClassifier, tree.DecisionTreeClassifier, 1, given)


def ada_boost_regressor(**given):
    return ada_boost(ensemble.AdaBoostRegressor, tree.DecisionTreeRegressor, 3, given)


def bagging(kind, grower, given):
    """Bagging of trees, whose options stand in the option estimator."""
    own = {**given}
    estimator = own.pop("estimator", None)
    return kind(grower(**estimator["decision_tree"]) if estimator else None, **own)


def bagging_classifier(**given):
    return bagging(ensemble.BaggingClassifier, tree.DecisionTreeClassifier, given)


def bagging_regressor(**given):
    return bagging(ensemble.BaggingRegressor, tree.DecisionTreeRegressor, given)


ALGORITHMS = {
    "decision_tree": (tree.DecisionTreeClassifier, tree.DecisionTreeRegressor),
    "random_forest": (ensemble.RandomForestClassifier, ensemble.RandomForestRegressor),
    "extra_trees": (ensemble.ExtraTreesClassifier, ensemble.ExtraTreesRegressor),
    "bagging": (bagging_classifier, bagging_regressor),
    "gradient_boosting": (ensemble.GradientBoostingClassifier, ensemble.GradientBoostingRegressor),
    "ada_boost": (ada_boost_classifier, ada_boost_regressor),
}

LIMITS = [
    {"max_depth": 3},
    {"max_leaf_nodes": 9},
    {"max_leaf_nodes": 40, "min_samples_leaf": 4, "max_features": 0.5},
    {"min_samples_split": 0.1, "max_features": "log2"},
    {"min_samples_leaf": 0.02, "max_features": 2},
    {"min_weight_fraction_leaf": 0.05},
    {"min_impurity_decrease": 0.01},
    {"ccp_alpha": 0.005},
]
CLASSES = [{"class_weight": "balanced"}]
SAMPLES = [
    {"max_depth": 4, "min_samples_leaf": 2},
    {"max_leaf_nodes": 12},
    {"bootstrap": True, "max_samples": 0.5},
    {"bootstrap": True, "max_samples": 40},
    {"bootstrap": False, "max_features": 3},
]
SUBSAMPLE = [{"class_weight": "balanced_subsample"}, {"class_weight": "balanced_subsample", "bootstrap": False}]
RANDOM = [{"splitter": "random"}, {"splitter": "random", "max_leaf_nodes": 20, "ccp_alpha": 0.001}]

# Trees of an ensemble, so that the tests stay fast.
FEWER = {name: {"n_estimators": 5} for name in ["random_forest", "extra_trees", "gradient_boosting", "bagging"]} | {"ada_boost": {"n_estimators": 8}}
# Boosting takes no NULL, and a tree a class of digits is slow.
NOT_FOR = {
    "gradient_boosting": ["penguins", "four_nulls", "values_nulls", "digits"],
    "ada_boost": ["penguins", "four_nulls", "values_nulls"],
}
ROUNDS = [{"learning_rate": 0.3}, {"max_depth": 2, "max_features": 0.5}, {"splitter": "random"}]
STAGES = [
    {"subsample": 0.7},
    {"max_features": "sqrt", "max_depth": 4},
    {"max_leaf_nodes": 6, "max_depth": None, "learning_rate": 0.5},
    {"n_iter_no_change": 2, "n_estimators": 40, "learning_rate": 0.5, "tol": 0.001},
    {"init": "zero"},
    {"ccp_alpha": 0.01, "min_samples_leaf": 4},
]
LOSSES = [
    {"loss": "absolute_error"},
    {"loss": "huber", "alpha": 0.8},
    {"loss": "quantile", "alpha": 0.3, "subsample": 0.5},
]

PARTS = [
    {"max_samples": 0.5},
    {"max_samples": 50, "max_features": 2},
    {"max_features": 0.6, "bootstrap": False},
    {"max_samples": 0.7, "bootstrap": False},
    {"bootstrap_features": True, "max_features": 0.8},
    {"estimator": {"decision_tree": {"max_depth": 3, "max_features": 0.5, "splitter": "random"}}, "max_features": 4},
]
BALANCED = [{"estimator": {"decision_tree": {"class_weight": "balanced", "min_weight_fraction_leaf": 0.05}}}]

CASES = {
    "bagging": {"classification": PARTS + BALANCED, "regression": PARTS},
    "decision_tree": {
        "classification": LIMITS + CLASSES + RANDOM + [{"criterion": "entropy"}],
        "regression": LIMITS + RANDOM + [{"criterion": "absolute_error"}, {"criterion": "friedman_mse"}],
    },
    **{
        name: {
            "classification": SAMPLES + CLASSES + SUBSAMPLE,
            "regression": SAMPLES + [{"criterion": "absolute_error", "max_depth": 4}],
        }
        for name in ["random_forest", "extra_trees"]
    },
    "ada_boost": {
        "classification": ROUNDS + [{"criterion": "entropy"}],
        "regression": ROUNDS + [{"loss": "square"}, {"loss": "exponential"}],
    },
    "gradient_boosting": {"classification": STAGES, "regression": STAGES + LOSSES},
}


def cases(algorithm, name):
    X, y, k = TABLES[name]()
    kind = "classification" if k > 0 else "regression"
    few = list(CASES[algorithm][kind])
    if algorithm in ["decision_tree", "random_forest", "extra_trees"] and name == "diabetes":
        few.append({"criterion": "poisson"})
    if algorithm == "gradient_boosting" and k == 2:
        few.append({"loss": "exponential"})
    weighted = [] if algorithm == "bagging" else [({}, True, FEW)]
    for options, weights, states in [({}, False, STATES)] + weighted + [(o, False, FEW) for o in few]:
        w = weights_of(len(y)) if weights else None
        found = ""
        for state in range(states):
            given = {**FEWER.get(algorithm, {}), **options}
            model = ALGORITHMS[algorithm][k == 0](random_state=state, **given)
            found += digest(model.fit(X, y, sample_weight=w), k)
        case = {"table": name, "algorithm": algorithm, "options": given, "weights": weights, "digests": found}
        case["answers"] = answers(model, X)
        if not options and hasattr(model, "feature_importances_"):
            case["importances"] = model.feature_importances_.tolist()
        yield case


def main():
    made_by = f"test/reference/trees.py, scikit-learn {sklearn.__version__}, NumPy {np.__version__}, {platform.machine()}"
    found = [case for algorithm in ALGORITHMS for name in TABLES
             if name not in NOT_FOR.get(algorithm, []) for case in cases(algorithm, name)]
    lines = ",\n".join(json.dumps(case) for case in found)
    TARGET.write_text(f'{{"made_by": {json.dumps(made_by)}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
