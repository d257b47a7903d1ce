"""Records scikit-learn's TfidfVectorizer: tf_idf.json.

    python test/reference/tf_idf.py

  texts     reviews made of a few hundred words, and texts of many scripts, of none, and of odd cases; the last quarter tests
  labels    0 or 1, of the words; null of none
  cases     options by our names; `terms` in order, `idf` (null without it), and of each text sum_c x_c sin(1 + c), fitted to the first three
            quarters; or `error`, where it refuses
  trained   a LogisticRegression(tol=1e-10) on the defaults' columns: `options`, coefficients, intercept, decisions for all texts
  scaled    the same by newton-cholesky, on columns with min_df 3 after each of three scalers: coefficients, then the intercept
  words     texts and the words that scikit-learn's pattern finds in their lower case
  letters   how many characters \\w matches, and the sum of their numbers times their places, modulo 2^31 - 1
"""

import json
import platform
import re
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler

warnings.simplefilter("ignore")
random = np.random.RandomState(11)
consonants, vowels = list("bcdfghklmnprstvwz"), list("aeiou")
words = sorted({"".join(random.choice(consonants) + random.choice(vowels) for _ in range(random.randint(1, 4))) for _ in range(260)})
good = ["great", "excellent", "love", "perfect", "happy", "Wunderbar", "schön", "très", "отлично", "最高"]
bad = ["poor", "broken", "refund", "awful", "never", "schlecht", "hässlich", "ужасно", "最悪", "waste"]
odd = [
    "", " ", "a", "I", "a b c", "!!! ???", "__init__ and _x_ x_1", "3.14 v2.0 1,000,000 2nd", "don't can't e-mail it's",
    "ΟΔΟΣ ΣΑΣ. ΑΣ’ ΑΣΑ ΑΣ1 Σ", "İSTANBUL ışık İi", "STRASSE Straße ẞtraẞe", "ﬁne ﬂow Ǆungla ǅ", "e\u0301te\u0301 été", "हिन्दी में पाठ",
    "ไทยคำ ทดสอบ", "中文 分词 中文分词", "日本語の 文章 です", "한국어 문장 한국어", "עברית טקסט", "العربية نص ١٢٣", "😀😀 a😀b ab😀cd", "x² ½½ ①② ⅫⅢ",
    "𝐀𝐁 𐐀𐐁 𐕰𐕱 Ⱟa Ꟁb", "tab\tnew\nline\r\nnul", "zero\u200bwidth soft\u00adhyphen nb\u00a0sp", "A" * 400, "ab " * 90,
]
# What is compared of sigmas: each text in turn.
sigmas = [
    "".join(random.choice(list("ΑΣΣσςab1 .'’:-\u0301\u00ad²_日𐐀ʰ")) for _ in range(random.randint(1, 14))) for _ in range(300)
]


def sentence(label):
    n = random.randint(3, 22)
    chosen = [words[min(len(words) - 1, int(random.exponential(40)))] for _ in range(n)]
    for _ in range(random.randint(0, 3)):
        chosen.insert(random.randint(0, len(chosen) + 1), (good if label == (random.rand() < 0.85) else bad)[random.randint(10)])
    text = " ".join(w.capitalize() if random.rand() < 0.2 else w.upper() if random.rand() < 0.05 else w for w in chosen)
    return text + random.choice([".", "!", "", "...", " :-)"])


labels = [bool(random.rand() < 0.5) for _ in range(372)]
texts = [sentence(label) for label in labels]
for i, text in enumerate(odd):
    at = random.randint(len(texts))
    texts.insert(at, text)
    labels.insert(at, i % 2 == 0)
train = len(texts) * 3 // 4

CASES = [
    {},
    {"lowercase": False},
    {"min_df": 3},
    {"min_df": 0.02, "max_df": 0.2},
    {"max_df": 10},
    {"max_features": 40},
    {"max_features": 1},
    {"max_features": 100000},
    {"max_features": 25, "min_df": 2, "max_df": 0.3},
    {"ngram_range": [1, 2], "min_df": 2},
    {"ngram_range": [2, 3], "max_features": 60},
    {"ngram_range": [3, 3], "lowercase": False, "min_df": 2},
    {"sublinear_tf": True},
    {"smooth_idf": False},
    {"use_idf": False},
    {"use_idf": False, "norm": None, "sublinear_tf": True},
    {"norm": "l1"},
    {"norm": None, "smooth_idf": False},
    {"min_df": 0.9},
    {"min_df": 200, "max_df": 0.01},
]


def row(X):
    return (X @ np.sin(1 + np.arange(X.shape[1]))).tolist()


def vectorizer(options):
    options = dict(options)
    if "ngram_range" in options:
        options["ngram_range"] = tuple(options["ngram_range"])
    return TfidfVectorizer(**options)


cases = []
for options in CASES:
    made = vectorizer(options)
    try:
        made.fit(texts[:train])
    except ValueError as error:
        cases.append({"options": options, "error": str(error)})
        continue
    if "max_features" in options:
        # NumPy's sort leaves open which of equally frequent terms stay: only cases where none is at the limit count.
        whole = vectorizer({**options, "max_features": None, "use_idf": False, "norm": None})
        times = np.sort(np.asarray(whole.fit_transform(texts[:train]).sum(axis=0)).ravel())[::-1]
        limit = options["max_features"]
        while limit < len(times) and times[limit - 1] == times[limit]:
            limit -= 1
        options = {**options, "max_features": limit}
        made = vectorizer(options).fit(texts[:train])
    terms = made.get_feature_names_out().tolist()
    idf = made.idf_.tolist() if options.get("use_idf", True) else None
    cases.append({"options": options, "terms": terms, "idf": idf, "checks": row(made.transform(texts))})

made = vectorizer({})
X = made.fit_transform(texts[:train])
model = LogisticRegression(tol=1e-10, max_iter=10000).fit(X, labels[:train])
trained = {
    "coefficients": model.coef_[0].tolist(),
    "intercept": model.intercept_[0],
    "decisions": model.decision_function(made.transform(texts)).tolist(),
}

scaled = {}
made = vectorizer({"min_df": 3})
X = made.fit_transform(texts[:train]).toarray()
for name, scaler in [("standard", StandardScaler()), ("min_max", MinMaxScaler()), ("max_abs", MaxAbsScaler())]:
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10).fit(scaler.fit_transform(X), labels[:train])
    scaled[name] = [*model.coef_[0].tolist(), model.intercept_[0]]

pattern = re.compile(r"(?u)\b\w\w+\b")
letters = [code for code in range(0x110000) if re.match(r"\w", chr(code))]
found = {
    "made_by": "python test/reference/tf_idf.py",
    "versions": {"python": platform.python_version(), "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "texts": texts,
    "labels": [int(label) for label in labels],
    "cases": cases,
    "trained": trained,
    "scaled": scaled,
    "words": [[text, pattern.findall(text.lower())] for text in odd + sigmas],
    "letters": [len(letters), sum((i + 1) * code for i, code in enumerate(letters)) % (2**31 - 1)],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(found, ensure_ascii=False) + "\n")
