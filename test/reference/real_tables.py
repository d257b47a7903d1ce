"""Records what scikit-learn makes of tables with TEXT and NULL, and how it judges: real_tables.json.

    python test/reference/real_tables.py

  pipelines   a ColumnTransformer of imputers and encoders, feature by feature, a scaler for each column that
              comes out, and LogisticRegression or LinearRegression, fitted on the training part of
              ShuffleSplit(n_splits=1, test_size=0.25, random_state=53)
  table       the rows of the generated table `mixed`, as the test makes them
  splits      scores of the other splits        folds    cross-validated scores inside the training part
  searches    means of every combination        metrics  those of the test part
  roc         a curve                           describe what NumPy says of penguins' columns

Logistic regressions are taken to a gradient of GRADIENT, since scikit-learn's default tolerance is coarser
than what the test asks; `gradient` is the largest entry that was left.
"""

import csv
import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets, metrics
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, ShuffleSplit, StratifiedKFold, StratifiedShuffleSplit
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
)
from sklearn.svm import SVC

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(__file__).with_suffix(".json")
SEED = 53
GRADIENT = 1e-9
SCALERS = {
    "standard": StandardScaler,
    "min_max": MinMaxScaler,
    "max_abs": MaxAbsScaler,
    "robust": RobustScaler,
    "none": lambda: FunctionTransformer(),
}


# ---- Tables: lists of rows, None for NULL ----


def penguins():
    with open(ROOT / "datasets" / "penguins.csv", newline="", encoding="utf-8") as file:
        names, *rows = csv.reader(file)
    text = {"island", "sex", "species"}
    read = lambda name, cell: None if cell == "" else cell if name in text else float(cell)
    return names, [[read(name, cell) for name, cell in zip(names, row)] for row in rows]


def mixed():
    """80 rows: TEXT of several alphabets, whole numbers, a constant, NULLs in both kinds, a rare category."""
    random = np.random.RandomState(7)
    towns = ["Zürich", "aachen", "Aachen", "", "表", "🙂", "Ärzen"]
    rows = []
    held_out = parts(80)[1][0]  # its town is one that training has not seen
    for i in range(80):
        town = "once" if i == held_out else towns[random.randint(len(towns))]
        size = None if random.random_sample() < 0.2 else round(float(random.normal(50, 20)), 2)
        rooms = int(random.randint(1, 6))
        flag = int(random.randint(2))
        grade = None if random.random_sample() < 0.15 else "abc"[random.randint(3)]
        price = round(3 * (size or 40) + 20 * rooms + 5 * len(town) + float(random.normal(0, 9)), 2)
        rows.append([town, size, rooms, flag, 7, grade, price])
    return ["town", "size", "rooms", "flag", "seven", "grade", "price"], rows


def bundled(name):
    data = getattr(datasets, f"load_{name}")()
    return data.data, data.target


# ---- Pipelines ----


def is_text(column):
    return any(isinstance(value, str) for value in column)


def transformer(column, plan):
    """What one feature goes through, its scaler left out."""
    impute, text = plan.get("impute"), is_text(column)
    missing = None if text else np.nan
    if text:
        known = sorted({value for value in column if value is not None})
        constant = impute["constant"] if isinstance(impute, dict) else None
        if constant is not None:
            known = sorted({*known, constant})
        if plan.get("encode") == "ordinal":
            encoder = OrdinalEncoder(categories=[known], handle_unknown="use_encoded_value", unknown_value=-1)
        else:
            encoder = OneHotEncoder(categories=[known], handle_unknown="ignore", sparse_output=False)
        if constant is not None:
            fill = SimpleImputer(missing_values=None, strategy="constant", fill_value=constant)
        elif impute in ("mean", "median", "most_frequent"):
            fill = SimpleImputer(missing_values=None, strategy="most_frequent")
        else:
            fill = FunctionTransformer()
        made = make_pipeline(fill, encoder)
    elif isinstance(impute, (int, float)):
        made = SimpleImputer(strategy="constant", fill_value=impute)
    elif impute in ("mean", "median", "most_frequent"):
        made = SimpleImputer(strategy=impute)
    elif impute == "indicator":
        made = SimpleImputer(strategy="mean")
    else:
        made = FunctionTransformer()
    if impute != "indicator":
        return made
    indicator = MissingIndicator(missing_values=missing, features="all")
    return FeatureUnion([("value", made), ("missing", indicator)])


