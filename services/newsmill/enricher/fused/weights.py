"""Read the weights of a spaCy entity recogniser, if its architecture is the one that we can run.

That is spaCy's own for its small and medium models: hashed features of a word, perhaps with a
static vector, a maxout layer, windows of three words with maxout and residuals, and a transition
parser whose state is three words. https://spacy.io/api/architectures has each part. All else
(transformers, listeners, other features) is `NotUnderstood`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.uint64]

# Functions of a word alone. SPACY, whether a space follows, would be none.
LEXICAL_COLUMNS = frozenset({"LOWER", "NORM", "ORTH", "PREFIX", "SHAPE", "SUFFIX"})

# What the state of the parser consists of: next word, first word of the entity, word before.
STATE_WORDS = 3


class NotUnderstood(Exception):
    """The model is not of the one architecture that is known here."""


@dataclass(frozen=True, slots=True)
class WindowLayer:
    """Three words to one: the largest of `pieces` products, normalised, and the middle word added.

    `kernel` is (3 * width, pieces * width), the products of one piece side by side; `bias` is
    (pieces * width,), `scale` and `shift` of the layer norm are (width,).
    """

    kernel: Floats
    bias: Floats
    scale: Floats
    shift: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights, as float32 in row-major order, each kernel as (inputs, outputs).

    `lower` is (3, state, pieces * hidden), one kernel for each of the `STATE_WORDS`; `padding` is
    (3, pieces * hidden), what stands for a word that is not there. `upper` is (hidden, actions).
    """

    columns: tuple[str | int, ...]
    """The attributes of a word that `embed` takes; the last is the key of its vector, if any."""
    embed: Callable[[Ids], Floats]
    """(n, columns) to (n, width): the model's own layers for words without their neighbours."""
    layers: tuple[WindowLayer, ...]
    projection: Floats
    projection_bias: Floats
    lower: Floats
    lower_bias: Floats
    padding: Floats
    upper: Floats
    upper_bias: Floats
    actions: tuple[str, ...]
    """B-ORG, I-ORG, …, O, in the order of `upper`."""


def read_weights(pipeline: Any) -> Weights:
    """The weights of the pipeline's entity recogniser.

    Raises:
        NotUnderstood: this is another architecture, or there is more in the pipeline.
    """
    if list(pipeline.pipe_names) != ["ner"]:
        raise NotUnderstood(f"the pipeline consists of {', '.join(pipeline.pipe_names)}")
    recogniser = pipeline.get_pipe("ner")
    if recogniser.cfg.get("beam_width") != 1 or recogniser.cfg.get("incorrect_spans_key"):
        raise NotUnderstood("it searches with a beam, or knows wrong spans")
    if recogniser.model.ops.device_type != "cpu":
        raise NotUnderstood("it is not on the CPU")
    try:
        return _weights(pipeline, recogniser)
    # Layers, references and parameters that are not there.
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise NotUnderstood(f"{type(error).__name__}: {error}") from error


def _weights(pipeline: Any, recogniser: Any) -> Weights:
    model = recogniser.model
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    _expect(model, "parser_model", 3)
    _expect(lower, "precomputable_affine", 0)
    _expect(upper, "linear", 0)
    if model.attrs["unseen_classes"] or not model.attrs["has_upper"]:
        raise NotUnderstood("it has labels without weights")
    words_to_states = _expect(model.get_ref("tok2vec"), None, 3)
    words_to_vectors, _, linear = words_to_states
    _expect(words_to_states[1], "list2array", 0)
    _expect(linear, "linear", 0)
    columns, embed = _embedding(pipeline, words_to_vectors.get_ref("embed"))
    layers = _window_layers(words_to_vectors.get_ref("encode"))
    words, hidden, pieces, state = lower.get_param("W").shape
    if words != STATE_WORDS or pieces < 2:
        raise NotUnderstood(f"its state is {words} words in {pieces} pieces")
    moves = recogniser.moves
    return Weights(
        columns=columns,
        embed=embed,
        layers=layers,
        projection=_floats(linear.get_param("W").T),
        projection_bias=_floats(linear.get_param("b")),
        lower=_floats(
            lower.get_param("W").transpose(0, 3, 2, 1).reshape(words, state, pieces * hidden)
        ),
        lower_bias=_floats(lower.get_param("b").T.reshape(-1)),
        padding=_floats(lower.get_param("pad")[0].transpose(0, 2, 1).reshape(words, -1)),
        upper=_floats(upper.get_param("W").T),
        upper_bias=_floats(upper.get_param("b")),
        actions=tuple(moves.get_class_name(number) for number in range(moves.n_moves)),
    )


