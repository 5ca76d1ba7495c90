"""What goes over by value comes back as it was; what is malformed is refused with a sentence, and with nothing else."""

import math

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.engine import values, wire
from autograder.engine.values import DTYPES, Decoder, Encoder
from autograder.engine.wire import Array, Dict, Sequence, Storage, Strided
from autograder.results.verdict import BadReply

FAST = settings(max_examples=60, deadline=None)


def stays(value):
    raise AssertionError(f"{value!r} was not sent by value")


def over(value, stay=stays, here=stays):
    """`value` as it is on the other side: encoded, through msgpack, decoded."""
    encoder = Encoder(stay)
    node = encoder.encode(value)
    storages, parts = encoder.finish()
    packed = msgspec.msgpack.encode(wire.Reply([node], storages))
    reply = msgspec.msgpack.decode(packed, type=wire.Reply)
    return Decoder(bytearray().join(map(bytes, parts)), reply.storages, here).decode(reply.values[0])


def alike(a, b):
    """Of one type, and equal in every part; nan is nan, and -0.0 is not 0.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float | complex):
        return repr(a) == repr(b)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return alike(list(a.items()), list(b.items()))
    return a == b


HASHED = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(10**300), max_value=10**300),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.fractions(),
    st.complex_numbers(allow_nan=False),
)
SCALARS = st.one_of(HASHED, st.floats(), st.complex_numbers(), st.just(...))
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.sets(HASHED, max_size=4),
        st.frozensets(HASHED, max_size=4),
        st.dictionaries(HASHED, inner, max_size=4),
        st.dictionaries(st.tuples(HASHED, HASHED), inner, max_size=2),
    ),
    max_leaves=20,
)


@FAST
@given(NESTED)
def test_scalars_and_containers_of_them_come_back_as_they_were(value):
    assert alike(over(value), value)


@pytest.mark.parametrize("text", ["\ud800", "before\udfffafter", "\ud83d\ude00 in halves"])
def test_halves_of_characters_become_question_marks(text):
    assert over(text) == text.encode("utf-8", "replace").decode()


def test_a_subclass_goes_over_as_what_it_is_made_of():
    class Name(str): ...

    class Rows(list): ...

    assert alike(over([Name("a"), Rows([1])]), ["a", [1]])


REAL = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?", "c8", "c16"]
ARRAYS = st.sampled_from(REAL).flatmap(lambda d: hnp.arrays(d, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0)))


@FAST
@given(ARRAYS)
def test_arrays_of_numbers_come_back_with_dtype_shape_and_bits(array):
    back = over(array)
    assert type(back) is np.ndarray
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())


@pytest.mark.parametrize("dtype", REAL)
def test_numpy_scalars_stay_numpy_scalars(dtype):
    back = over(np.ones((), dtype)[()])
    assert type(back) is np.dtype(dtype).type
    assert back == 1


@pytest.mark.parametrize(
    "array", [np.array(["a"]), np.array([{}]), np.array(["2026-01-01"], "M8[D]"), np.ones(2, ">f8")]
)
def test_arrays_of_anything_else_stay_in_the_worker(array):
    assert over(array, stay=lambda value: wire.Blank()) is ...


def bits(tensor):
    return torch.empty(tensor.numel(), dtype=tensor.dtype).copy_(tensor.detach().reshape(-1)).view(torch.uint8)


def same_tensor(a, b):
    facts = [(t.dtype, t.shape, t.stride(), t.requires_grad) for t in (a, b)]
    return facts[0] == facts[1] and torch.equal(bits(a), bits(b))


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)])
@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
def test_tensors_of_every_dtype_keep_dtype_shape_and_bits(dtype, shape):
    tensor = torch.randint(0, 2, shape).to(dtype)
    assert same_tensor(over(tensor), tensor)
    if dtype.is_floating_point or dtype.is_complex:
        special = torch.tensor([math.nan, math.inf, -math.inf, -0.0]).to(dtype)
        assert same_tensor(over(special), special)
        assert over(tensor.requires_grad_()).requires_grad


BASE = torch.arange(120.0).reshape(2, 3, 4, 5)
VIEWS = {
    "transposed": BASE.transpose(0, 3),
    "permuted": BASE.permute(2, 0, 3, 1),
    "every_second": BASE[:, :, ::2, 1::3],
    "diagonal": BASE[0, 0].diagonal(),
    "expanded": torch.arange(3.0)[:, None].expand(3, 4),
    "expanded_number": torch.tensor(2.0).expand(5, 6),
    "as_strided": torch.as_strided(BASE, (3, 3), (1, 1), 7),
    "unfolded": torch.arange(9.0).unfold(0, 3, 1),
    "channels_last": BASE.contiguous(memory_format=torch.channels_last),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_views_keep_their_strides(view):
    assert same_tensor(over(view), view)


@FAST
@given(st.data())
def test_slices_of_any_tensor_come_back_with_their_layout(data):
    shape = data.draw(hnp.array_shapes(min_dims=1, max_dims=4, max_side=5))
    order = data.draw(st.permutations(range(len(shape))))
    cut = tuple(slice(data.draw(st.integers(0, size)), None, data.draw(st.integers(1, 3))) for size in shape)
    dtype = data.draw(st.sampled_from(list(DTYPES.values())))
    view = torch.arange(math.prod(shape)).reshape(shape).to(dtype)[cut].permute(order)
    assert same_tensor(over(view), view)


def test_two_views_of_one_block_stay_views_of_one_block():
    block = torch.arange(10.0)
    first, second, another = over((block[:6], block[4:], torch.zeros(2)))
    first[4] = -1
    assert second[0] == -1
    assert torch.equal(another, torch.zeros(2))


def test_a_view_that_begins_before_the_one_met_first_finds_its_place():
    block = torch.arange(10.0)
    later, earlier = over((block[4:], block[:6]))
    assert torch.equal(later, block[4:])
    assert torch.equal(earlier, block[:6])


def test_views_in_two_dtypes_find_their_places_whatever_the_first_byte():
    block = torch.arange(24, dtype=torch.uint8)
    small, large = over((block[4:12], block[8:16].view(torch.float64)))
    assert torch.equal(small, block[4:12])
    assert torch.equal(large, block[8:16].view(torch.float64))


def test_views_of_one_block_in_two_dtypes_stay_so():
    numbers = torch.zeros(4)
    _, as_bytes = over((numbers, numbers.view(torch.uint8)[3:]))
    whole, part = over((numbers.view(torch.uint8)[1:], numbers))
    assert as_bytes.shape == (13,)
    part.fill_(1.0)
    assert whole.any()


def test_an_expanded_view_takes_the_room_of_what_it_views():
    encoder = Encoder(stays)
    encoder.encode(torch.zeros(1).expand(1000, 1000))
    assert sum(len(part) for part in encoder.finish()[1]) < 100


def test_of_a_large_block_only_the_part_in_use_goes_over():
    encoder = Encoder(stays)
    encoder.encode(torch.zeros(1_000_000)[500:510])
    assert sum(len(part) for part in encoder.finish()[1]) < 200


def test_conjugate_and_negative_views_go_over_as_numbers():
    z = torch.tensor([1 + 2j, 3 - 4j])
    assert torch.equal(over(z.conj()), z.conj().resolve_conj())
    assert torch.equal(over(z.conj().imag), z.conj().imag.resolve_neg())


@pytest.mark.parametrize(
    "tensor",
    [torch.eye(2).to_sparse(), torch.zeros(2, device="meta"), torch.zeros(2, dtype=torch.float8_e5m2)],
    ids=str,
)
def test_tensors_that_are_not_dense_numbers_in_memory_stay(tensor):
    assert over(tensor, stay=lambda value: wire.Blank()) is ...


# --- caps -------------------------------------------------------------------------------------------------------------


def nest(depth):
    value = 0
    for _ in range(depth):
        value = [value]
    return value


def refers_to_itself():
    value = []
    value.append(value)
    return value


TOO_MUCH = {
    "depth": (nest(values.MAX_DEPTH + 1), "too deep or too large"),
    "a_loop": (refers_to_itself(), "too deep or too large"),
    "nodes": ([0] * values.MAX_NODES, "too deep or too large"),
    "elements": (torch.zeros(()).expand(values.MAX_ELEMENTS + 1), "4,194,305 elements"),
    "dimensions": (torch.zeros([1] * 17), "of 1 elements"),
    "text": ("x" * (values.MAX_TEXT + 1), "a text of 100,001 characters"),
    "bits": (1 << values.MAX_INT_BITS, "an int of 14,001 bits"),
}
JUST_FITS = {
    "depth": nest(values.MAX_DEPTH),
    "nodes": [0] * (values.MAX_NODES - 1),
    "elements": torch.zeros((), dtype=torch.uint8).expand(values.MAX_ELEMENTS),
    "dimensions": torch.zeros([1] * 16),
    "text": "x" * values.MAX_TEXT,
    "bits": (1 << values.MAX_INT_BITS) - 1,
}


@pytest.mark.parametrize(("value", "says"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_much_is_refused_before_it_is_sent(value, says):
    with pytest.raises(BadReply, match=says):
        over(value)


@pytest.mark.parametrize("value", JUST_FITS.values(), ids=JUST_FITS)
def test_what_just_fits_goes_over(value):
    over(value)


def test_a_block_that_is_too_large_is_refused_before_it_is_sent(monkeypatch):
    monkeypatch.setattr(values, "MAX_BLOCK_BYTES", 1 << 20)
    encoder = Encoder(stays)
    encoder.encode([torch.zeros(1 << 17), torch.zeros(1 + (1 << 17))])
    with pytest.raises(BadReply, match=r"tensors of 1 MB \(at most 1 MB are read\)"):
        encoder.finish()


# --- malformed nodes --------------------------------------------------------------------------------------------------

BLOCK = bytes(64)
WHOLE = [Storage(0, 64)]


def node(**changed):
    return Strided(**({"dtype": "float32", "shape": [4, 4], "strides": [4, 1], "storage": 0, "offset": 0} | changed))


MALFORMED = {
    "dtype": (node(dtype="object"), WHOLE, "unknown dtype"),
    "offset_beyond": (node(offset=1), WHOLE, "reaches beyond"),
    "offset_negative": (node(offset=-1), WHOLE, "do not fit"),
    "offset_huge": (node(offset=1 << 62), WHOLE, "do not fit"),
    "stride_beyond": (node(strides=[5, 1]), WHOLE, "reaches beyond"),
    "stride_negative": (node(strides=[-4, 1]), WHOLE, "do not fit"),
    "stride_huge": (node(strides=[1 << 40, 1]), WHOLE, "reaches beyond"),
    "strides_missing": (node(strides=[4]), WHOLE, "do not fit"),
    "shape_negative": (node(shape=[-4, 4]), WHOLE, "do not fit"),
    "shape_large": (node(shape=[1 << 20, 1 << 20], strides=[0, 0]), WHOLE, "1,099,511,627,776 elements"),
    "shape_huge": (node(shape=[1 << 40, 1 << 40], strides=[0, 0]), WHOLE, "do not fit"),
    "shape_huge_but_empty": (node(shape=[1 << 40, 1 << 40, 0], strides=[0, 0, 0]), WHOLE, "do not fit"),
    "shape_beyond": (node(shape=[5, 4]), WHOLE, "reaches beyond"),
    "storage_unknown": (node(storage=1), WHOLE, "without a storage"),
    "storage_negative": (node(storage=-1), WHOLE, "without a storage"),
    "storage_beyond_the_block": (node(), [Storage(8, 64)], "reaches beyond"),
    "storage_before_the_block": (node(), [Storage(-8, 64)], "reaches beyond"),
    "storage_of_negative_length": (node(), [Storage(64, -64)], "reaches beyond"),
    "too_many_dimensions": (node(shape=[1] * 17, strides=[1] * 17), WHOLE, "do not fit"),
    "int_with_a_gradient": (node(dtype="int32", slot=0), WHOLE, "said to require a gradient"),
    "array_of_bfloat16": (Array(node(dtype="bfloat16"), False), WHOLE, "a numpy array of a kind that there is not"),
    "scalar_with_a_shape": (Array(node(), True), WHOLE, "a numpy array of a kind that there is not"),
    "kind": (Sequence("deque", []), WHOLE, "unknown kind"),
    "set_of_lists": (Sequence("set", [Sequence("list", [])]), WHOLE, "cannot be in a set"),
    "dictionary_of_lists": (Dict([Sequence("list", [])], [wire.Nothing()]), WHOLE, "a key that cannot be one"),
    "keys_without_values": (Dict([wire.Nothing()], []), WHOLE, "more keys than values"),
    "int_in_words": (wire.Large("twelve"), WHOLE, "an int that is none"),
    "int_too_long": (wire.Large("f" * values.MAX_INT_BITS), WHOLE, "an int of more than"),
    "fraction_over_zero": (wire.Ratio("1", "0"), WHOLE, "not positive"),
    "fraction_below_zero": (wire.Ratio("1", "-2"), WHOLE, "not positive"),
    "text": (wire.Plain("x" * (values.MAX_TEXT + 1)), WHOLE, "a text of"),
}


@pytest.mark.parametrize(("one", "storages", "says"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_nodes_are_refused_with_a_sentence(one, storages, says):
    with pytest.raises(BadReply, match=says):
        Decoder(bytearray(BLOCK), storages, stays).decode(one)


NUMBERS = st.one_of(st.integers(-2, 20), st.integers(-(2**63), 2**63 - 1), st.sampled_from([1 << 40, 1 << 26]))
STRIDED = st.builds(
    Strided,
    dtype=st.sampled_from([*DTYPES, "object", ""]),
    shape=st.lists(NUMBERS, max_size=4),
    strides=st.lists(NUMBERS, max_size=4),
    storage=NUMBERS,
    offset=NUMBERS,
    requires_grad=st.booleans(),
    slot=st.integers(-1, 3),
)


@settings(max_examples=400, deadline=None)
@given(STRIDED, st.lists(st.builds(Storage, NUMBERS, NUMBERS), max_size=2), st.booleans())
def test_whatever_numbers_a_node_holds_it_is_read_inside_the_block_or_refused(one, storages, as_array):
    block = bytearray(BLOCK)
    try:
        made = Decoder(block, [*WHOLE, *storages], stays).decode(Array(one, False) if as_array else one)
    except BadReply:
        return
    if not as_array and made.numel():
        inside = values._extent(made)
        assert 0 <= inside[0] <= inside[1] <= len(block)


def test_views_that_are_small_one_by_one_are_too_much_together():
    a_quarter = node(shape=[values.MAX_ELEMENTS // 4], strides=[0])
    decoder = Decoder(bytearray(BLOCK), WHOLE, stays)
    assert len(decoder.decode(Sequence("list", [a_quarter] * 4))) == 4
    with pytest.raises(BadReply, match="5,242,880 elements together"):
        decoder.decode(a_quarter)
