"""Records what scikit-learn says to each option at its edges and far beyond: whether it fits, and how well.

    python test/reference/verdicts.py             all
    python test/reference/verdicts.py huber ridge  these, and leaves the others as they are

Writes verdicts.json: cases["<type> <algorithm>"] is a list of {option, value, verdict}; the other options are
those of `shared`, or the defaults. A
verdict is one of
    {"score": s}                  it fits; s is the score on the test part, of the optimum where tol stops before it
    {"score": s, "warns": w}      it fits, with a warning of that class: s may be anybody's
    {"refuses": e}                an exception of that class
    {"endless": seconds}          it was stopped
Classifications are of iris, regressions of diabetes, split by ShuffleSplit(n_splits=1, test_size=0.25, random_state=53) and
scaled by a StandardScaler of the training part where sqml does so by itself. test/robust/verdicts.ts compares.
"""

import json
import multiprocessing
import platform
import resource
import sys
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import (
    ElasticNet,
    ElasticNetCV,
    HuberRegressor,
    Lasso,
    LassoCV,
    LinearRegression,
    LogisticRegression,
    LogisticRegressionCV,
    QuantileRegressor,
    Ridge,
    RidgeClassifier,
    RidgeClassifierCV,
    RidgeCV,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.model_selection import ShuffleSplit
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

# Of the processor, whatever else it does.
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

# What each is told besides, where it has such an option.
SHARED = {"random_state": 53, "n_estimators": 10}

# 1 is a count here and 1.0 a share; who reads this as JSON may have one number for both, so 1.0 is left out.
LEAST = [2, 10, 0.5, 1000, 0, 1, 1.5, -1]
TREE = {
    "max_depth": [None, 1, 3, 1000, 0, -1, 1.5],
    "min_samples_split": LEAST,
    "min_samples_leaf": LEAST,
    "min_weight_fraction_leaf": [0, 0.1, 0.5, 0.6, -0.1],
    "max_features": [None, "sqrt", "log2", 1, 2, 0.3, 0, 1.5, 5, "auto"],
    "max_leaf_nodes": [None, 2, 5, 1000, 1, 0],
    "min_impurity_decrease": [0, 0.01, 1e300, -1],
    "ccp_alpha": [0, 0.01, 1e300, -1],
}
FOREST = {**TREE, "n_estimators": [1, 10, 0, -1, 1.5], "bootstrap": FLAGS, "max_samples": [None, 1, 10, 0.5, 0, 1.5]}
BOOSTING = {
    **TREE,
    "n_estimators": [1, 10, 0, -1, 1.5],
    "learning_rate": [0, 1e-10, 0.1, 1, -1],
    "subsample": [0.5, 1.0, 0, 1.5],
    "init": [None, "zero", "mean"],
    "n_iter_no_change": [None, 1, 5, 0],
    "validation_fraction": [0.1, 0.5, 0, 1],
}
MLP = {
    "activation": ["identity", "logistic", "tanh", "relu", "step"],
    "solver": ["adam", "sgd", "newton"],
    "alpha": [0, 1e-4, 1, -1],
    "learning_rate_init": [1e-3, 0.1, 0, -1],
    "batch_size": [10, 0],
    "max_iter": [1, 50, 0, -1, 1.5],
    "shuffle": FLAGS,
    "early_stopping": FLAGS,
}
HIST = {
    "learning_rate": [1e-10, 0.1, 1, 0, -1],
    "max_iter": [1, 10, 0, -1, 1.5],
    "max_leaf_nodes": [None, 2, 31, 1, 0],
    "max_depth": [None, 1, 3, 0, -1],
    "min_samples_leaf": [1, 20, 1000, 0, -1],
    "l2_regularization": [0, 1, 1e300, -1],
    "max_bins": [2, 16, 255, 1, 256],
}
BAGGING = {
    "n_estimators": [1, 10, 0, -1, 1.5],
    "max_samples": [1, 10, 0.5, 0, 1.5, -1, 1000],
    "max_features": [1, 2, 0.5, 0, 1.5, -1, 1000],
    "bootstrap": FLAGS,
    "bootstrap_features": FLAGS,
}
SGD = {
    "penalty": ["l2", "l1", "elasticnet", None, "l3"],
    "alpha": [0, 1e-10, 1e-4, 1, -1],
    "l1_ratio": [0, 0.5, 1, -1, 2],
    "fit_intercept": FLAGS,
    "max_iter": ITERATIONS,
    "tol": [None, 0, 1e-3, 1, -1],
    "shuffle": FLAGS,
    "learning_rate": ["constant", "optimal", "invscaling", "adaptive", "fast"],
    "eta0": [1e-5, 0.1, 0, -1],
    "power_t": [0.1, 0.5, -1],
    "early_stopping": FLAGS,
    "validation_fraction": [0.1, 0.5, 0, 1],
    "n_iter_no_change": [1, 5, 0],
    "average": [False, True, 0, 10, -1],
}
KNN = {
    "n_neighbors": [1, 5, 30, 1000, 0, -1, 1.5],
    "weights": ["uniform", "distance", "far"],
    "algorithm": ["auto", "brute", "kd_tree", "ball_tree", "grid"],
    "metric": ["minkowski", "manhattan", "euclidean", "chebyshev", "far"],
    "p": [1, 2, 3.5, 50, 0, -1],
}
RIDGE = {"alpha": POSITIVE, "fit_intercept": FLAGS}
RIDGE_CV = {"alphas": [[1], [0.1, 1, 10], [1e-14, 1e14], [0], [-1], []], "fit_intercept": FLAGS}
SHRINKING = {
    "alpha": [1e-10, 0.01, 1, 100, 1e300, -1],
    "fit_intercept": FLAGS,
    "positive": FLAGS,
    "tol": [0, 1e-10, 1e-4, 1, -1],
    "max_iter": ITERATIONS,
}
RATIOS = {"l1_ratio": [0.01, 0.5, 1, -1, 2]}
PATH = {
    "alphas": [1, 10, 100, [0.1, 1], [], 0, -1],
    "eps": [1e-3, 0.1, 1, 0, -1],
    "cv": [2, 5, 10, 1, 0, 1000],
    "fit_intercept": FLAGS,
    "positive": FLAGS,
}

# What each algorithm is in scikit-learn, and the values of its options. A new one is a row here.
CLASSIFICATIONS = {
    "logistic_regression": (
        LogisticRegression,
        {"C": POSITIVE, "l1_ratio": [0, 0.1, 0.5, 1, -1, 2, "l1"], "tol": [1e-10, 1, 1e300, 0], "fit_intercept": FLAGS, "max_iter": ITERATIONS, "class_weight": WEIGHTS},
    ),
    "logistic_regression_cv": (
        partial(LogisticRegressionCV, l1_ratios=(0,), scoring="accuracy", use_legacy_attributes=False),
        {
            "Cs": [1, 3, [1], [0.01, 1, 100], [1e-14, 1e14], 0, -1, 1.5, "many"],
            "l1_ratios": [[0], [1], [0, 0.5], [2], [-1], []],
            "cv": [2, 5, 10, 1, 0, 1000],
            "scoring": ["accuracy", "neg_log_loss", "best"],
            "tol": [1e-10, 1, 1e300, 0],
            "fit_intercept": FLAGS,
            "max_iter": ITERATIONS,
            "class_weight": WEIGHTS,
        },
    ),
    "linear_svc": (LinearSVC, {**LINEAR, "loss": ["hinge", "squared_hinge", "log"], "class_weight": WEIGHTS}),
    "svc": (SVC, {**KERNELS, "class_weight": WEIGHTS}),
    "ridge": (RidgeClassifier, {**RIDGE, "class_weight": WEIGHTS}),
    "ridge_cv": (RidgeClassifierCV, {**RIDGE_CV, "class_weight": WEIGHTS}),
    "knn": (KNeighborsClassifier, KNN),
    "gaussian_nb": (GaussianNB, {"var_smoothing": [0, 1e-300, 1e-9, 1, 1e300, -1], "priors": [None, [0.2, 0.3, 0.5], [1, 0, 0], [0.5, 0.5], [1, 1, 1]]}),
    "sgd": (SGDClassifier, {**SGD, "loss": ["hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron", "log"], "class_weight": WEIGHTS}),
    "decision_tree": (DecisionTreeClassifier, {**TREE, "criterion": ["gini", "entropy", "log_loss", "mse"], "splitter": ["best", "random", "worst"], "class_weight": WEIGHTS}),
    "random_forest": (RandomForestClassifier, {**FOREST, "criterion": ["gini", "entropy", "mse"], "class_weight": WEIGHTS + ["balanced_subsample"]}),
    "extra_trees": (ExtraTreesClassifier, {**FOREST, "criterion": ["gini", "entropy", "mse"], "class_weight": WEIGHTS}),
    "gradient_boosting": (GradientBoostingClassifier, {**BOOSTING, "loss": ["log_loss", "exponential", "hinge"]}),
    "ada_boost": (AdaBoostClassifier, {"n_estimators": [1, 10, 0, -1, 1.5], "learning_rate": [1e-10, 0.1, 1, 10, 0, -1]}),
    "bagging": (BaggingClassifier, BAGGING),
    "hist_gradient_boosting": (HistGradientBoostingClassifier, HIST),
    "mlp": (MLPClassifier, MLP),
    "dummy": (DummyClassifier, {"strategy": ["prior", "most_frequent", "stratified", "uniform", "constant", "none"]}),
}
REGRESSIONS = {
    "linear_regression": (LinearRegression, {"fit_intercept": FLAGS, "tol": [0, 1e-6, 1, -1]}),
    "linear_svr": (
        LinearSVR,
        {**LINEAR, "epsilon": [0, 0.1, 100, 1e300, -1], "loss": ["epsilon_insensitive", "squared_epsilon_insensitive", "huber"]},
    ),
    "svr": (SVR, {**KERNELS, "epsilon": [0, 0.1, 100, 1e300, -1]}),
    "ridge": (Ridge, RIDGE),
    "ridge_cv": (RidgeCV, RIDGE_CV),
    "lasso": (Lasso, SHRINKING),
    "elastic_net": (ElasticNet, {**SHRINKING, **RATIOS}),
    "lasso_cv": (LassoCV, PATH),
    "elastic_net_cv": (ElasticNetCV, {**PATH, "l1_ratio": [[0.5], [0.1, 0.9], [2], []]}),
    "knn": (KNeighborsRegressor, KNN),
    "sgd": (SGDRegressor, {**SGD, "loss": ["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive", "hinge"], "epsilon": [0, 0.1, 100, -1]}),
    "decision_tree": (DecisionTreeRegressor, {**TREE, "criterion": ["squared_error", "friedman_mse", "absolute_error", "poisson", "gini"], "splitter": ["best", "random"]}),
    "random_forest": (RandomForestRegressor, {**FOREST, "criterion": ["squared_error", "gini"]}),
    "extra_trees": (ExtraTreesRegressor, {**FOREST, "criterion": ["squared_error", "gini"]}),
    "gradient_boosting": (
        GradientBoostingRegressor,
        {**BOOSTING, "loss": ["squared_error", "absolute_error", "huber", "quantile", "log_loss"], "alpha": [0.1, 0.9, 0, 1]},
    ),
    "ada_boost": (
        AdaBoostRegressor,
        {"n_estimators": [1, 10, 0, -1, 1.5], "learning_rate": [1e-10, 0.1, 1, 10, 0, -1], "loss": ["linear", "square", "exponential", "log"]},
    ),
    "bagging": (BaggingRegressor, BAGGING),
    "hist_gradient_boosting": (
        HistGradientBoostingRegressor,
        {**HIST, "loss": ["squared_error", "absolute_error", "poisson", "hinge"]},
    ),
    "mlp": (MLPRegressor, MLP),
    "huber": (
        HuberRegressor,
        {"epsilon": [1.01, 1.35, 10, 1e300, 0.5, -1], "alpha": POSITIVE, "tol": [1e-10, 1e-5, 1, 0], "fit_intercept": FLAGS, "max_iter": ITERATIONS},
    ),
    "quantile": (QuantileRegressor, {"quantile": [1e-5, 0.1, 0.5, 0.999, 0, 1, -1], "alpha": POSITIVE, "fit_intercept": FLAGS}),
    "dummy": (DummyRegressor, {"strategy": ["mean", "median", "quantile", "constant", "none"], "quantile": [0, 0.5, 1, 2]}),
}
# sqml takes columns as they are for these.
UNSCALED = {"decision_tree", "random_forest", "extra_trees", "gradient_boosting", "ada_boost", "bagging", "hist_gradient_boosting", "dummy"}


def problem(name, is_scaled):
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    train, test = next(ShuffleSplit(n_splits=1, test_size=0.25, random_state=53).split(X))
    if not is_scaled:
        return X[train], y[train], X[test], y[test]
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
    shared = {name: value for name, value in SHARED.items() if name in estimator().get_params()}
    if option in ("l1_ratio", "l1_ratios") and issubclass(type(estimator()), LogisticRegression):
        shared["solver"] = "saga"  # the one that has it
    try:
        with warnings.catch_warnings(record=True) as raised:
            warnings.simplefilter("always")
            model = estimator(**{**shared, option: by_label(value)}).fit(X, y)
            # Of what chooses by another scoring, score is that.
            score = float((model.predict(X_test) == y_test).mean() if option == "scoring" else model.score(X_test, y_test))
        warned = sorted({w.category.__name__ for w in raised})
        if not np.isfinite(score):
            return {"refuses": "a score that is not finite"}
        if warned:
            return {"score": score, "warns": warned[0]}
        return {"score": score if option == "scoring" else tight(model, data) or score}
    except Exception as error:
        return {"refuses": type(error).__name__}


def verdict(*case):
    """In a process of its own: LIBSVM's loops can't be stopped otherwise."""
    mine, theirs = multiprocessing.Pipe()

    def work():
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        theirs.send(fitted(*case))

    process = multiprocessing.Process(target=work)
    process.start()
    theirs.close()
    try:
        said = mine.recv()
    except EOFError:
        said = {"endless": SECONDS}
    process.join()
    return said


multiprocessing.set_start_method("fork")
file = Path(__file__).resolve().parent / "verdicts.json"
# With names of algorithms only theirs are written anew.
asked = sys.argv[1:]
cases = json.loads(file.read_text())["cases"] if asked else {}
for kind, table, algorithms in [("classification", "iris", CLASSIFICATIONS), ("regression", "diabetes", REGRESSIONS)]:
    for algorithm, (estimator, options) in algorithms.items():
        if asked and algorithm not in asked:
            continue
        data = problem(table, algorithm not in UNSCALED)
        found = []
        for option, values in options.items():
            for value in values:
                if option in estimator().get_params():
                    found.append({"option": option, "value": value, "verdict": verdict(estimator, option, value, data)})
        cases[f"{kind} {algorithm}"] = found
        print(kind, algorithm, len(found), flush=True)
made_by = f"python test/reference/verdicts.py, Python {platform.python_version()}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}"
lines = [f'    {json.dumps(algorithm)}: [\n' + ",\n".join(f"      {json.dumps(case)}" for case in found) + "\n    ]" for algorithm, found in cases.items()]
text = '{\n  "made_by": ' + json.dumps(made_by) + ',\n  "shared": ' + json.dumps(SHARED) + ',\n  "cases": {\n' + ",\n".join(lines) + "\n  }\n}\n"
file.write_text(text)