def plan_of(name, preprocess):
    """The plan of options.preprocess for a column."""
    general = {key: value for key, value in preprocess.items() if key in ("impute", "encode", "scale")}
    general |= preprocess.get("*", {})
    return {**general, **preprocess.get(name, {})}


class Encoded:
    """X from raw rows: fitted to the training part, each feature's columns scaled by its plan."""

    def __init__(self, names, rows, train, preprocess):
        self.parts = []
        for j, name in enumerate(names):
            column = [row[j] for row in rows]
            plan = plan_of(name, preprocess)
            blank = None if plan.get("impute") is not None else ""
            seen = [blank if column[i] == "" else column[i] for i in train]
            made = make_pipeline(transformer(seen, plan), SCALERS[plan.get("scale", "standard")]())
            text = {"blank": blank} if is_text(column) else None
            self.parts.append((j, text, made.fit(self.cells(seen, text))))

    @staticmethod
    def cells(column, text):
        """Blank text is missing as None is, where something stands for it."""
        if text:
            return np.array([[text["blank"] if value == "" else value] for value in column], dtype=object)
        return np.array([[np.nan if value is None else float(value)] for value in column])

    def of(self, rows):
        made = [part.transform(self.cells([row[j] for row in rows], text)) for j, text, part in self.parts]
        return np.hstack([np.asarray(columns, dtype=float) for columns in made])


def logistic():
    return LogisticRegression(solver="newton-cg", tol=GRADIENT, max_iter=1000)


def gradient_of(model, X, y):
    """The largest entry of the gradient of 0.5 |W|^2 + sum loss with respect to W."""
    p = model.predict_proba(X)
    wanted = (y[:, None] == model.classes_[None, :]).astype(float)
    error = p - wanted
    if len(model.classes_) == 2:
        error = error[:, 1:]
    return float(np.abs(model.coef_ + error.T @ X).max())


def parts(n, seed=SEED):
    return next(ShuffleSplit(n_splits=1, test_size=0.25, random_state=seed).split(np.zeros(n)))


def pipeline(title, table, target, preprocess, leave_out=()):
    names, rows = table()
    rows = [row for row in rows if row[names.index(target)] is not None]
    chosen = [j for j, name in enumerate(names) if name != target and name not in leave_out]
    features = [names[j] for j in chosen]
    raw = [[row[j] for j in chosen] for row in rows]
    y = [row[names.index(target)] for row in rows]
    is_classification = isinstance(y[0], str)
    y = np.array(y, dtype=object if is_classification else float).astype(str if is_classification else float)
    train, test = parts(len(raw))
    encoded = Encoded(features, raw, train, preprocess)
    X, X_test = encoded.of([raw[i] for i in train]), encoded.of([raw[i] for i in test])
    model = (logistic() if is_classification else LinearRegression()).fit(X, y[train])
    shown = list(range(0, len(raw), 23))
    answers = encoded.of([raw[i] for i in shown])
    options = {"preprocess": preprocess} if preprocess else {}
    if leave_out:
        options["exclude"] = list(leave_out)
    found = {
        "title": title,
        "table": table.__name__,
        "target": target,
        "type": "classification" if is_classification else "regression",
        "options": options,
        "skipped": len(table()[1]) - len(raw),
        "columns": X.shape[1],
        "score": model.score(X_test, y[test]),
        "coef": np.atleast_2d(model.coef_).tolist(),
        "shown": shown,
        "answers": (model.predict_proba(answers) if is_classification else model.predict(answers)).tolist(),
    }
    if is_classification:
        found["gradient"] = gradient_of(model, X, y[train])
    return found


