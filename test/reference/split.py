"""Records which rows scikit-learn's stratified, sequential and k-fold splits choose: split.json.

Class labels come from the linear congruential generator that the test repeats, so that they need not be
stored: state' = (1103515245 state + 12345) mod 2^31, class = floor((state / 2^31)^2 k), which favours low ones.
"""

import json
import math
import pathlib
import warnings
import zlib

import numpy as np
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold, StratifiedShuffleSplit, train_test_split

warnings.simplefilter("ignore")

STATES = [0, 1, 53, 2**32 - 1]


def crc(values):
    """CRC-32 over the little-endian int32 values."""
    return zlib.crc32(np.asarray(values, dtype="<i4").tobytes())


def labels(n, k):
    """n classes of at most k; some of them may be missing or have a single row."""
    state, y = n + k, []
    for _ in range(n):
        state = (1103515245 * state + 12345) % 2**31
        u = state / 2**31
        y.append(math.floor(u * u * k))
    return np.array(y)


def blocks(n, k):
    """n rows of k equal classes, one after the other: every remainder is tied."""
    return np.arange(n) * k // n


def parts(train, test):
    return {"counts": [len(train), len(test)], "first": [train[:5].tolist(), test[:5].tolist()], "crc": [crc(train), crc(test)]}


stratified = []
for make, n, k, test_size in [
    ("blocks", 150, 3, 0.25), ("blocks", 150, 3, 0.1), ("blocks", 40, 10, 0.25), ("blocks", 41, 10, 0.3),
    ("blocks", 6, 3, 0.5), ("labels", 178, 3, 0.25), ("labels", 569, 2, 0.25), ("labels", 1797, 10, 0.25),
    ("labels", 1000, 20, 0.333), ("labels", 5000, 200, 0.2), ("labels", 90, 2, 0.9), ("labels", 20000, 5, 0.01),
    # What is refused: a class of one row; fewer train, then test rows than classes.
    ("blocks", 10, 10, 0.25), ("labels", 30, 25, 0.5), ("blocks", 20, 10, 0.9), ("blocks", 20, 10, 0.2),
]:
    y = globals()[make](n, k)
    for state in STATES:
        case = {"make": make, "n": n, "k": k, "test_size": test_size, "random_state": state}
        try:
            split = StratifiedShuffleSplit(n_splits=1, test_size=test_size, random_state=state)
            train, test = next(split.split(np.zeros((n, 1)), y))
            case |= parts(train, test)
        except ValueError as error:
            case["problem"] = ("lonely class" if "least populated" in str(error)
                               else "few train rows" if "train_size" in str(error) else "few test rows")
        stratified.append(case)

sequential = []
for n, test_size in [(150, 0.25), (10, 0.01), (3, 0.34), (2, 0.5), (100, 0.29), (1797, 0.3)]:
    train, test = train_test_split(np.arange(n), test_size=test_size, shuffle=False)
    sequential.append({"n": n, "test_size": test_size} | parts(train, test))

folds = []
for n, k in [(10, 3), (10, 10), (150, 5), (7, 2), (1797, 10), (23, 4)]:
    for state in [None, *STATES]:
        split = KFold(n_splits=k, shuffle=state is not None, random_state=state)
        folds.append({"n": n, "k": k, "random_state": state,
                      "folds": [parts(*both) for both in split.split(np.zeros((n, 1)))]})

stratified_folds = []
for make, n, classes, k in [
    ("blocks", 150, 3, 5), ("labels", 178, 3, 5), ("labels", 569, 2, 10), ("labels", 1797, 10, 3),
    ("labels", 60, 7, 4), ("labels", 400, 60, 5), ("blocks", 9, 2, 2), ("labels", 30, 25, 3),
]:
    y = globals()[make](n, classes)
    counts = np.unique(y, return_counts=True)[1]
    for state in [None, *STATES]:
        split = StratifiedKFold(n_splits=k, shuffle=state is not None, random_state=state)
        stratified_folds.append({"make": make, "n": n, "classes": classes, "k": k, "random_state": state,
                                 "smallest": int(counts.min()), "largest": int(counts.max()),
                                 "folds": [parts(*both) for both in split.split(np.zeros((n, 1)), y)]})

out = pathlib.Path(__file__).with_name("split.json")
out.write_text(json.dumps({
    "made_by": "python test/reference/split.py",
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "stratified": stratified, "sequential": sequential, "folds": folds, "stratified_folds": stratified_folds,
}) + "\n")
