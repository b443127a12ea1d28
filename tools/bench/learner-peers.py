"""A peer of Halle's learner on one task, in a process of its own.

usage: learner-peers.py xgboost|sklearn FOLDER THREADS PARAMETERS. Prints one JSON object: version, seconds from the
arrays to the model, peak memory in bytes; writes PEER.probability, float64 a row of the test part.
"""

import json
import os
import sys
import time

peer, folder, threads, parameters = sys.argv[1:]
os.environ['OMP_NUM_THREADS'] = threads
p = json.loads(parameters)

import numpy as np  # noqa: E402

task = json.load(open(os.path.join(folder, 'task.json')))


def read(part, rows):
    values = np.fromfile(os.path.join(folder, part + '.rows'), dtype=np.float32)
    return values.reshape(rows, len(task['names'])), np.fromfile(os.path.join(folder, part + '.label'), dtype=np.uint8)


X, y = read('train', task['rows'])
if peer == 'xgboost':
    import xgboost

    version = xgboost.__version__
    started = time.perf_counter()
    model = xgboost.train(
        {
            'objective': 'binary:logistic', 'tree_method': 'hist', 'max_depth': p['depth'], 'eta': p['learningRate'],
            'max_bin': p['bins'], 'lambda': 1, 'min_child_weight': 1, 'nthread': int(threads),
        },
        xgboost.DMatrix(X, y), p['trees'])
else:
    import sklearn
    from sklearn.ensemble import HistGradientBoostingClassifier

    version = sklearn.__version__
    started = time.perf_counter()
    model = HistGradientBoostingClassifier(
        max_iter=p['trees'], max_depth=p['depth'], max_leaf_nodes=None, learning_rate=p['learningRate'],
        max_bins=p['bins'], l2_regularization=1, min_samples_leaf=1, early_stopping=False).fit(X, y)
seconds = time.perf_counter() - started
# Not ru_maxrss, which begins with what the process had that started this one.
peak = next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) * 1024
X, _ = read('test', task['testRows'])
probability = model.predict(xgboost.DMatrix(X)) if peer == 'xgboost' else model.predict_proba(X)[:, 1]
probability.astype(np.float64).tofile(os.path.join(folder, peer + '.probability'))
print(json.dumps({'version': version, 'seconds': seconds, 'peak': peak}))
