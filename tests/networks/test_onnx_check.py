from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import external_data_helper, helper, numpy_helper

from sigverify.networks.onnx_check import OnnxFault, check_self_contained
from tests.helpers.tiny_model import encoder_model


def external(name: str) -> onnx.TensorProto:
    tensor = numpy_helper.from_array(np.ones(3, np.float32), name)
    external_data_helper.set_external_data(tensor, location="elsewhere.bin")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    return tensor


def model_of(graph: onnx.GraphProto) -> bytes:
    return helper.make_model(graph).SerializeToString()


def test_a_whole_network_passes() -> None:
    check_self_contained(encoder_model().SerializeToString())


def test_external_data_is_found_wherever_a_tensor_can_lie() -> None:
    constant = helper.make_node("Constant", [], ["c"], value=external("c"))
    inner = helper.make_graph([constant], "inner", [], [])
    branch = helper.make_node("If", ["x"], ["y"], then_branch=inner, else_branch=inner)
    values = numpy_helper.from_array(np.ones(3, np.float32), "v")
    sparse = helper.make_sparse_tensor(values, external("i"), [9])
    with_sparse = helper.make_graph([], "g", [], [])
    with_sparse.sparse_initializer.append(sparse)
    function = helper.make_function("d", "f", [], ["c"], [constant], [helper.make_opsetid("", 17)])
    with_function = helper.make_model(helper.make_graph([], "g", [], []), functions=[function])
    for data in (
        model_of(helper.make_graph([], "g", [], [], [external("w")])),
        model_of(helper.make_graph([constant], "g", [], [])),
        model_of(helper.make_graph([branch], "g", [], [])),
        model_of(with_sparse),
        with_function.SerializeToString(),
    ):
        with pytest.raises(OnnxFault, match="another file"):
            check_self_contained(data)


def test_a_location_without_the_flag_and_the_flag_alone_are_refused_too() -> None:
    unflagged, flagged = external("w"), external("w")
    unflagged.data_location = onnx.TensorProto.DEFAULT
    del flagged.external_data[:]
    for tensor in (unflagged, flagged):
        with pytest.raises(OnnxFault, match="another file"):
            check_self_contained(model_of(helper.make_graph([], "g", [], [], [tensor])))


def test_foreign_operators_are_refused_and_the_standard_by_name_is_not() -> None:
    for domain in ("com.microsoft", "custom"):
        node = helper.make_node("Thing", ["x"], ["y"], domain=domain)
        with pytest.raises(OnnxFault, match=domain):
            check_self_contained(model_of(helper.make_graph([node], "g", [], [])))
    node = helper.make_node("Relu", ["x"], ["y"], domain="ai.onnx")
    check_self_contained(model_of(helper.make_graph([node], "g", [], [])))


def test_every_cut_of_a_network_is_refused_or_harmless() -> None:
    whole = encoder_model().SerializeToString()
    for length in range(len(whole)):
        try:
            check_self_contained(whole[:length])
        except OnnxFault:
            continue
        # What passes is cut between two fields: still a message, which the runtime judges.
        onnx.ModelProto.FromString(whole[:length])


def test_bytes_that_are_no_message_are_refused() -> None:
    for data in (b"", b"\xff" * 40, b"\x3b", b"text", b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"):
        with pytest.raises(OnnxFault):
            check_self_contained(data)


def test_a_network_nested_without_end_is_refused() -> None:
    graph = helper.make_graph([], "g", [], [])
    for _ in range(30):
        node = helper.make_node("If", ["x"], ["y"], then_branch=graph)
        graph = helper.make_graph([node], "g", [], [])
    with pytest.raises(OnnxFault, match="too deep"):
        check_self_contained(model_of(graph))
