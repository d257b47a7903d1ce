"""The sqml tutorial in Python: train on Iris, predict, train something better.

    pip install dist/sqml-*.whl
    python examples/python/tutorial.py            # in memory
    python examples/python/tutorial.py iris.db    # in a file
"""

import json
import sqlite3
import sys

import sqml

# isolation_level=None: each statement is its own transaction, as SQLite itself has it.
conn = sqlite3.connect(sys.argv[1] if len(sys.argv) > 1 else ":memory:", isolation_level=None)
sqml.load(conn)


def ask(sql, *values):
    """The one value of a statement."""
    return conn.execute(sql, values).fetchone()[0]


def train(algorithm):
    sql = "SELECT sqml_train('Iris prediction', 'classification', ?, 'dataset_iris', 'target')"
    result = json.loads(ask(sql, algorithm))
    print(f"{algorithm}: score {result['score']:.4f}, deployed: {result['deployed']}")


dataset = json.loads(ask("SELECT sqml_load_dataset('iris')"))
print(f"{dataset['table']}: {dataset['size']} rows of {', '.join(dataset['feature_names'])}")

train("logistic_regression")
train("svc")

flower = dict(zip(dataset["feature_names"], [5.1, 3.5, 1.4, 0.2]))
species = ask("SELECT sqml_predict('Iris prediction', ?)", json.dumps(flower))
print(f"a flower of {flower} is a {dataset['target_names'][int(species)]}")

missed = ask(
    """SELECT count(*) FROM dataset_iris JOIN sqml_predictions('Iris prediction', 'dataset_iris') p
       ON p.key = dataset_iris.rowid WHERE p.prediction <> target"""
)
print(f"the deployed model misses {missed} of {dataset['size']} flowers")

for model, digest in conn.execute("SELECT id, digest FROM sqml_models ORDER BY id"):
    print(f"model {model}: {digest}")
