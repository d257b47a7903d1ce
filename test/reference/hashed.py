"""Records scikit-learn's FeatureHasher on a column of TEXT, as a ridge regression predicts from it: hashed.json.

    python test/reference/hashed.py

  values   the texts, of which the last quarter tests
  y        the target
  cases    n_features, alternate_sign, and the predictions for all rows of Ridge fitted to the first three quarters
"""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import Ridge

random = np.random.RandomState(5)
words = ["a", "ab", "abc", "abcd", "abcde", "Straße", "表示", "😀", "x" * 300, " ", "New York", "new york"]
words += [f"city {i}" for i in range(60)]
values = [words[i] for i in random.randint(0, len(words), 160)]
y = [round(float(random.normal() + len(value) % 7), 6) for value in values]
train = 120

cases = []
for n_features in [1, 2, 7, 64, 1000]:
    for alternate_sign in [True, False]:
        hasher = FeatureHasher(n_features=n_features, input_type="string", alternate_sign=alternate_sign)
        X = hasher.transform([[value] for value in values]).toarray()
        model = Ridge().fit(X[:train], y[:train])
        cases.append({"n_features": n_features, "alternate_sign": alternate_sign, "predictions": model.predict(X).tolist()})

found = {
    "versions": {"python": platform.python_version(), "scikit-learn": sklearn.__version__},
    "values": values,
    "y": y,
    "cases": cases,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
