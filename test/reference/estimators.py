"""Records what scikit-learn's estimators are and answer, for test/kernel/estimators.test.ts.

    python test/reference/estimators.py             writes every file of estimators/
    python test/reference/estimators.py dummy knn   writes estimators/dummy.json and estimators/knn.json

A file is a list of cases: an algorithm with options (ours and scikit-learn's are the same, unless a case says what
else it means there), on problems. A problem is a bundled dataset at a random_state, split as models.py does and
standardised, or a generated table, [n, d, k, seed], whose first three quarters of rows train as they are.
Of a fitted estimator is recorded, by `what` of the case:

    weights       of all coefficients and intercepts in a row: their norm, and their products with two vectors
                  of numbers from -1 to 1 (the stream of `stream`): whoever has all three right has the weights
    bits          FNV-1a (64 bit) over the bytes of all coefficients and intercepts, as doubles
    iterations    n_iter_
    chosen        alpha_, l1_ratio_, C_: what cross-validation chose
    answers       a checksum of the test rows' answers, sum of (i + 1) answer_i for classes
    values        the same as `weights`, of the test rows' values
    probabilities the same, of the test rows' probabilities
    score         accuracy or r2 on the test rows
    objective     of a quantile: pinball loss of the training rows and penalty, as its docstring writes them
"""

import json
import platform
import struct
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from models import ALL, CLASSIFICATION, Problem
from scipy import optimize
from sklearn import dummy, linear_model, naive_bayes, neighbors, neural_network
from sklearn.linear_model._huber import _huber_loss_and_gradient

FOLDER = Path(__file__).resolve().parent / "estimators"
SEEDS = range(20)
FEW = [0, 1]


def stream(seed=0):
    state = 12345 + seed
    while True:
        state = (state * 1103515245 + 12345) % 2147483648
        yield state / 1073741824 - 1


class Table:
    """A generated problem: test/kernel/estimators.ts makes the same from the same four numbers."""

    def __init__(self, n, d, k, seed):
        draw = stream(seed)
        X = np.array([[next(draw) for _ in range(d)] for _ in range(n)])
        raw = np.array([next(draw) + X[i, 0] - 0.5 * X[i, d - 1] for i in range(n)])
        y = raw if k == 0 else np.clip(np.floor((raw + 1.25) / 2.5 * k), 0, k - 1)
        first = n - n // 4
        if k and len(set(y[:first])) < k:  # every class trains
            y = np.arange(n, dtype=float) % k
        self.X, self.y, self.X_test, self.y_test = X[:first], y[:first], X[first:], y[first:]
        self.weight = np.array([1 + (i * 7 % 5) / 2 for i in range(first)])
        self.seed = seed


def measure(values):
    flat = np.asarray(values, dtype=float).ravel()
    draw = stream()
    a, b = (np.array([next(draw) for _ in flat]) for _ in range(2))
    return [float(np.sqrt(flat @ flat)), float(a @ flat), float(b @ flat)]


def fnv(values):
    digest = 0xCBF29CE484222325
    for byte in b"".join(struct.pack("<d", v) for v in values):
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return f"{digest:016x}"


def parameters(model):
    return np.concatenate([np.ravel(model.coef_), np.ravel(model.intercept_)])


def pinball(model, p, y, weight):
    r = y - model.predict(p.X)
    losses = np.where(r > 0, model.quantile * r, (model.quantile - 1) * r)
    return float(np.average(losses, weights=weight) + model.alpha * np.abs(model.coef_).sum())


def observe(model, p, what, y, weight):
    found = {}
    for key in what.split():
        if key == "weights":
            found[key] = measure(parameters(model))
        elif key == "bits":
            found[key] = fnv(parameters(model))
        elif key == "iterations":
            found[key] = int(np.max(model.n_iter_))
        elif key == "chosen":
            found[key] = {k: float(np.ravel(getattr(model, k + "_"))[0])
                          for k in ("alpha", "l1_ratio", "C") if hasattr(model, k + "_")}
        elif key == "answers":
            found[key] = float((model.predict(p.X_test) * np.arange(1, len(p.X_test) + 1)).sum())
        elif key == "values":
            found[key] = measure(model.predict(p.X_test))
        elif key == "probabilities":
            found[key] = measure(model.predict_proba(p.X_test))
        elif key == "objective":
            found[key] = pinball(model, p, y, weight)
        elif key == "score":
            found[key] = float(model.score(p.X_test, p.y_test))
    return found


