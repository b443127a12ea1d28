"""A peer of `predict`: FastAPI and scikit-learn, the model learned from the same cars and loaded once.

usage: serve-peer.py FOLDER PORT. FOLDER has cars.json: {names, categories, rows, label, trees}. Prints its versions as one line
of JSON when the model is made, and serves POST /predict {"cars":[{"features":{…}}]} in one process.
"""

import json
import os
import sys

folder, port = sys.argv[1:]
os.environ['OMP_NUM_THREADS'] = '1'

import fastapi  # noqa: E402
import numpy as np  # noqa: E402
import pydantic  # noqa: E402
import sklearn  # noqa: E402
import uvicorn  # noqa: E402
from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: E402

task = json.load(open(os.path.join(folder, 'cars.json')))
names = task['names']
codes = {name: {text: code for code, text in enumerate(texts)} for name, texts in task['categories'].items()}


def cell(name, value):
    if value is None:
        return np.nan
    return codes[name].get(value, np.nan) if name in codes else value


X = np.array([[cell(name, row.get(name)) for name in names] for row in task['rows']], dtype=np.float64)
model = HistGradientBoostingClassifier(
    max_iter=task['trees'], max_depth=6, max_leaf_nodes=64,
    categorical_features=[name in codes for name in names], early_stopping=False,
).fit(X, np.array(task['label']))


class Car(pydantic.BaseModel):
    features: dict[str, float | str | None]


class Request(pydantic.BaseModel):
    cars: list[Car]


class Prediction(pydantic.BaseModel):
    probability: float
    decision: str


class Answer(pydantic.BaseModel):
    predictions: list[Prediction]


app = fastapi.FastAPI()


@app.post('/predict', response_model=Answer)
async def predict(request: Request):
    rows = np.array([[cell(name, car.features.get(name)) for name in names] for car in request.cars], dtype=np.float64)
    return {
        'predictions': [
            {'probability': float(p), 'decision': 'long' if p >= 0.3 else 'short'}
            for p in model.predict_proba(rows)[:, 1]
        ]
    }


print(json.dumps({
    'fastapi': fastapi.__version__, 'pydantic': pydantic.VERSION, 'uvicorn': uvicorn.__version__,
    'scikit-learn': sklearn.__version__, 'python': sys.version.split()[0],
}), flush=True)
uvicorn.run(app, host='127.0.0.1', port=int(port), log_level='error', access_log=False)
