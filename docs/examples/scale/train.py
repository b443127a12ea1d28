"""Learns from a snapshot with XGBoost; writes model.onnx and metadata.json, the parts of POST /createModel.

    python3 docs/examples/scale/train.py cars.parquet --snapshot-id 7 --holdout-from 2024-05-01T00:00:00
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import xgboost

sys.path.insert(0, str(Path(__file__).parent.parent / "elsewhere"))
from cars import CATEGORIES, NO_FEATURES, read_cars, split_by_time  # noqa: E402
from with_xgboost_json import onnx_of  # noqa: E402

GOLDEN = 20


def learn(matrix, validation, rounds):
    """One machine. On many: xgboost.dask.train or xgboost.spark, same parameters, same file."""
    parameters = {"objective": "binary:logistic", "max_depth": 4, "eta": 0.1, "tree_method": "hist", "seed": 0}
    return xgboost.train(
        {**parameters, "eval_metric": "logloss"},
        matrix,
        num_boost_round=rounds,
        evals=[(validation, "validation")],
        early_stopping_rounds=20,
        verbose_eval=False,
    )


def columns_of(cars, categories, numbers):
    """What the ONNX file makes of a car: 0 and 1 for each known category, then the numbers, NaN where one is missing."""
    one_hot = [(cars[name] == value).to_numpy(np.float32) for name, known in categories.items() for value in known]
    return np.column_stack([*one_hot, cars[numbers].to_numpy(np.float32)])


def best_f1_threshold(label, probability):
    order = np.argsort(-probability, kind="stable")
    caught = np.cumsum(np.asarray(label)[order])
    f1 = 2 * caught / (np.arange(1, len(order) + 1) + caught[-1])
    return float(probability[order][np.argmax(f1)])


def json_value(value):
    if isinstance(value, str):
        return value
    return None if np.isnan(value) else float(value)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("cars", help="a snapshot: .parquet or .csv")
    arguments.add_argument("--out", type=Path, default=Path("."))
    arguments.add_argument("--name", default="XGBoost")
    arguments.add_argument("--rounds", type=int, default=300)
    arguments.add_argument("--holdout-from", help="of the snapshot: cars from here on are not learned from")
    arguments.add_argument("--snapshot-id", type=int)
    asked = arguments.parse_args()

    cars = read_cars(asked.cars)
    train, validation, holdout, holdout_from = split_by_time(cars, asked.holdout_from)
    numbers = [
        name for name in cars.columns if name not in NO_FEATURES + CATEGORIES and train[name].notna().any()
    ]
    categories = {name: sorted(train[name].unique().tolist()) for name in CATEGORIES}
    matrix = {
        part: xgboost.DMatrix(columns_of(rows, categories, numbers), label=rows["failed"])
        for part, rows in [("train", train), ("validation", validation), ("holdout", holdout)]
    }
    booster = learn(matrix["train"], matrix["validation"], asked.rounds)
    booster = booster[: booster.best_iteration + 1]

    asked.out.mkdir(parents=True, exist_ok=True)
    saved = asked.out / "model.json"
    booster.save_model(saved)
    (asked.out / "model.onnx").write_bytes(onnx_of(saved.read_text(), categories, numbers))

    names = [name for name, known in categories.items() for _ in known] + numbers
    gain = {name: 0.0 for name in [*CATEGORIES, *numbers]}
    for column, value in booster.get_score(importance_type="total_gain").items():
        gain[names[int(column[1:])]] += value
    probability = booster.predict(matrix["holdout"])
    order = np.argsort(probability, kind="stable")
    chosen = order[np.unique(np.linspace(0, len(order) - 1, GOLDEN).astype(int))]
    metadata = {
        "name": asked.name,
        "algorithm": f"XGBoost {xgboost.__version__}",
        "threshold": best_f1_threshold(validation["failed"], booster.predict(matrix["validation"])),
        "thresholdPolicy": {"policy": "f1"},
        "carsTrained": len(train),
        "holdoutFrom": holdout_from.isoformat(),
        "snapshotId": asked.snapshot_id,
        "importance": [{"feature": name, "gain": value} for name, value in gain.items()],
        "typical": {
            **{name: str(train[name].mode().iloc[0]) for name in CATEGORIES},
            **{name: float(np.float32(train[name].mean())) for name in numbers},
        },
        "golden": [
            {
                "features": {name: json_value(holdout[name].iloc[i]) for name in [*CATEGORIES, *numbers]},
                "probability": float(probability[i]),
            }
            for i in chosen
        ],
    }
    (asked.out / "metadata.json").write_text(json.dumps(metadata, allow_nan=False))


if __name__ == "__main__":
    main()