def _embedding(pipeline: Any, model: Any) -> tuple[tuple[str | int, ...], Callable[[Ids], Floats]]:
    if len(model.layers) == 3:
        both, mix, _ = _expect(model, None, 3)
        features, static = _expect(both, None, 2)
        extract, _, hashed = _expect(features, None, 3)
        _expect(static, "static_vectors", 0)
    else:
        extract, _, hashed, mix, _ = _expect(model, None, 5)
        static = None
    _expect(extract, "extract_features", 0)
    columns = tuple(extract.attrs["columns"])
    if not LEXICAL_COLUMNS.issuperset(columns):
        raise NotUnderstood(f"its words have the features {', '.join(map(str, columns))}")
    tables = _expect(_expect(hashed, None, 1)[0], None, len(columns))
    for number, table in enumerate(tables):
        column, table_of_column = _expect(table, None, 2)
        _expect(column, "ints-getitem", 0)
        _expect(table_of_column, "hashembed", 0)
        if column.attrs["index"] != (slice(0, None, None), number):
            raise NotUnderstood("its features stand in another order")
    (maxout,) = _expect(mix, None, 1)
    _expect(maxout, "maxout>>layernorm>>dropout", 2)
    if static is None:
        return columns, lambda ids: _floats(maxout.predict(_hashed(tables, ids)))
    vectors = pipeline.vocab.vectors
    if vectors.mode != "default":
        raise NotUnderstood(f"its vectors are of the kind {vectors.mode}")
    kernel = _floats(static.get_param("W").T)

    def embed(ids: Ids) -> Floats:
        rows = vectors.find(keys=ids[:, -1].tolist())
        known = _floats(vectors.data[rows]) @ kernel
        known[rows < 0] = 0
        return _floats(maxout.predict(np.hstack([_hashed(tables, ids), known])))

    return (*columns, vectors.attr), embed


def _hashed(tables: Sequence[Any], ids: Ids) -> Floats:
    return np.hstack([table.layers[1].predict(ids[:, n]) for n, table in enumerate(tables)])


def _window_layers(model: Any) -> tuple[WindowLayer, ...]:
    (stack,) = _expect(model, None, 1)
    residuals = list(stack.layers)
    if not residuals or not all(
        layer.name.startswith("residual(expand_window>>maxout") for layer in residuals
    ):
        raise NotUnderstood(f"it encodes with {stack.name}")
    if model.attrs["pad"] != len(residuals):
        raise NotUnderstood(f"texts are {model.attrs['pad']} words apart")
    return tuple(_window_layer(layer.layers[0]) for layer in residuals)


def _window_layer(model: Any) -> WindowLayer:
    window, maxout_and_norm = _expect(model, "expand_window>>maxout>>layernorm>>dropout", 2)
    _expect(window, "expand_window", 0)
    maxout, norm = _maxout_and_norm(maxout_and_norm)
    width, pieces, inputs = maxout.get_param("W").shape
    if window.attrs["window_size"] != 1 or inputs != 3 * width or pieces < 2:
        raise NotUnderstood(f"a window of {inputs} numbers gives {width} in {pieces} pieces")
    return WindowLayer(
        kernel=_floats(maxout.get_param("W").transpose(2, 1, 0).reshape(inputs, pieces * width)),
        bias=_floats(maxout.get_param("b").T.reshape(-1)),
        scale=_floats(norm.get_param("G")),
        shift=_floats(norm.get_param("b")),
    )


def _maxout_and_norm(model: Any) -> tuple[Any, Any]:
    normed, _ = _expect(model, "maxout>>layernorm>>dropout", 2)
    maxout, norm = _expect(normed, "maxout>>layernorm", 2)
    _expect(maxout, "maxout", 0)
    _expect(norm, "layernorm", 0)
    return maxout, norm


def _expect(model: Any, name: str | None, layers: int) -> list[Any]:
    """The layers of a model that must have this name and so many of them."""
    if (name is not None and model.name != name) or len(model.layers) != layers:
        raise NotUnderstood(f"{model.name} with {len(model.layers)} layers")
    return list(model.layers)


def _floats(array: Any) -> Floats:
    return np.ascontiguousarray(array, dtype=np.float32)
