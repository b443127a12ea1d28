"""Learns from the plant's cars with scikit-learn; writes model.onnx and metadata.json, the parts of POST /createModel.

    python3 train.py cars.parquet --learner logistic --writer skl2onnx --out .
"""
import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from cars import CATEGORIES, NO_FEATURES, read_cars, split_by_time

GOLDEN = 20


def pipeline_of(learner, numbers):
    """A category that comes next year and a missing number are a plant's everyday: neither may stop the model."""
    category = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    if learner == "boosting":  # sends NaN down its own branch
        number, classifier = "passthrough", HistGradientBoostingClassifier(max_depth=4, random_state=0)
    else:
        number = Pipeline([("impute", SimpleImputer()), ("scale", StandardScaler())])
        classifier = LogisticRegression(C=0.1, max_iter=2000)
    columns = ColumnTransformer([("category", category, CATEGORIES), ("number", number, numbers)])
    return Pipeline([("columns", columns), ("classifier", classifier)])


def best_f1_threshold(label, probability):
    precision, recall, threshold = precision_recall_curve(label, probability)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(threshold[np.argmax(f1[:-1])])


def typical_of(cars, numbers):
    """The plant's average car, with which the reasons of a prediction compare."""
    mode = {name: str(cars[name].mode().iloc[0]) for name in CATEGORIES}
    return {**mode, **{name: float(np.float32(cars[name].mean())) for name in numbers}}


def golden_of(cars, features, probability):
    """Cars spread over the probabilities, both ends included, with what scikit-learn itself says of them."""
    order = np.argsort(probability, kind="stable")
    chosen = order[np.unique(np.linspace(0, len(order) - 1, GOLDEN).astype(int))]
    return [
        {
            "features": {name: json_value(cars[name].iloc[i]) for name in features},
            "probability": float(probability[i]),
        }
        for i in chosen
    ]


def json_value(value):
    if isinstance(value, str):
        return value
    return None if np.isnan(value) else float(value)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("cars", help="a snapshot (.parquet, .csv) or the answer of evaluation_cars (.json)")
    arguments.add_argument("--out", type=Path, default=Path("."))
    arguments.add_argument("--name", default="scikit-learn")
    arguments.add_argument("--learner", choices=["logistic", "boosting"], default="logistic")
    arguments.add_argument("--writer", choices=["skl2onnx", "helper"], default="skl2onnx")
    arguments.add_argument("--holdout-from", help="of the snapshot: cars from here on are not learned from")
    arguments.add_argument("--snapshot-id", type=int)
    asked = arguments.parse_args()

    cars = read_cars(asked.cars)
    train, validation, holdout, holdout_from = split_by_time(cars, asked.holdout_from)
    numbers = [
        name for name in cars.columns if name not in NO_FEATURES + CATEGORIES and train[name].notna().any()
    ]
    features = CATEGORIES + numbers
    model = pipeline_of(asked.learner, numbers).fit(train[features], train["failed"])
    importance = permutation_importance(
        model, validation[features], validation["failed"], scoring="neg_log_loss", n_repeats=3, random_state=0
    )
    metadata = {
        "name": asked.name,
        "algorithm": f"scikit-learn {type(model[-1]).__name__}",
        "threshold": best_f1_threshold(validation["failed"], model.predict_proba(validation[features])[:, 1]),
        "thresholdPolicy": {"policy": "f1"},
        "carsTrained": len(train),
        "holdoutFrom": holdout_from.isoformat(),
        "snapshotId": asked.snapshot_id,
        "importance": [
            {"feature": name, "gain": float(gain)} for name, gain in zip(features, importance.importances_mean)
        ],
        "typical": typical_of(train, numbers),
        "golden": golden_of(holdout, features, model.predict_proba(holdout[features])[:, 1]),
    }
    if asked.writer == "skl2onnx":
        from with_skl2onnx import onnx_of
    else:
        from with_helper import onnx_of
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "model.onnx").write_bytes(onnx_of(model, CATEGORIES, numbers))
    (asked.out / "metadata.json").write_text(json.dumps(metadata, allow_nan=False))


if __name__ == "__main__":
    main()