def cases(algorithm, make, what, options, problems, k=None, weighted=False, target=None):
    """`make(options)` is the estimator; its random_state is the problem's seed where it has one."""
    rows = []
    for problem in problems:
        p = Problem(*problem) if isinstance(problem[0], str) else Table(*problem)
        y = np.exp(p.y) if target == "exp" else p.y
        model = make(options)
        if "random_state" in model.get_params():
            model.set_params(random_state=p.seed)
        model = model.fit(p.X, y, sample_weight=p.weight) if weighted else model.fit(p.X, y)
        rows.append({"problem": list(problem), **observe(model, p, what, y, p.weight if weighted else None)})
    head = {"algorithm": algorithm, "type": "classification" if k else "regression", "options": options}
    if weighted:
        head["weighted"] = True
    if target:
        head["target"] = target
    return {**head, "found": rows}


def on(names, seeds):
    return [(name, seed) for name in names for seed in seeds]


def dummies():
    def classifier(o):
        return dummy.DummyClassifier(**o)

    def regressor(o):
        return dummy.DummyRegressor(**o)

    labels = on(CLASSIFICATION, FEW) + [(50, 2, 3, 0)]
    values = on(ALL, FEW) + [(50, 2, 0, 0), (67, 2, 0, 1)]
    what = "answers probabilities score"
    yield cases("dummy", classifier, what, {}, labels, k=True)
    for strategy in ("most_frequent", "prior"):
        yield cases("dummy", classifier, what, {"strategy": strategy}, labels, k=True)
    yield cases("dummy", classifier, what, {"strategy": "constant", "constant": 1}, labels, k=True)
    yield cases("dummy", classifier, "probabilities", {"strategy": "uniform"}, labels, k=True)
    yield cases("dummy", classifier, what, {}, [(40, 2, 3, 0)], k=True, weighted=True)
    regressions = [{}, {"strategy": "median"}, {"strategy": "constant", "constant": 2.5}]
    regressions += [{"strategy": "quantile", "quantile": q} for q in (0, 0.1, 0.37, 0.5, 1)]
    for options in regressions:
        yield cases("dummy", regressor, "values score", options, values)
        yield cases("dummy", regressor, "values score", options, [(40, 2, 0, 0), (41, 2, 0, 1)], weighted=True)


# Generated tables for linear problems: ordinary, more columns than rows, two columns, many classes.
def shapes(k, seeds=SEEDS):
    return [(n, d, k, seed) for n, d in ((80, 5), (24, 40), (200, 2)) for seed in seeds]