def pipelines():
    scales = {
        "impute": "mean",
        "bill_length_mm": {"scale": "robust"},
        "bill_depth_mm": {"scale": "min_max"},
        "flipper_length_mm": {"scale": "max_abs"},
        "year": {"scale": "max_abs"},
        "sex": {"scale": "none"},
    }
    constants = {
        "*": {"impute": -1},
        "island": {"encode": "ordinal", "impute": None},
        "sex": {"impute": {"constant": "unknown"}},
    }
    return [
        pipeline("one_hot, mean", penguins, "species", {"impute": "mean"}),
        pipeline("one_hot, median", penguins, "species", {"impute": "median"}),
        pipeline("ordinal, most_frequent", penguins, "species", {"impute": "most_frequent", "encode": "ordinal"}),
        pipeline("indicator", penguins, "species", {"impute": "indicator"}),
        pipeline("constants", penguins, "species", constants),
        pipeline("a scale for each column", penguins, "species", scales),
        pipeline("a target with NULLs", penguins, "body_mass_g", {"impute": "mean"}),
        pipeline("a TEXT target with NULLs", penguins, "sex", {"impute": "median", "scale": "robust"}),
        pipeline("generated rows", mixed, "price", {"impute": "median", "grade": {"impute": "indicator"}}),
        pipeline("generated rows, ordinal", mixed, "price",
                 {"*": {"encode": "ordinal", "impute": "most_frequent", "scale": "min_max"}}, ("flag",)),
    ]


# ---- Judging ----


def scored(model, X, y, train, test):
    return float(make_pipeline(StandardScaler(), model).fit(X[train], y[train]).score(X[test], y[test]))


def splits():
    found = []
    for name, model, algorithm in (("iris", logistic(), "logistic_regression"),
                                   ("wine", logistic(), "logistic_regression"),
                                   ("diabetes", LinearRegression(), "linear_regression")):
        X, y = bundled(name)
        n = len(y)
        cut = n - int(np.ceil(n * 0.25))
        ways = {"sequential": (np.arange(cut), np.arange(cut, n)),
                "column": (np.flatnonzero(np.arange(n) % 3), np.flatnonzero(np.arange(n) % 3 == 0))}
        if name != "diabetes":
            chooser = StratifiedShuffleSplit(n_splits=1, test_size=0.25, random_state=SEED)
            ways["stratified"] = next(chooser.split(X, y))
        for strategy, (train, test) in ways.items():
            found.append({"dataset": name, "algorithm": algorithm, "strategy": strategy,
                          "score": scored(model, X, y, train, test)})
    return found


def fold_scores(model, X, y, k, is_classification):
    train, _ = parts(len(y))
    chooser = (StratifiedKFold if is_classification else KFold)(k, shuffle=True, random_state=SEED)
    return [scored(model, X[train], y[train], *split) for split in chooser.split(X[train], y[train])]


def folds():
    found = []
    for name, model, algorithm, k in (("wine", logistic(), "logistic_regression", 5),
                                      ("breast_cancer", logistic(), "logistic_regression", 3),
                                      ("diabetes", LinearRegression(), "linear_regression", 4)):
        X, y = bundled(name)
        scores = fold_scores(model, X, y, k, name != "diabetes")
        found.append({"dataset": name, "algorithm": algorithm, "cv": k, "scores": scores,
                      "mean": float(np.mean(scores)), "deviation": float(np.std(scores))})
    return found


def searches():
    X, y = bundled("wine")
    lists = {"C": [0.001, 0.05, 1, 20], "kernel": ["linear", "rbf", "sigmoid"]}
    members = [{"C": C, "kernel": kernel} for C in lists["C"] for kernel in lists["kernel"]]
    trials = []
    for member in members:
        scores = fold_scores(SVC(**member, tol=1e-6), X, y, 4, True)
        trials.append({"options": member, "mean": float(np.mean(scores)), "deviation": float(np.std(scores))})
    train, test = parts(len(y))
    best = max(range(len(trials)), key=lambda t: (trials[t]["mean"], -t))
    drawn = np.random.RandomState(SEED).permutation(len(members))[:5].tolist()
    return {"dataset": "wine", "algorithm": "svc", "cv": 4, "params": lists, "trials": trials, "best": best,
            "score": scored(SVC(**members[best], tol=1e-6), X, y, train, test), "drawn": drawn,
            "best_drawn": max(drawn, key=lambda t: (trials[t]["mean"], -drawn.index(t)))}


