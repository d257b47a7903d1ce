"""Writes docs/scores.md: every algorithm of sqml beside scikit-learn's, on the same split of the same bundled datasets.

    npm run build && python test/bench/algorithms.py > docs/scores.md
    python test/bench/algorithms.py poisson mlp        these alone, to look at

Needs a Python with scikit-learn 1.9 whose sqlite3 loads extensions. Algorithms are those that sqml_algorithms() lists, with
their defaults; random_state 53 splits and seeds both. Times are of the fit alone, scaling included, in one thread.
"""

import json
import os
import sqlite3
import sys
import time
import warnings
from pathlib import Path

for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ.setdefault(variable, "1")

import numpy as np
import sklearn
from sklearn import dummy, ensemble, linear_model, naive_bayes, neighbors, neural_network, svm, tree
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parents[2]
SUFFIX = {"win32": "dll", "darwin": "dylib"}.get(sys.platform, "so")
STATE = 53
DATASETS = {"classification": ["iris", "wine", "breast_cancer", "digits"], "regression": ["diabetes"]}
CLASSES = {
    ("classification", "logistic_regression"): linear_model.LogisticRegression,
    ("classification", "logistic_regression_cv"): linear_model.LogisticRegressionCV,
    ("classification", "linear_svc"): svm.LinearSVC,
    ("classification", "ridge"): linear_model.RidgeClassifier,
    ("classification", "ridge_cv"): linear_model.RidgeClassifierCV,
    ("classification", "sgd"): linear_model.SGDClassifier,
    ("classification", "knn"): neighbors.KNeighborsClassifier,
    ("classification", "gaussian_nb"): naive_bayes.GaussianNB,
    ("classification", "svc"): svm.SVC,
    ("classification", "decision_tree"): tree.DecisionTreeClassifier,
    ("classification", "random_forest"): ensemble.RandomForestClassifier,
    ("classification", "extra_trees"): ensemble.ExtraTreesClassifier,
    ("classification", "bagging"): ensemble.BaggingClassifier,
    ("classification", "gradient_boosting"): ensemble.GradientBoostingClassifier,
    ("classification", "hist_gradient_boosting"): ensemble.HistGradientBoostingClassifier,
    ("classification", "ada_boost"): ensemble.AdaBoostClassifier,
    ("classification", "mlp"): neural_network.MLPClassifier,
    ("classification", "dummy"): dummy.DummyClassifier,
    ("regression", "linear_regression"): linear_model.LinearRegression,
    ("regression", "linear_svr"): svm.LinearSVR,
    ("regression", "ridge"): linear_model.Ridge,
    ("regression", "ridge_cv"): linear_model.RidgeCV,
    ("regression", "lasso"): linear_model.Lasso,
    ("regression", "lasso_cv"): linear_model.LassoCV,
    ("regression", "elastic_net"): linear_model.ElasticNet,
    ("regression", "elastic_net_cv"): linear_model.ElasticNetCV,
    ("regression", "poisson"): linear_model.PoissonRegressor,
    ("regression", "huber"): linear_model.HuberRegressor,
    ("regression", "quantile"): linear_model.QuantileRegressor,
    ("regression", "gamma"): linear_model.GammaRegressor,
    ("regression", "recursive_least_squares"): None,  # scikit-learn has none
    ("regression", "sgd"): linear_model.SGDRegressor,
    ("regression", "knn"): neighbors.KNeighborsRegressor,
    ("regression", "svr"): svm.SVR,
    ("regression", "decision_tree"): tree.DecisionTreeRegressor,
    ("regression", "random_forest"): ensemble.RandomForestRegressor,
    ("regression", "extra_trees"): ensemble.ExtraTreesRegressor,
    ("regression", "bagging"): ensemble.BaggingRegressor,
    ("regression", "gradient_boosting"): ensemble.GradientBoostingRegressor,
    ("regression", "hist_gradient_boosting"): ensemble.HistGradientBoostingRegressor,
    ("regression", "ada_boost"): ensemble.AdaBoostRegressor,
    ("regression", "mlp"): neural_network.MLPRegressor,
    ("regression", "dummy"): dummy.DummyRegressor,
}
# What sqml doesn't scale by default.
UNSCALED = (tree.BaseDecisionTree, ensemble.BaseEnsemble, dummy.DummyClassifier, dummy.DummyRegressor,
            ensemble.HistGradientBoostingClassifier, ensemble.HistGradientBoostingRegressor)