def ridges():
    plain, few = shapes(0), shapes(0, FEW)
    for options in ({}, {"alpha": 0.01}, {"alpha": 100, "fit_intercept": False}, {"alpha": 0}):
        problems = on(ALL, SEEDS if not options else FEW) + (plain if not options else few)
        if options.get("alpha") == 0:
            problems = on(["diabetes"], FEW) + few
        yield cases("ridge", lambda o: linear_model.Ridge(**o, solver="svd"), "weights score", options, problems)
        yield cases("ridge", lambda o: linear_model.Ridge(**o), "weights score", options, few, weighted=True)
    labels = [(n, d, k, s) for k in (2, 5) for n, d, _, s in shapes(k)] + [(600, 3, 40, 0)]
    for options in ({}, {"alpha": 0.1, "class_weight": "balanced"}):
        yield cases("ridge", lambda o: linear_model.RidgeClassifier(**o), "weights answers score", options,
                    on(CLASSIFICATION, SEEDS) + labels, k=True)
    yield cases("ridge", lambda o: linear_model.RidgeClassifier(**o), "weights score", {}, labels[:9], k=True,
                weighted=True)

    def cv(o):
        return linear_model.RidgeCV(**o)

    alphas = {"alphas": [0.001, 0.01, 0.1, 1, 10, 100, 1000]}
    for options in ({}, alphas, {"fit_intercept": False}):
        yield cases("ridge_cv", cv, "weights chosen score", options, on(ALL, SEEDS if not options else FEW) + plain)
        yield cases("ridge_cv", cv, "weights chosen score", options, few, weighted=True)

    def classifier(o):
        return linear_model.RidgeClassifierCV(**o)

    for options in ({}, {**alphas, "class_weight": "balanced"}):
        yield cases("ridge_cv", classifier, "weights chosen answers score", options,
                    on(CLASSIFICATION, SEEDS) + labels, k=True)
    yield cases("ridge_cv", classifier, "weights chosen score", alphas, labels[:9], k=True, weighted=True)


TIGHT = {"tol": 1e-14, "max_iter": 1000000}


def elastic_nets():
    plain, few = shapes(0), shapes(0, FEW)
    for options in ({}, {"alpha": 0.01}, {"alpha": 0.1, "positive": True}, {"alpha": 0.05, "fit_intercept": False}):
        def lasso(o):
            return linear_model.Lasso(**o, **TIGHT)

        first = not options
        yield cases("lasso", lasso, "weights score", options, on(ALL, SEEDS if first else FEW) + plain)
        yield cases("lasso", lasso, "weights score", options, few, weighted=True)
    for options in ({}, {"alpha": 0.01, "l1_ratio": 0.9}, {"alpha": 0.1, "l1_ratio": 0.2, "positive": True},
                    {"alpha": 0.1, "l1_ratio": 0}):
        def net(o):
            return linear_model.ElasticNet(**o, **TIGHT)

        first = not options
        yield cases("elastic_net", net, "weights score", options, on(ALL, SEEDS if first else FEW) + plain)
        yield cases("elastic_net", net, "weights score", options, few, weighted=True)


def elastic_net_cvs():
    # Of more columns than rows scikit-learn's fits don't come near the optimum in a million sweeps.
    plain, few = ([p for p in shapes(0, seeds) if p[0] > p[1]] for seeds in (range(10), FEW))
    tight = {"tol": 1e-11, "max_iter": 100000}
    for options in ({}, {"cv": 3, "alphas": 20}, {"alphas": [0.001, 0.1, 0.01], "positive": True},
                    {"fit_intercept": False, "eps": 0.01}):
        def lasso(o):
            return linear_model.LassoCV(**o, **tight)

        first = not options
        data = on(["diabetes", "wine"], SEEDS) + on(["iris", "breast_cancer"], FEW) if first else on(["diabetes"], FEW)
        yield cases("lasso_cv", lasso, "weights chosen score", options, data + (plain if first else few))
        yield cases("lasso_cv", lasso, "weights chosen score", options, few, weighted=True)
    for options in ({}, {"l1_ratio": [0.1, 0.5, 0.9, 1], "alphas": 30}):
        def net(o):
            return linear_model.ElasticNetCV(**o, **tight)

        first = not options
        data = on(["diabetes", "wine"], SEEDS) if first else on(["diabetes", "iris"], FEW)
        yield cases("elastic_net_cv", net, "weights chosen score", options, data + (plain if first else few))
        yield cases("elastic_net_cv", net, "weights chosen score", options, few, weighted=True)


