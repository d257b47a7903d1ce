"""Writes bagging.json: what scikit-learn's bagging of other estimators than trees says of the first rows.

    python test/reference/bagging.py

Tables are those of trees.py. `answers` are the probabilities, or values, of the first ROWS rows, one after another;
`scores` their decision_function, where the members have one. svc has a gamma: 'scale' is computed of all rows there, of the drawn ones
here.
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import ensemble, linear_model, naive_bayes, neighbors, svm
from trees import TABLES

warnings.simplefilter("ignore")
TARGET = Path(__file__).with_suffix(".json")
ROWS = 12
STATES = 2

CLASSIFIERS = {
    "knn": (neighbors.KNeighborsClassifier, [{}, {"n_neighbors": 3, "weights": "distance"}]),
    "gaussian_nb": (naive_bayes.GaussianNB, [{}]),
    "logistic_regression": (linear_model.LogisticRegression, [{"C": 0.5, "tol": 1e-10, "max_iter": 10000}]),
    "ridge": (linear_model.RidgeClassifier, [{"alpha": 2.0}, {"class_weight": "balanced"}]),
    "svc": (svm.SVC, [{"C": 2.0, "gamma": 0.2, "tol": 1e-8}]),
    "random_forest": (ensemble.RandomForestClassifier, [{"n_estimators": 3, "max_depth": 4}]),
    "extra_trees": (ensemble.ExtraTreesClassifier, [{"n_estimators": 3}]),
    "gradient_boosting": (ensemble.GradientBoostingClassifier, [{"n_estimators": 4, "subsample": 0.8}]),
}
REGRESSORS = {
    "knn": (neighbors.KNeighborsRegressor, [{}]),
    "linear_regression": (linear_model.LinearRegression, [{}]),
    "ridge": (linear_model.Ridge, [{"alpha": 0.1}]),
    "random_forest": (ensemble.RandomForestRegressor, [{"n_estimators": 3}]),
    "gradient_boosting": (ensemble.GradientBoostingRegressor, [{"n_estimators": 5, "max_features": 0.5}]),
}
SAMPLES = [{"n_estimators": 5}, {"n_estimators": 4, "max_samples": 0.6, "max_features": 3, "bootstrap": False}]


def main():
    cases = []
    for name in ["iris", "two", "values", "diabetes"]:
        X, y, k = TABLES[name]()
        kind = ensemble.BaggingClassifier if k > 0 else ensemble.BaggingRegressor
        for algorithm, (make, list_of_options) in (CLASSIFIERS if k > 0 else REGRESSORS).items():
            for options in list_of_options:
                for sample in SAMPLES:
                    for state in range(STATES):
                        model = kind(make(**options), random_state=state, **sample).fit(X, y)
                        ask = model.predict_proba if k > 0 else model.predict
                        case = {"table": name, "state": state, "options": {"estimator": {algorithm: options}, **sample}}
                        case["answers"] = np.ravel(ask(X[:ROWS])).tolist()
                        if hasattr(model, "decision_function"):
                            case["scores"] = np.ravel(model.decision_function(X[:ROWS])).tolist()
                        cases.append(case)
    made_by = f"test/reference/bagging.py, scikit-learn {sklearn.__version__}, NumPy {np.__version__}, {platform.machine()}"
    lines = ",\n".join(json.dumps(case) for case in cases)
    TARGET.write_text(f'{{"made_by": {json.dumps(made_by)}, "rows": {ROWS}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