HEAD = """# Scores

Every algorithm with its defaults, beside scikit-learn {version}'s, on the same rows: the test part (a quarter, `random_state`
{state}) of the bundled datasets. The score is the accuracy, or r2. Times are of the fit alone in one thread, milliseconds, as
`fit_time` in `sqml_metrics` has them; small ones are mostly what Python takes to begin. A score in bold is not scikit-learn's to
the last digit shown. `recursive_least_squares` has no counterpart there.
`gamma`'s is the optimum: with its tol of 1e-10 in place of 1e-4 scikit-learn's model scores the same.
Made by

```sh
npm run build && python test/bench/algorithms.py > docs/scores.md
```
"""


def theirs(type, kind, X, y):
    own = kind(**({"random_state": STATE} if "random_state" in kind().get_params() else {}))
    model = own if isinstance(own, UNSCALED) else make_pipeline(StandardScaler(), own)
    train, test, target, expected = train_test_split(X, y, test_size=0.25, random_state=STATE)
    started = time.perf_counter()
    model.fit(train, target)
    spent = time.perf_counter() - started
    score = accuracy_score if type == "classification" else r2_score  # poisson's own score is another
    return score(expected, model.predict(test)), 1e3 * spent


def ours(db, type, algorithm, name):
    (answer,) = db.execute("SELECT sqml_train(?, ?, ?, ?, 'target', ?)", (
        f"{algorithm} {type} {name}", type, algorithm, f"dataset_{name}", json.dumps({"random_state": STATE}))).fetchone()
    (spent,) = db.execute("SELECT value FROM sqml_metrics WHERE name = 'fit_time' ORDER BY rowid DESC LIMIT 1").fetchone()
    return json.loads(answer)["score"], 1e3 * spent


def main():
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(ROOT / "dist" / f"sqml.{SUFFIX}"))
    db.execute("SELECT sqml_config('threads', 1)")
    print(HEAD.format(version=sklearn.__version__, state=STATE))
    lower = []
    for type, names in DATASETS.items():
        print(f"## {type.capitalize()}\n")
        print("| algorithm | " + " | ".join(f"{name} | sklearn | ms | sklearn" for name in names) + " |")
        print("|---|" + "---|---|---|---|" * len(names))
        tables = {}
        for name in names:
            db.execute("SELECT sqml_load_dataset(?)", (name,))
            rows = np.array(db.execute(f"SELECT * FROM dataset_{name}").fetchall(), dtype=float)
            tables[name] = rows[:, :-1], rows[:, -1]
        known = db.execute("SELECT DISTINCT algorithm FROM sqml_algorithms() WHERE prediction_type = ?", (type,))
        for (algorithm,) in known.fetchall():
            if sys.argv[1:] and algorithm not in sys.argv[1:]:
                continue
            if (type, algorithm) not in CLASSES:
                sys.exit(f"{type} '{algorithm}' has no line in CLASSES: name scikit-learn's class for it, or None")
            kind = CLASSES[type, algorithm]
            cells = []
            for name in names:
                score, spent = ours(db, type, algorithm, name)
                if kind is None:
                    cells += [f"{score:.4f}", "", f"{spent:.0f}", ""]
                    continue
                expected, needed = theirs(type, kind, *tables[name])
                shown, other = f"{score:.4f}", f"{expected:.4f}"
                if score < expected - 5e-5:
                    lower.append(f"{algorithm} on {name}: {score} against {expected}")
                cells += [shown if shown == other else f"**{shown}**", other, f"{spent:.0f}", f"{needed:.0f}"]
            print(f"| `{algorithm}` | " + " | ".join(cells) + " |", flush=True)
        print()
    for each in lower:
        print(f"lower: {each}", file=sys.stderr)


if __name__ == "__main__":
    main()
