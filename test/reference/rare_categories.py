"""Records which categories scikit-learn's OneHotEncoder gives columns of their own: rare_categories.json.

    python test/reference/rare_categories.py

  values   a column of TEXT, with ties among the counts
  cases    min_frequency and max_categories, and the categories that stay, of the first 75 % of the rows
"""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.preprocessing import OneHotEncoder

COUNTS = {"a": 30, "B": 1, "ä": 7, "c": 7, "d": 12, "e": 3, "f": 3, "g": 3, "表": 12, "h": 2}

random = np.random.RandomState(3)
values = [name for name, count in COUNTS.items() for _ in range(count)]
values = [values[i] for i in random.permutation(len(values))]
train = np.array(values[: len(values) - int(np.ceil(0.25 * len(values)))], dtype=object)[:, None]

cases = []
for least, most in [(3, None), (5, None), (0.1, None), (None, 1), (None, 2), (None, 3), (None, 4), (None, 6), (None, 9),
                    (None, 10), (None, 11), (3, 4), (0.05, 3), (1000, None), (2, 20)]:
    encoder = OneHotEncoder(min_frequency=least, max_categories=most, handle_unknown="infrequent_if_exist")
    encoder.fit(train)
    rare = encoder.infrequent_categories_[0]
    rare = [] if rare is None else rare.tolist()
    kept = [name for name in encoder.categories_[0].tolist() if name not in rare]
    cases.append({"min_frequency": least, "max_categories": most, "kept": kept, "has_rare": len(rare) > 0})

found = {
    "versions": {"python": platform.python_version(), "scikit-learn": sklearn.__version__},
    "values": values,
    "cases": cases,
}
Path(__file__).with_suffix(".json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