def nearest():
    variants = [{}, {"weights": "distance"}, {"n_neighbors": 1}, {"n_neighbors": 17, "p": 1},
                {"metric": "manhattan", "algorithm": "brute"}, {"p": 3, "weights": "distance"},
                {"algorithm": "kd_tree", "n_neighbors": 12, "weights": "distance"}]
    for options in variants:
        def classifier(o):
            return neighbors.KNeighborsClassifier(**o)

        def regressor(o):
            return neighbors.KNeighborsRegressor(**o)

        seeds = SEEDS if not options else FEW
        tables = [(n, d, 3, s) for n, d, _, s in shapes(3, seeds)] + [(2000, 3, 4, 0)]
        yield cases("knn", classifier, "answers probabilities score", options,
                    on(CLASSIFICATION, seeds) + tables, k=True)
        yield cases("knn", regressor, "values score", options,
                    on(["diabetes", "wine"], seeds) + [(n, d, 0, s) for n, d, _, s in tables])


def bayes():
    def make(o):
        return naive_bayes.GaussianNB(**o)

    tables = [(n, d, k, s) for k in (2, 5) for n, d, _, s in shapes(k)] + [(600, 3, 40, 0)]
    for options in ({}, {"var_smoothing": 0.01}):
        yield cases("gaussian_nb", make, "answers probabilities score", options, on(CLASSIFICATION, SEEDS) + tables,
                    k=True)
        yield cases("gaussian_nb", make, "answers probabilities score", options, tables[:9], k=True, weighted=True)
    yield cases("gaussian_nb", make, "answers probabilities score", {"priors": [0.5, 0.25, 0.25]},
                on(["iris", "wine"], FEW), k=True)


def sgds():
    def classifier(o):
        return linear_model.SGDClassifier(**o)

    def regressor(o):
        return linear_model.SGDRegressor(**o)

    bits = "bits iterations answers score"
    near = "weights iterations score"
    labels = [(80, 5, 2, s) for s in FEW] + [(90, 4, 3, s) for s in FEW] + [(24, 40, 2, 0)]
    values = [(80, 5, 0, s) for s in FEW] + [(24, 40, 0, 0)]
    losses = ["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"]
    data = on(CLASSIFICATION, SEEDS)
    yield cases("sgd", classifier, bits, {}, data + labels, k=True)
    small = {"learning_rate": "constant", "eta0": 0.001}
    for loss in ["squared_hinge", "perceptron", "modified_huber"] + losses:
        yield cases("sgd", classifier, bits, {"loss": loss, **small}, labels, k=True)
    yield cases("sgd", classifier, "probabilities " + bits, {"loss": "modified_huber"}, labels + on(["iris"], FEW),
                k=True)
    yield cases("sgd", classifier, "probabilities " + near, {"loss": "log_loss"}, labels + on(["iris"], FEW), k=True)
    both = [{"penalty": "l1"}, {"penalty": "elasticnet", "alpha": 0.01}, {"alpha": 0.1},
            {"learning_rate": "adaptive", "eta0": 0.1}, {"average": True}, {"average": 100, "max_iter": 3},
            {"shuffle": False, "fit_intercept": False}, {"tol": None, "max_iter": 7},
            {"early_stopping": True}, {"early_stopping": True, "validation_fraction": 0.3, "n_iter_no_change": 2}]
    for options in both:
        yield cases("sgd", classifier, bits, options, labels, k=True)
        rate = {"learning_rate": "constant", "eta0": 0.005}
        yield cases("sgd", regressor, "bits iterations score", {**rate, **options}, values)
    yield cases("sgd", classifier, bits, {"class_weight": "balanced"}, labels, k=True)
    yield cases("sgd", classifier, bits, {"average": True}, labels, k=True, weighted=True)
    for rate in ("pa1", "pa2"):
        yield cases("sgd", classifier, bits, {"learning_rate": rate, "eta0": 1}, labels, k=True)
        yield cases("sgd", regressor, "bits iterations score",
                    {"learning_rate": rate, "eta0": 1, "loss": "epsilon_insensitive"}, values)
    yield cases("sgd", regressor, near, {}, on(["diabetes", "wine"], SEEDS) + values)
    for loss in losses:
        yield cases("sgd", regressor, near, {"loss": loss, "power_t": 0.3}, values)
        yield cases("sgd", regressor, "bits iterations score", {"loss": loss, **small}, values, weighted=True)


