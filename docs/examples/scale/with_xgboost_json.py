"""An XGBoost booster as ONNX, from its JSON, by onnx.helper alone: what a distributed run saves is the same file.

The booster's columns are one of 0 and 1 for each known category (in the order of `categories`), then the numbers.
Format: https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
"""
import json
import math

from onnx import TensorProto, checker, helper

ML = "ai.onnx.ml"


def onnx_of(saved, categories, numbers):
    """`saved`: the text of Booster.save_model("x.json"); `categories`: names with their known values."""
    nodes = [
        helper.make_node("OneHotEncoder", [name], [f"{name}_one_hot"], domain=ML, cats_strings=known, zeros=1)
        for name, known in categories.items()
    ]
    one_hots = sum(len(known) for known in categories.values())
    nodes += [
        helper.make_node("Concat", [f"{name}_one_hot" for name in categories], ["one_hot"], axis=-1),
        helper.make_node("Reshape", ["one_hot", "one_hot_shape"], ["category"]),
        helper.make_node("Concat", ["category", *numbers], ["columns"], axis=1),
        trees(json.loads(saved)["learner"]),
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
        [helper.make_tensor("one_hot_shape", TensorProto.INT64, [2], [-1, one_hots])],
    )
    onnx = helper.make_model(
        graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(ML, 3)]
    )
    checker.check_model(onnx)
    return onnx.SerializeToString()


def trees(learner):
    """A row goes left when x < the condition, or is missing and left is the default. A leaf keeps its value there too."""
    objective = learner["objective"]["name"]
    if objective != "binary:logistic":
        raise ValueError(f"binary:logistic is expected, not {objective}")
    # Newer versions write a list of one.
    base = float(learner["learner_model_param"]["base_score"].strip("[]"))
    attributes = {
        name: []
        for name in ["treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids"]
    }
    missing, leaves = [], []
    for number, tree in enumerate(learner["gradient_booster"]["model"]["trees"]):
        for node, left in enumerate(tree["left_children"]):
            leaf = left == -1
            attributes["treeids"].append(number)
            attributes["nodeids"].append(node)
            attributes["featureids"].append(0 if leaf else tree["split_indices"][node])
            attributes["modes"].append("LEAF" if leaf else "BRANCH_LT")
            attributes["values"].append(0.0 if leaf else tree["split_conditions"][node])
            attributes["truenodeids"].append(0 if leaf else left)
            attributes["falsenodeids"].append(0 if leaf else tree["right_children"][node])
            missing.append(0 if leaf else int(tree["default_left"][node]))
            if leaf:
                leaves.append((number, node, tree["split_conditions"][node]))
    return helper.make_node(
        "TreeEnsembleClassifier",
        ["columns"],
        ["label", "probabilities"],
        domain=ML,
        base_values=[math.log(base / (1 - base))],
        classlabels_int64s=[0, 1],
        class_ids=[0] * len(leaves),
        class_treeids=[tree for tree, _, _ in leaves],
        class_nodeids=[node for _, node, _ in leaves],
        class_weights=[value for _, _, value in leaves],
        nodes_missing_value_tracks_true=missing,
        post_transform="LOGISTIC",
        **{f"nodes_{name}": values for name, values in attributes.items()},
    )
