"""SHAP values of a linear regression, for test/explain.test.ts.

    python test/reference/explain.py > test/reference/explain.json

scikit-learn 1.9.1, shap 0.51.0: LinearExplainer on diabetes, standardised, the split of random_state 53; the background
is the training part.
"""

import json

import numpy as np
import shap
import sklearn
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

ROWS = 20
X, y = load_diabetes(return_X_y=True)
train, _, target, _ = train_test_split(X, y, test_size=0.25, random_state=53)
scaler = StandardScaler().fit(train)
model = LinearRegression().fit(scaler.transform(train), target)
explainer = shap.LinearExplainer(model, shap.maskers.Independent(scaler.transform(train), max_samples=len(train)))
values = explainer.shap_values(scaler.transform(X[:ROWS]))
print(
    json.dumps(
        {
            "made by": "test/reference/explain.py",
            "versions": {"scikit-learn": sklearn.__version__, "shap": shap.__version__, "numpy": np.__version__},
            "rows": ROWS,
            "base": float(explainer.expected_value),
            "values": [[float(v) for v in row] for row in values],
        }
    )
)