def networks():
    def classifier(o):
        return neural_network.MLPClassifier(**o)

    def regressor(o):
        return neural_network.MLPRegressor(**o)

    # Short fits: rounding differences grow with every step.
    small = {"hidden_layer_sizes": [12], "max_iter": 12}
    labels = [(80, 5, 2, s) for s in FEW] + [(300, 4, 3, s) for s in FEW] + [(24, 40, 2, 0)]
    values = [(80, 5, 0, s) for s in FEW] + [(300, 4, 0, 1), (24, 40, 0, 0)]
    sgd = {"solver": "sgd", "learning_rate_init": 0.05}
    both = [{}, {"hidden_layer_sizes": [7, 5, 3], "max_iter": 8}, {"activation": "tanh"},
            {"activation": "logistic", "learning_rate_init": 0.05}, {"activation": "identity"}, {"alpha": 0.5},
            {"batch_size": 17}, {"batch_size": 1000}, {"shuffle": False}, {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.01},
            {"n_iter_no_change": 1, "tol": 0.5, "max_iter": 40}, {"early_stopping": True},
            {"early_stopping": True, "validation_fraction": 0.3, "n_iter_no_change": 2, "max_iter": 30}, sgd,
            {**sgd, "nesterovs_momentum": False}, {**sgd, "momentum": 0.2, "learning_rate": "invscaling", "power_t": 0.1},
            {**sgd, "learning_rate": "adaptive", "n_iter_no_change": 1, "tol": 0.1, "max_iter": 60}]
    for options in both:
        yield cases("mlp", classifier, "iterations answers probabilities score", {**small, **options}, labels, k=True)
        yield cases("mlp", regressor, "iterations values score", {**small, **options}, values)
    yield cases("mlp", classifier, "iterations probabilities score", small, labels, k=True, weighted=True)
    early = {**small, "early_stopping": True, "validation_fraction": 0.3}
    yield cases("mlp", classifier, "iterations probabilities score", early, labels, k=True, weighted=True)
    yield cases("mlp", regressor, "iterations values score", early, values, weighted=True)
    for options in ({}, {"activation": "tanh", "alpha": 0.01}, {"activation": "logistic", "max_iter": 25}):
        given = {**small, "solver": "lbfgs", **options}
        yield cases("mlp", classifier, "iterations answers probabilities score", given, labels, k=True)
        yield cases("mlp", regressor, "iterations values score", given, values)
        yield cases("mlp", regressor, "iterations values score", given, values, weighted=True)
    # The fits of its defaults, some thousand steps long.
    whole = on(["iris", "wine", "breast_cancer"], SEEDS) + on(["digits"], FEW)
    yield cases("mlp", classifier, "score", {}, whole, k=True)
    yield cases("mlp", regressor, "score", {}, on(["diabetes"], SEEDS))
    data = on(CLASSIFICATION, FEW)
    yield cases("mlp", classifier, "iterations answers probabilities score", {"max_iter": 5}, data, k=True)
    yield cases("mlp", regressor, "iterations values score", {"max_iter": 20}, on(["diabetes"], FEW))
    yield cases("mlp", regressor, "iterations values score", {"loss": "poisson", "max_iter": 5}, on(["diabetes"], FEW))


def log_linears():
    tight = {"solver": "newton-cholesky", "tol": 1e-12, "max_iter": 10000}
    plain, few = shapes(0), shapes(0, FEW)
    for name, estimator, data in (("poisson", linear_model.PoissonRegressor, ALL),
                                  ("gamma", linear_model.GammaRegressor, ["diabetes"])):
        def make(o):
            return estimator(**o, **tight)

        for options in ({}, {"alpha": 0.001}, {"alpha": 0.1, "fit_intercept": False}):
            problems = on(data, SEEDS if not options else FEW)
            yield cases(name, make, "weights values", options, problems)
            yield cases(name, make, "weights values", options, plain if not options else few, target="exp")
            yield cases(name, make, "weights values", options, few, weighted=True, target="exp")


