"""The jobs of index.ts done with scikit-learn, from the same SQLite file, as a Python program would do them.

    python scikit_learn.py FILE

Reads one request a line, as JSON, and answers each with a line of JSON. Times are in milliseconds and taken
here, so that the way of the request isn't in them. Started by scikit_learn.ts; the number of threads is what
OMP_NUM_THREADS and OPENBLAS_NUM_THREADS say.
"""

import json
import pickle
import platform
import sqlite3
import sys
import time

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LassoCV,
    LinearRegression,
    LogisticRegression,
    Ridge,
    SGDRegressor,
)
from sklearn.model_selection import ShuffleSplit
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_info

try:
    import pandas as pd
except ImportError:
    pd = None

# sqml's own defaults for the split; the estimators keep scikit-learn's.
TEST_SIZE = 0.25
RANDOM_STATE = 53
ALGORITHMS = {
    "logistic_regression": LogisticRegression,
    "linear_svc": LinearSVC,
    "svc": SVC,
    "linear_regression": LinearRegression,
    "linear_svr": LinearSVR,
    "svr": SVR,
    "ridge": Ridge,
    "lasso": Lasso,
    "elastic_net": ElasticNet,
    "lasso_cv": LassoCV,
    "sgd": SGDRegressor,
}
# These are not scaled.
TREES = {
    "decision_tree": DecisionTreeClassifier,
    "random_forest": RandomForestClassifier,
    "extra_trees": ExtraTreesClassifier,
    "bagging": BaggingClassifier,
    "gradient_boosting": GradientBoostingClassifier,
    "ada_boost": AdaBoostClassifier,
    "hist_gradient_boosting": HistGradientBoostingClassifier,
}


def estimator(algorithm, options):
    given = dict(options)
    if given.get("l1_ratio") and algorithm == "logistic_regression":
        given["solver"] = "saga"  # the only one that has it
    return ALGORITHMS[algorithm](**given)


def train(file, query, algorithm, options):
    """Reads, splits, standardises, fits and scores; the target is the query's last column."""
    started = time.perf_counter()
    with sqlite3.connect(file) as db:
        table = np.array(db.execute(query).fetchall())
    read = time.perf_counter()
    X, y = table[:, :-1], table[:, -1]
    splitter = ShuffleSplit(n_splits=1, test_size=TEST_SIZE, random_state=RANDOM_STATE)
    train_rows, test_rows = next(splitter.split(X))
    if algorithm in TREES:
        model = TREES[algorithm](random_state=RANDOM_STATE)
    elif algorithm == "mlp":
        model = make_pipeline(StandardScaler(), MLPClassifier(random_state=RANDOM_STATE))
    else:
        model = make_pipeline(StandardScaler(), estimator(algorithm, options))
    model.fit(X[train_rows], y[train_rows])
    score = model.score(X[test_rows], y[test_rows])
    end = time.perf_counter()
    return model, {
        "total": 1e3 * (end - started),
        "reading": 1e3 * (read - started),
        "score": score,
    }


def train_sparse(file, query):
    """The same for TEXT columns: one-hot and sparse, numbers standardised."""
    started = time.perf_counter()
    with sqlite3.connect(file) as db:
        cursor = db.execute(query)
        names = [column[0] for column in cursor.description]
        if pd is not None:
            table = pd.read_sql_query(query, db)
        else:
            table = np.array(cursor.fetchall(), dtype=object)
    read = time.perf_counter()
    texts = [j for j, name in enumerate(names[:-1]) if name != "x"]
    numbers = [j for j, name in enumerate(names[:-1]) if name == "x"]
    X = table.iloc[:, :-1] if pd is not None else table[:, :-1]
    y = (table.iloc[:, -1] if pd is not None else table[:, -1]).astype(int)
    splitter = ShuffleSplit(n_splits=1, test_size=TEST_SIZE, random_state=RANDOM_STATE)
    train_rows, test_rows = next(splitter.split(X))
    columns = ColumnTransformer(
        [("text", OneHotEncoder(handle_unknown="ignore"), texts), ("number", StandardScaler(), numbers)]
    )
    model = make_pipeline(columns, LogisticRegression())
    pick = (lambda rows: X.iloc[rows]) if pd is not None else (lambda rows: X[rows])
    y = np.asarray(y)
    model.fit(pick(train_rows), y[train_rows])
    score = model.score(pick(test_rows), y[test_rows])
    end = time.perf_counter()
    return {
        "total": 1e3 * (end - started),
        "reading": 1e3 * (read - started),
        "score": score,
    }


def predictions(file, query, model):
    """Reads the features and predicts them."""
    started = time.perf_counter()
    with sqlite3.connect(file) as db:
        X = np.array(db.execute(query).fetchall())
    read = time.perf_counter()
    model.predict(X)
    end = time.perf_counter()
    return {"total": 1e3 * (end - started), "reading": 1e3 * (read - started)}


class Predictor:
    """SQL functions over deployed models, in the ways described in README.md."""

    def __init__(self, file):
        # No open transaction: sqml writes to the same file.
        self.db = sqlite3.connect(file, isolation_level=None)
        self.db.execute("CREATE TEMP TABLE deployed(name TEXT PRIMARY KEY, data BLOB)")
        self.kept = {}
        for name, function in {
            "sklearn_predict": self.predict,
            "sklearn_predict_kept": self.predict_kept,
            "sklearn_predict_batch": self.predict_batch,
        }.items():
            self.db.create_function(name, 2, function)

    def deploy(self, name, model):
        self.kept[name] = model
        self.db.execute(
            "INSERT OR REPLACE INTO deployed VALUES (?, ?)", (name, pickle.dumps(model))
        )

    def stored(self, name):
        query = "SELECT data FROM deployed WHERE name = ?"
        return pickle.loads(self.db.execute(query, (name,)).fetchone()[0])

    def predict(self, name, features):
        """As sqlite-ml: the model comes from its table at every row."""
        return float(self.stored(name).predict([list(json.loads(features).values())])[0])

    def predict_kept(self, name, features):
        return float(self.kept[name].predict([list(json.loads(features).values())])[0])

    def predict_batch(self, name, features):
        X = np.array([list(row.values()) for row in json.loads(features)])
        return json.dumps(self.stored(name).predict(X).tolist())

    def run(self, sql):
        started = time.perf_counter()
        self.db.execute(sql).fetchall()
        return 1e3 * (time.perf_counter() - started)


def main():
    file = sys.argv[1]
    predictor = Predictor(file)
    for line in sys.stdin:
        request = json.loads(line)
        job = request["job"]
        if job == "train":
            answer = train(file, request["query"], request["algorithm"], request["options"])[1]
        elif job == "train sparse":
            answer = train_sparse(file, request["query"])
        elif job == "deploy":
            model, answer = train(file, request["query"], request["algorithm"], request.get("options", {}))
            predictor.deploy(request["name"], model)
        elif job == "predictions":
            answer = predictions(file, request["query"], predictor.kept[request["name"]])
        elif job == "sql":
            answer = {"total": predictor.run(request["sql"])}
        else:
            threads = max((pool["num_threads"] for pool in threadpool_info()), default=1)
            answer = {
                "python": platform.python_version(),
                "sklearn": sklearn.__version__,
                "numpy": np.__version__,
                "sqlite": sqlite3.sqlite_version,
                "threads": threads,
            }
        print(json.dumps(answer), flush=True)


main()
