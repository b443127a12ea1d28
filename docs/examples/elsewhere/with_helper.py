"""The pipeline as ONNX by onnx.helper alone, for a plant that has no skl2onnx. Of train.py's two pipelines only.

Operators: https://onnx.ai/onnx/operators/ (domain ai.onnx.ml).
"""
import numpy as np
from onnx import TensorProto, checker, helper

ML = "ai.onnx.ml"


def onnx_of(model, categories, numbers):
    encoder = model["columns"].named_transformers_["category"]
    classifier = model["classifier"]
    nodes = [
        helper.make_node("OneHotEncoder", [name], [f"{name}_one_hot"], domain=ML, cats_strings=list(known), zeros=1)
        for name, known in zip(categories, encoder.categories_)
    ]
    nodes += [
        helper.make_node("Concat", [f"{name}_one_hot" for name in categories], ["one_hot"], axis=-1),
        helper.make_node("Reshape", ["one_hot", "one_hot_shape"], ["category"]),
        helper.make_node("Concat", numbers, ["numbers"], axis=1),
    ]
    number = "numbers"
    if hasattr(classifier, "coef_"):
        nodes += imputed_and_scaled(model["columns"].named_transformers_["number"])
        number = "scaled"
    nodes += [
        helper.make_node("Concat", ["category", number], ["columns"], axis=1),
        linear(classifier) if hasattr(classifier, "coef_") else trees(classifier),
    ]
    graph = helper.make_graph(
        nodes,
        "road test",
        [helper.make_tensor_value_info(name, TensorProto.STRING, ["N", 1]) for name in categories]
        + [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 1]) for name in numbers],
        [
            helper.make_tensor_value_info("label", TensorProto.INT64, ["N"]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 2]),
        ],
        [helper.make_tensor("one_hot_shape", TensorProto.INT64, [2], [-1, sum(map(len, encoder.categories_))])],
    )
    onnx = helper.make_model(
        graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(ML, 3)]
    )
    checker.check_model(onnx)
    return onnx.SerializeToString()


def imputed_and_scaled(number):
    impute, scale = number["impute"], number["scale"]
    filled = dict(imputed_value_floats=impute.statistics_.tolist(), replaced_value_float=float("nan"))
    scaled = dict(offset=scale.mean_.tolist(), scale=(1 / scale.scale_).tolist())
    return [
        helper.make_node("Imputer", ["numbers"], ["imputed"], domain=ML, **filled),
        helper.make_node("Scaler", ["imputed"], ["scaled"], domain=ML, **scaled),
    ]


def linear(classifier):
    """Logistic regression. The operator wants the weights of both classes."""
    weights, intercept = classifier.coef_[0].tolist(), float(classifier.intercept_[0])
    return helper.make_node(
        "LinearClassifier",
        ["columns"],
        ["label", "probabilities"],
        domain=ML,
        classlabels_ints=[0, 1],
        coefficients=[-w for w in weights] + weights,
        intercepts=[-intercept, intercept],
        post_transform="LOGISTIC",
    )


def trees(classifier):
    """Histogram gradient boosting. A row goes to the true branch when x <= value, or is NaN and tracks true."""
    nodes = [
        (tree, number, node)
        for tree, (predictor,) in enumerate(classifier._predictors)
        for number, node in enumerate(predictor.nodes)
    ]
    leaves = [each for each in nodes if each[2]["is_leaf"]]
    return helper.make_node(
        "TreeEnsembleClassifier",
        ["columns"],
        ["label", "probabilities"],
        domain=ML,
        base_values=[float(np.ravel(classifier._baseline_prediction)[0])],
        classlabels_int64s=[0, 1],
        class_ids=[0] * len(leaves),
        class_treeids=[tree for tree, _, _ in leaves],
        class_nodeids=[number for _, number, _ in leaves],
        class_weights=[float(node["value"]) for _, _, node in leaves],
        nodes_treeids=[tree for tree, _, _ in nodes],
        nodes_nodeids=[number for _, number, _ in nodes],
        nodes_featureids=[int(node["feature_idx"]) for _, _, node in nodes],
        nodes_modes=["LEAF" if node["is_leaf"] else "BRANCH_LEQ" for _, _, node in nodes],
        nodes_values=[0.0 if node["is_leaf"] else not_above(node["num_threshold"]) for _, _, node in nodes],
        nodes_truenodeids=[int(node["left"]) for _, _, node in nodes],
        nodes_falsenodeids=[int(node["right"]) for _, _, node in nodes],
        nodes_missing_value_tracks_true=[int(node["missing_go_to_left"]) for _, _, node in nodes],
        post_transform="LOGISTIC",
    )


def not_above(threshold):
    """The largest float32 that is not above a float64 threshold: float32 rows go the same way by either."""
    rounded = np.float32(threshold)
    return float(rounded if rounded <= threshold else np.nextafter(rounded, np.float32(-np.inf)))