def logistics():
    def sparse(o):
        given = {name: value for name, value in o.items() if name != "penalty"}
        ratio = {"l1": 1, "elasticnet": o.get("l1_ratio")}[o["penalty"]] if "penalty" in o else o["l1_ratio"]
        return linear_model.LogisticRegression(**{**given, "l1_ratio": ratio}, solver="saga", tol=1e-13, max_iter=1000000)

    # With four classes and the l1 penalty alone the optimum is a segment; scikit-learn's end of it is a matter of its way.
    two, three, four = shapes(2, FEW), [(n, d, 3, s) for n, d, _, s in shapes(3, FEW)], shapes(4, FEW)
    data = on(["iris", "wine"], range(4))
    what = "weights answers score"
    yield cases("logistic_regression", sparse, what, {"penalty": "l1"}, data + two + three, k=True)
    yield cases("logistic_regression", sparse, what, {"l1_ratio": 1, "C": 2, "class_weight": "balanced"},
                data + two + three, k=True)
    yield cases("logistic_regression", sparse, what, {"penalty": "elasticnet", "l1_ratio": 0.5},
                data + two + three + four, k=True)
    yield cases("logistic_regression", sparse, what, {"l1_ratio": 0.2, "C": 10}, two + three + four, k=True)
    yield cases("logistic_regression", sparse, what, {"l1_ratio": 0.7, "fit_intercept": False}, two + three + four, k=True)
    yield cases("logistic_regression", sparse, what, {"l1_ratio": 0.9}, two + three + four, k=True, weighted=True)


def logistic_cvs():
    def cv(o):
        solver = {"solver": "saga", "tol": 1e-9, "max_iter": 100000} if max(o.get("l1_ratios", [0])) > 0 else \
            {"solver": "newton-cholesky", "tol": 1e-10, "max_iter": 1000}
        return linear_model.LogisticRegressionCV(**{"l1_ratios": [0], "use_legacy_attributes": False, "scoring": "accuracy", **o}, **solver)

    labels = [(n, d, k, s) for k in (2, 4) for n, d, _, s in shapes(k, range(5))]
    tall = [p for p in labels if p[0] > p[1]]  # where every fold tests every class, as log_loss wants
    what = "weights chosen answers score"
    by_loss = "weights chosen answers"  # its score is the loss
    small = on(["iris", "wine"], range(5)) + on(["breast_cancer"], FEW)
    yield cases("logistic_regression_cv", cv, what, {}, small + on(["digits"], [0]) + labels, k=True)
    yield cases("logistic_regression_cv", cv, what, {"Cs": [10, 0.01, 1], "cv": 3, "class_weight": "balanced"},
                small + labels, k=True)
    yield cases("logistic_regression_cv", cv, by_loss, {"Cs": 5, "scoring": "neg_log_loss", "fit_intercept": False},
                tall, k=True)
    yield cases("logistic_regression_cv", cv, by_loss, {"scoring": "neg_log_loss"}, tall, k=True, weighted=True)
    few = [(n, d, k, s) for k in (2, 3) for n, d, _, s in shapes(k, FEW) if n > d]
    yield cases("logistic_regression_cv", cv, what, {"Cs": [0.1, 1, 3], "l1_ratios": [0.5, 1], "cv": 4}, few, k=True)
    yield cases("logistic_regression_cv", cv, by_loss, {"Cs": [0.1, 1], "l1_ratios": [1], "scoring": "neg_log_loss"},
                few, k=True)


