"""The pipeline as ONNX by scikit-learn's converter, one input a feature."""
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType


def onnx_of(model, categories, numbers):
    onnx = convert_sklearn(
        model,
        "road test",
        initial_types=[
            *((name, StringTensorType([None, 1])) for name in categories),
            *((name, FloatTensorType([None, 1])) for name in numbers),
        ],
        # Two plain outputs, label and probabilities: the converter's default is a list of dictionaries.
        options={"zipmap": False},
        target_opset={"": 17, "ai.onnx.ml": 3},
    )
    return onnx.SerializeToString()