def judged(name):
    X, y = bundled(name)
    train, test = parts(len(y))
    if name == "diabetes":
        model = make_pipeline(StandardScaler(), LinearRegression()).fit(X[train], y[train])
        said = model.predict(X[test])
        return {"mse": metrics.mean_squared_error(y[test], said),
                "mape": metrics.mean_absolute_percentage_error(y[test], said),
                "median_absolute_error": metrics.median_absolute_error(y[test], said),
                "explained_variance": metrics.explained_variance_score(y[test], said),
                "whole": {"r2": model.score(X, y), "mae": metrics.mean_absolute_error(y, model.predict(X))}}
    model = make_pipeline(StandardScaler(), logistic()).fit(X[train], y[train])
    said, p = model.predict(X[test]), model.predict_proba(X[test])
    is_binary = p.shape[1] == 2
    auc = metrics.roc_auc_score(y[test], model.decision_function(X[test])) if is_binary else \
        metrics.roc_auc_score(y[test], p, multi_class="ovr")
    return {"balanced_accuracy": metrics.balanced_accuracy_score(y[test], said),
            "mcc": metrics.matthews_corrcoef(y[test], said), "roc_auc": auc,
            "log_loss": metrics.log_loss(y[test], p),
            "confusion": metrics.confusion_matrix(y[test], said).ravel().tolist(),
            "whole": {"accuracy": model.score(X, y), "log_loss": metrics.log_loss(y, model.predict_proba(X))}}


def roc():
    X, y = bundled("breast_cancer")
    train, test = parts(len(y))
    model = make_pipeline(StandardScaler(), logistic()).fit(X[train], y[train])
    fpr, tpr, threshold = metrics.roc_curve(y[test], model.decision_function(X[test]))
    return {"fpr": fpr.tolist(), "tpr": tpr.tolist(), "threshold": threshold[1:].tolist()}


def describe():
    names, rows = penguins()
    found = {}
    for j, name in enumerate(names):
        values = [row[j] for row in rows if row[j] is not None]
        one = {"missing": len(rows) - len(values), "distinct_values": len(set(values))}
        if not is_text(values):
            a = np.array(values)
            q25, median, q75 = np.quantile(a, [0.25, 0.5, 0.75])
            one |= {"min": a.min(), "max": a.max(), "mean": a.mean(), "deviation": a.std(),
                    "q25": q25, "median": median, "q75": q75}
        found[name] = {key: value if isinstance(value, int) else float(value) for key, value in one.items()}
    return found


def main():
    made_by = (f"python test/reference/real_tables.py (Python {platform.python_version()}, scikit-learn "
               f"{sklearn.__version__}, NumPy {np.__version__})")
    lists = {"pipelines": pipelines(), "table": mixed()[1], "splits": splits(), "folds": folds()}
    plain = {"searches": searches(), "metrics": {name: judged(name) for name in ("iris", "wine", "breast_cancer", "diabetes")},
             "roc": roc(), "describe": describe()}
    text = [f'  "made_by": {json.dumps(made_by)}']
    for key, cases in lists.items():
        lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in cases)
        text.append(f'  "{key}": [\n{lines}\n  ]')
    text += [f'  "{key}": {json.dumps(value)}' for key, value in plain.items()]
    TARGET.write_text("{\n" + ",\n".join(text) + "\n}\n", encoding="utf-8")
    for case in lists["pipelines"]:
        print(case["title"], case["score"], case.get("gradient"))


if __name__ == "__main__":
    main()