def robust():
    """HuberRegressor's L-BFGS stops when its objective falls by less than 2e-9, with weights that are 1e-3 off: from
    there its own function is minimised until its gradient is rounding."""
    class Huber(linear_model.HuberRegressor):
        def fit(self, X, y, sample_weight=None):
            super().fit(X, y, sample_weight)
            weight = np.ones(len(y)) if sample_weight is None else sample_weight
            given = (X, y, self.epsilon, self.alpha, weight)
            x = np.concatenate([self.coef_, [self.intercept_] * self.fit_intercept, [self.scale_]])
            bounds = [(None, None)] * (len(x) - 1) + [(1e-12, None)]
            x = optimize.minimize(_huber_loss_and_gradient, x, given, "L-BFGS-B", True, bounds=bounds,
                                  options={"ftol": 0, "gtol": 1e-10, "maxcor": 50, "maxiter": 10**5, "maxfun": 10**6}).x
            root = optimize.root(lambda v: _huber_loss_and_gradient(v, *given)[1], x, tol=1e-14).x

            def slope(v):
                return np.abs(_huber_loss_and_gradient(v, *given)[1]).max()
            x = root if root[-1] > 0 and slope(root) < slope(x) else x
            assert slope(x) < 1e-7 * len(y), slope(x)
            self.coef_, self.scale_ = x[: X.shape[1]], x[-1]
            self.intercept_ = x[-2] if self.fit_intercept else 0.0
            return self

    def make(o):
        return Huber(**o, max_iter=10000)

    # Of more columns than rows the fit is exact, sigma at its floor, and L-BFGS nowhere near.
    plain, few = ([p for p in shapes(0, seeds) if p[0] > p[1]] for seeds in (SEEDS, FEW))
    for options in ({}, {"epsilon": 1.1, "alpha": 1}, {"epsilon": 2.5, "fit_intercept": False}, {"alpha": 0}):
        first = not options
        data = on(["diabetes"], SEEDS) + on(["iris", "wine"], FEW) if first else on(["diabetes"], FEW)
        yield cases("huber", make, "weights score", options, data + (plain if first else few))
        # e to the target: a long tail, so many outliers.
        yield cases("huber", make, "weights score", options, few, target="exp")
        yield cases("huber", make, "weights score", options, few, weighted=True)


def quantiles():
    def make(o):
        return linear_model.QuantileRegressor(**o, solver="highs")

    plain, few = shapes(0), shapes(0, FEW)
    # Of the datasets rows repeat, and so do targets: many weights have the same objective.
    data = on(["diabetes"], SEEDS) + on(["iris", "wine"], FEW)
    for options in ({"alpha": 0.01}, {}, {"alpha": 0.001, "quantile": 0.9}, {"alpha": 0.1, "fit_intercept": False}):
        yield cases("quantile", make, "objective", options, data)
        # With alpha 1 the intercept is all there is, a median, and of an even number of rows any between the middle two.
        what = "objective weights" if options else "objective"
        yield cases("quantile", make, what, options, few, weighted=True)
        yield cases("quantile", make, what, options, plain if options.get("alpha") == 0.01 else few)
    # Without a penalty only of more rows than columns; of others there is more than one that goes through all rows.
    tall = [p for p in plain if p[0] > p[1]]
    yield cases("quantile", make, "objective weights", {"alpha": 0}, tall)
    yield cases("quantile", make, "objective", {"alpha": 0, "quantile": 0.2}, on(["diabetes", "iris", "wine"], FEW))


FILES = {"dummy": dummies, "ridge": ridges, "elastic_net": elastic_nets, "elastic_net_cv": elastic_net_cvs,
         "knn": nearest, "gaussian_nb": bayes, "sgd": sgds,
         "mlp": networks, "log_linear": log_linears, "logistic": logistics, "logistic_cv": logistic_cvs,
         "huber": robust, "quantile": quantiles}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    made_by = (f"python test/reference/estimators.py (Python {platform.python_version()}, scikit-learn "
               f"{sklearn.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__})")
    for file in sys.argv[1:] or FILES:
        blocks = []
        for case in FILES[file]():
            found = case.pop("found")
            head = json.dumps(case)[:-1]
            rows = ",\n".join(f"      {json.dumps(row)}" for row in found)
            blocks.append(f'    {head}, "found": [\n{rows}\n    ]}}')
        text = f'{{\n  "made_by": {json.dumps(made_by)},\n  "cases": [\n' + ",\n".join(blocks) + "\n  ]\n}\n"
        (FOLDER / f"{file}.json").write_text(text)
        print(file, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
