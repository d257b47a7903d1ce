"""Records what NumPy's RandomState and scikit-learn's ShuffleSplit draw: mersenne.json."""

import json
import pathlib
import zlib

import numpy as np
import sklearn
from sklearn.model_selection import ShuffleSplit

SEEDS = [0, 1, 53, 42, 12345, 2**31, 2**32 - 1]
SPLITS = [
    (150, 0.25, 53), (150, 0.25, 0), (1797, 0.25, 53), (178, 0.3, 53), (569, 0.1, 7),
    (442, 0.5, 53), (10, 0.01, 1), (3, 0.34, 2), (100, 0.29, 3), (2, 0.5, 53), (20000, 0.2, 4294967295),
]


def crc(values):
    """CRC-32 over the little-endian int32 values: a whole permutation in one number."""
    return zlib.crc32(np.asarray(values, dtype="<i4").tobytes())


streams = []
for seed in SEEDS:
    words = np.random.RandomState(seed).randint(0, 2**32, size=1300, dtype=np.uint32)
    streams.append({
        "seed": seed,
        "first": [int(w) for w in words[:5]],
        "later": [int(w) for w in words[1295:]],
        "uniform": np.random.RandomState(seed).random_sample(5).tolist(),
        "permutation10": np.random.RandomState(seed).permutation(10).tolist(),
        "permutations": [
            {"n": n, "crc": crc(np.random.RandomState(seed).permutation(n))}
            for n in (0, 1, 2, 3, 100, 150, 624, 1797, 65536, 65537, 100000)
        ],
    })

splits = []
for n, test_size, state in SPLITS:
    train, test = next(ShuffleSplit(n_splits=1, test_size=test_size, random_state=state).split(np.zeros((n, 1))))
    splits.append({
        "n": n, "test_size": test_size, "random_state": state,
        "train_count": len(train), "test_count": len(test),
        "train_first": train[:5].tolist(), "test_first": test[:5].tolist(),
        "train_crc": crc(train), "test_crc": crc(test),
    })

out = pathlib.Path(__file__).with_name("mersenne.json")
out.write_text(json.dumps({
    "made_by": "python test/reference/mersenne.py",
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "streams": streams,
    "splits": splits,
}, indent=1) + "\n")
