"""The plant's labelled cars, from a snapshot or from the answer of the function evaluation_cars."""
import json
from pathlib import Path

import numpy as np
import pandas as pd

CATEGORIES = ["engine", "color"]
NO_FEATURES = ["knr", "entered_at", "failed"]


def read_cars(path):
    """Cars in the order of their road-test entry. Numbers are float32, as Halle will ask the model with them: a missing
    one is NaN, a missing category ''."""
    if Path(path).suffix == ".json":
        answer = json.loads(Path(path).read_text())
        cars = pd.DataFrame(answer["rows"], columns=answer["columns"])
        cars["knr"], cars["entered_at"], cars["failed"] = answer["knr"], answer["enteredAt"], answer["label"]
    elif Path(path).suffix == ".parquet":
        cars = pd.read_parquet(path)
    else:
        cars = pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in numbers_of_csv(path)})
    cars["entered_at"] = pd.to_datetime(cars["entered_at"])
    cars["failed"] = cars["failed"].astype(int)
    cars = cars.sort_values(["entered_at", "knr"], ignore_index=True)
    numbers = [name for name in cars.columns if name not in NO_FEATURES + CATEGORIES]
    return cars.astype({name: np.float32 for name in numbers}).fillna({name: "" for name in CATEGORIES})


def numbers_of_csv(path):
    return [name for name in pd.read_csv(path, nrows=0).columns if name not in NO_FEATURES + CATEGORIES]


def split_by_time(cars, holdout_from=None):
    """Never at random: what the model is measured on is later than what it learned from. The newest fifth of the cars,
    or those from `holdout_from` on, are the holdout, the newest fifth of the rest finds the threshold."""
    holdout_from = pd.Timestamp(holdout_from) if holdout_from else cars["entered_at"].iloc[int(len(cars) * 0.8)]
    before = cars[cars["entered_at"] < holdout_from]
    validation_from = before["entered_at"].iloc[int(len(before) * 0.8)]
    train = before[before["entered_at"] < validation_from]
    validation = before[before["entered_at"] >= validation_from]
    return train, validation, cars[cars["entered_at"] >= holdout_from], holdout_from
