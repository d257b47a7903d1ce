"""Records what scikit-learn says to each option at its edges and far beyond: whether it fits, and how well.

    python test/reference/verdicts.py

Writes verdicts.json: cases[algorithm] is a list of {option, value, verdict}; the other options are the defaults. A
verdict is one of
    {"score": s}                  it fits; s is the score on the test part, of the optimum where tol stops before it
    {"score": s, "warns": w}      it fits, with a warning of that class: s may be anybody's
    {"refuses": e}                an exception of that class
    {"endless": seconds}          it was stopped
Classifications are of iris, regressions of diabetes, split by ShuffleSplit(n_splits=1, test_size=0.25, random_state=53) and
scaled by a StandardScaler of the training part. test/robust/verdicts.ts compares.
"""

import json
import multiprocessing
import platform
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import ShuffleSplit
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

SECONDS = 10
POSITIVE = [5e-324, 1e-300, 1e-14, 1e-5, 1, 10, 1e5, 1e14, 1e100, 1e300, 1.7e308, 0, -1]
NUMBERS = POSITIVE + [-1e300]
FLAGS = [True, False, 1, "yes"]
WEIGHTS = [None, "balanced", {"0": 1000, "1": 0.001}, {"1": 1e300}, {"2": 1e-300}, "even"]
ITERATIONS = [1, 2, 1000, 0, -1, 1.5]
KERNELS = {
    "C": POSITIVE,
    "kernel": ["linear", "poly", "rbf", "sigmoid", "cubic"],
    "degree": [0, 1, 2, 9, 50, -1, 1.5],
    "gamma": ["scale", "auto", 1e-300, 1e-5, 1e5, 1e300, 0, -1, "wide"],
    "coef0": [0, 1, -1],
    "tol": [1e-10, 1e-3, 1, 1e300, 0],
    "cache_size": [1e-3, 1, 200, 0],
    "shrinking": FLAGS,
    "max_iter": [-1, 1, 10, 0, -2],
}
LINEAR = {
    "C": POSITIVE,
    "tol": [1e-10, 1e-3, 1, 1e300, 0],
    "fit_intercept": FLAGS,
    "intercept_scaling": [1e-5, 1, 10, 0],
    "max_iter": ITERATIONS,
}

# What each algorithm is in scikit-learn, and the values of its options. A new one is a row here.
ALGORITHMS = {
    "logistic_regression": (
        LogisticRegression,
        {"C": POSITIVE, "tol": [1e-10, 1, 1e300, 0], "fit_intercept": FLAGS, "max_iter": ITERATIONS, "class_weight": WEIGHTS},
    ),
    "linear_svc": (LinearSVC, {**LINEAR, "loss": ["hinge", "squared_hinge", "log"], "class_weight": WEIGHTS}),
    "svc": (SVC, {**KERNELS, "class_weight": WEIGHTS}),
    "linear_regression": (LinearRegression, {"fit_intercept": FLAGS, "tol": [0, 1e-6, 1, -1]}),
    "linear_svr": (
        LinearSVR,
        {**LINEAR, "epsilon": [0, 0.1, 100, 1e300, -1], "loss": ["epsilon_insensitive", "squared_epsilon_insensitive", "huber"]},
    ),
    "svr": (SVR, {**KERNELS, "epsilon": [0, 0.1, 100, 1e300, -1]}),
}
REGRESSIONS = {"linear_regression", "linear_svr", "svr"}


def problem(name):
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    train, test = next(ShuffleSplit(n_splits=1, test_size=0.25, random_state=53).split(X))
    scaler = StandardScaler().fit(X[train])
    return scaler.transform(X[train]), y[train], scaler.transform(X[test]), y[test]


def by_label(value):
    return {int(label): weight for label, weight in value.items()} if isinstance(value, dict) else value


def tight(model, data):
    """The score of the optimum, where the default tol may stop before; None when that is not reached either."""
    X, y, X_test, y_test = data
    if not isinstance(model, (LogisticRegression, LinearSVC, LinearSVR)):
        return None
    with warnings.catch_warnings(record=True) as raised:
        warnings.simplefilter("always")
        model.set_params(tol=min(model.tol, 1e-8), max_iter=max(model.max_iter, 10000)).fit(X, y)
    return None if raised else float(model.score(X_test, y_test))


def fitted(estimator, option, value, data):
    X, y, X_test, y_test = data
    seed = {"random_state": 53} if "random_state" in estimator().get_params() else {}
    try:
        with warnings.catch_warnings(record=True) as raised:
            warnings.simplefilter("always")
            model = estimator(**{**seed, option: by_label(value)}).fit(X, y)
            score = float(model.score(X_test, y_test))
        warned = sorted({w.category.__name__ for w in raised})
        if not np.isfinite(score):
            return {"refuses": "a score that is not finite"}
        if warned:
            return {"score": score, "warns": warned[0]}
        return {"score": tight(model, data) or score}
    except Exception as error:
        return {"refuses": type(error).__name__}


def verdict(*case):
    """In a process of its own: LIBSVM's loops can't be stopped otherwise."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=lambda: theirs.send(fitted(*case)))
    process.start()
    said = mine.recv() if mine.poll(SECONDS) else {"endless": SECONDS}
    process.kill()
    process.join()
    return said


multiprocessing.set_start_method("fork")
problems = {"iris": problem("iris"), "diabetes": problem("diabetes")}
cases = {}
for algorithm, (estimator, options) in ALGORITHMS.items():
    data = problems["diabetes" if algorithm in REGRESSIONS else "iris"]
    found = []
    for option, values in options.items():
        for value in values:
            if option in estimator().get_params():
                found.append({"option": option, "value": value, "verdict": verdict(estimator, option, value, data)})
    cases[algorithm] = found
made_by = f"python test/reference/verdicts.py, Python {platform.python_version()}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}"
lines = [f'    {json.dumps(algorithm)}: [\n' + ",\n".join(f"      {json.dumps(case)}" for case in found) + "\n    ]" for algorithm, found in cases.items()]
text = '{\n  "made_by": ' + json.dumps(made_by) + ',\n  "cases": {\n' + ",\n".join(lines) + "\n  }\n}\n"
(Path(__file__).resolve().parent / "verdicts.json").write_text(text)
