"""Writes the .h5 files beside this script and keras-reference.json: models as Keras saves them, and what they predict.

The files are written by h5py 3.7 on HDF5 1.10, the library that Keras itself writes with, in the layout of Keras'
save_model_to_hdf5 (attributes, groups, names and types of each): Keras 2.2 (a bare list of layers), tf.keras 2.15 and Keras 3.
Predictions are PyTorch's, computed from the same arrays with Keras' meanings: images are [height, width, channels], and are
flattened in that order. Features are listed with channels first, as Lockstep has them.

  PYTHONPATH=<where torch, h5py and numpy are> python3 keras_files.py
"""
import json, os
import h5py, numpy as np
import torch, torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
RANDOM = np.random.RandomState(4)


def draw(*shape, scale=.4):
    return (RANDOM.standard_normal(shape) * scale).astype("float32")


def positive(*shape):
    return RANDOM.uniform(.5, 1.5, shape).astype("float32")


# --- what Keras writes ---------------------------------------------------------------------------------------------------

def save_names(group, name, names):
    """As Keras' save_attributes_to_hdf5_group: texts of one length; an empty list is an empty float64 array."""
    group.attrs[name] = [n.encode("utf8") for n in names]


def save(file, config, layers, keras_version, training=None, optimizer=None):
    """layers: (name of the layer, [(name of the weight, array)])."""
    with h5py.File(os.path.join(HERE, file), "w") as f:
        f.attrs["keras_version"] = keras_version
        f.attrs["backend"] = "tensorflow"
        f.attrs["model_config"] = json.dumps(config).encode("utf8")
        if training is not None:
            f.attrs["training_config"] = json.dumps(training).encode("utf8")
        group = f.create_group("model_weights")
        save_names(group, "layer_names", [name for name, _ in layers])
        group.attrs["backend"] = b"tensorflow"
        group.attrs["keras_version"] = keras_version.encode("utf8")
        for name, weights in sorted(layers):
            save_weights(group.create_group(name), weights)
        if not keras_version.startswith("2.2"):
            save_weights(group.create_group("top_level_model_weights"), [])
        if optimizer is not None:
            save_weights(f.create_group("optimizer_weights"), optimizer)


def save_weights(group, weights):
    save_names(group, "weight_names", [name for name, _ in weights])
    for name, value in weights:
        array = group.create_dataset(name, value.shape, dtype=value.dtype)
        if value.shape:
            array[:] = value
        else:
            array[()] = value


POLICY = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}
INITIALIZER = {"module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": None}, "registered_name": None}


def keras3(kind, name, shape=None, calls=None, **settings):
    config = {"name": name, "trainable": True, "dtype": POLICY, **settings}
    if kind == "InputLayer":
        config = {"batch_shape": settings["batch_shape"], "dtype": "float32", "sparse": False, "ragged": False, "name": name}
    layer = {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}
    if shape is not None:
        layer["build_config"] = {"input_shape": shape}
    if calls is not None:
        layer.update(name=name, inbound_nodes=calls)
    return layer


def dense(units, activation, bias=True):
    return dict(units=units, activation=activation, use_bias=bias, kernel_initializer=INITIALIZER, bias_initializer=INITIALIZER,
                kernel_regularizer=None, bias_regularizer=None, kernel_constraint=None, bias_constraint=None)


def conv(filters, kernel, strides, padding, activation, bias=True):
    return dict(filters=filters, kernel_size=kernel, strides=strides, padding=padding, data_format="channels_last",
                dilation_rate=[1, 1], groups=1, activation=activation, use_bias=bias, kernel_initializer=INITIALIZER,
                bias_initializer=INITIALIZER, kernel_regularizer={"class_name": "L2", "config": {"l2": 0.01}},
                bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None)


def pool(size, strides, padding):
    return dict(pool_size=size, padding=padding, strides=strides, data_format="channels_last")


def norm(axis, **more):
    return dict(axis=axis, epsilon=.001, center=True, scale=True, beta_initializer=INITIALIZER, gamma_initializer=INITIALIZER,
                beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, **more)


# --- what the layers mean, on images [n, h, w, c] ------------------------------------------------------------------------

ACTIVATIONS = dict(linear=lambda x: x, relu=F.relu, tanh=torch.tanh, sigmoid=torch.sigmoid, elu=F.elu, selu=F.selu,
                   softplus=F.softplus, softmax=lambda x: F.softmax(x, -1))


def t(array):
    return torch.from_numpy(np.ascontiguousarray(array))


def apply_conv(x, kernel, bias=None, stride=1, pad=0, activation="linear"):
    y = F.conv2d(x.permute(0, 3, 1, 2), t(kernel.transpose(3, 2, 0, 1)), None if bias is None else t(bias), stride, pad)
    return ACTIVATIONS[activation](y.permute(0, 2, 3, 1))


def apply_pool(x, size, stride, pad=0, average=False):
    f = F.avg_pool2d if average else F.max_pool2d
    return f(x.permute(0, 3, 1, 2), size, stride, pad).permute(0, 2, 3, 1)


def apply_batch_norm(x, gamma, beta, mean, variance):
    return (x - t(mean)) / torch.sqrt(t(variance) + .001) * t(gamma) + t(beta)


def apply_layer_norm(x, gamma, beta):
    return F.layer_norm(x, x.shape[-1:], t(gamma), t(beta), .001)


def apply_dense(x, kernel, bias=None, activation="linear"):
    y = x @ t(kernel)
    return ACTIVATIONS[activation](y if bias is None else y + t(bias))


def apply_lstm(x, kernel, recurrent, bias):
    """Keras' gates i, f, c, o; gives all steps."""
    units = recurrent.shape[0]
    h = c = torch.zeros(x.shape[0], units)
    steps = []
    for step in range(x.shape[1]):
        i, f, g, o = (x[:, step] @ t(kernel) + h @ t(recurrent) + t(bias)).split(units, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        steps.append(h)
    return torch.stack(steps, 1)


# --- the models ----------------------------------------------------------------------------------------------------------

def convolutions():
    """Keras 3, Sequential: flattened images behind same and valid windows that are not square."""
    k0, b0 = draw(3, 3, 2, 4), draw(4)
    g, b, m, v = positive(4), draw(4), draw(4), positive(4)
    k1, b1 = draw(2, 3, 4, 3), draw(3)
    k2, b2 = draw(12, 6), draw(6)
    g3, b3 = positive(6), draw(6)
    k4, b4 = draw(6, 3), draw(3)
    x = draw(5, 6, 8, 2, scale=1)
    y = apply_conv(t(x), k0, b0, 1, 1, "tanh")
    y = apply_pool(y, (3, 3), 1, 1)
    y = apply_pool(y, (2, 2), 2, average=True)
    y = apply_batch_norm(y, g, b, m, v)
    y = F.relu(apply_conv(y, k1, b1))
    y = apply_dense(y.reshape(5, -1), k2, b2, "elu")
    y = apply_dense(apply_layer_norm(y, g3, b3), k4, b4, "softmax")
    layers = [
        keras3("InputLayer", "input_layer", batch_shape=[None, 6, 8, 2]),
        keras3("Conv2D", "conv2d", [None, 6, 8, 2], **conv(4, [3, 3], [1, 1], "same", "tanh")),
        keras3("MaxPooling2D", "max_pooling2d", **pool([3, 3], [1, 1], "same")),
        keras3("AveragePooling2D", "average_pooling2d", **pool([2, 2], [2, 2], "valid")),
        keras3("SpatialDropout2D", "spatial_dropout2d", rate=.1, seed=None, data_format="channels_last"),
        keras3("BatchNormalization", "batch_normalization", [None, 3, 4, 4], **norm(-1, momentum=.99, synchronized=False)),
        keras3("Conv2D", "conv2d_1", [None, 3, 4, 4], **conv(3, [2, 3], [1, 1], "valid", "linear")),
        keras3("ReLU", "re_lu", max_value=None, negative_slope=0.0, threshold=0.0),
        keras3("Flatten", "flatten", data_format="channels_last"),
        keras3("Dropout", "dropout", rate=.25, seed=None, noise_shape=None),
        keras3("Dense", "dense", [None, 12], **dense(6, "elu")),
        keras3("LayerNormalization", "layer_normalization", [None, 6], **norm([-1])),
        keras3("Dense", "dense_1", [None, 6], **dense(3, "softmax"))]
    config = {"class_name": "Sequential", "config": {"name": "sequential", "trainable": True, "dtype": POLICY,
                                                    "layers": layers, "build_input_shape": [None, 6, 8, 2]}}
    p = "sequential/"
    weights = [("conv2d", [(p + "conv2d/kernel", k0), (p + "conv2d/bias", b0)]), ("max_pooling2d", []), ("average_pooling2d", []),
               ("spatial_dropout2d", []),
               ("batch_normalization", [(p + "batch_normalization/" + n, a) for n, a in
                                        zip(("gamma", "beta", "moving_mean", "moving_variance"), (g, b, m, v))]),
               ("conv2d_1", [(p + "conv2d_1/kernel", k1), (p + "conv2d_1/bias", b1)]), ("re_lu", []), ("flatten", []), ("dropout", []),
               ("dense", [(p + "dense/kernel", k2), (p + "dense/bias", b2)]),
               ("layer_normalization", [(p + "layer_normalization/gamma", g3), (p + "layer_normalization/beta", b3)]),
               ("dense_1", [(p + "dense_1/kernel", k4), (p + "dense_1/bias", b4)])]
    loss = {"module": "keras.losses", "class_name": "CategoricalCrossentropy", "registered_name": None,
            "config": {"name": "categorical_crossentropy", "reduction": "sum_over_batch_size", "from_logits": False,
                       "label_smoothing": 0.125, "axis": -1}}
    training = {"loss": loss, "loss_weights": None, "metrics": ["accuracy"], "weighted_metrics": None, "run_eagerly": False,
                "steps_per_execution": 1, "jit_compile": False,
                "optimizer_config": {"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": 0.001}}}
    save("keras3-convolutions.h5", config, weights, "3.8.0", training,
         [("adam/iteration", np.array(7)), ("adam/learning_rate", np.float32(.001))])
    return dict(file="keras3-convolutions.h5", shape=[2, 6, 8], outputs=3, features=x.transpose(0, 3, 1, 2), predictions=y)


def functional(file, version):
    """A residual block, a branch with a stride, and concatenation; tf.keras 2 and Keras 3 write it differently."""
    is3 = version[0] == "3"
    rank = "3" if is3 else "2"
    k0, b0 = draw(3, 3, 2, 4), draw(4)
    k1 = draw(3, 3, 4, 4)
    g, b, m, v = positive(4), draw(4), draw(4), positive(4)
    ka, ba = draw(3, 3, 4, 3), draw(3)
    kb, bb = draw(1, 1, 4, 2), draw(2)
    k4, b4 = draw(5, 2), draw(2)
    x = draw(4, 7, 9, 2, scale=1)
    y0 = apply_conv(t(x), k0, b0, 1, 1, "relu")
    y1 = apply_batch_norm(apply_conv(y0, k1, None, 1, 1), g, b, m, v)
    y2 = F.leaky_relu(y0 + y1, .01) if is3 else F.relu(y0 + y1)
    a = apply_conv(y2, ka, ba, 2, 1, "selu")
    c = apply_conv(y2, kb, bb, 2, 0, "softplus")
    both = torch.cat([a, c], 3)
    y = apply_dense(both.amax((1, 2)) if is3 else both.mean((1, 2)), k4, b4)

    def reading(*names, **keywords):
        if is3:
            tensors = [{"class_name": "__keras_tensor__", "config": {"shape": [None], "dtype": "float32", "keras_history": [n, 0, 0]}}
                       for n in names]
            return [{"args": [tensors] if len(names) > 1 else tensors, "kwargs": keywords}]
        return [[[n, 0, 0, {}] for n in names]]

    def layer(kind, name, calls, **settings):
        if is3:
            return keras3(kind, name, None, calls, **settings)
        return {"class_name": kind, "config": {"name": name, "trainable": True, "dtype": "float32", **settings}, "name": name,
                "inbound_nodes": calls}

    start = "batch_shape" if is3 else "batch_input_shape"
    axis = {"axis": -1} if is3 else {"axis": [3]}
    layers = [
        layer("InputLayer", "images", [], **{start: [None, 7, 9, 2]}),
        layer("Conv2D", "stem", reading("images"), **conv(4, [3, 3], [1, 1], "same", "relu")),
        layer("Conv2D", "body", reading("stem"), **conv(4, [3, 3], [1, 1], "same", "linear", False)),
        layer("BatchNormalization", "bn", reading("body", mask=None), **{**norm(-1, momentum=.9), **axis}),
        layer("Add", "sum", reading("stem", "bn")),
        layer("LeakyReLU", "act", reading("sum"), negative_slope=.01) if is3 else
        layer("Activation", "act", reading("sum"), activation="relu"),
        layer("Conv2D", "wide", reading("act"), **conv(3, [3, 3], [2, 2], "same", "selu")),
        layer("Conv2D", "narrow", reading("act"), **conv(2, [1, 1], [2, 2], "same", "softplus")),
        layer("Concatenate", "both", reading("wide", "narrow"), axis=-1),
        layer("Dropout", "drop", reading("both", training=False), rate=.5, seed=None, noise_shape=None),
        layer("GlobalMaxPooling2D" if is3 else "GlobalAveragePooling2D", "mean", reading("drop"), data_format="channels_last",
              keepdims=False),
        layer("Dense", "value", reading("mean"), **dense(2, {"module": "builtins", "class_name": "function", "config": "linear",
                                                             "registered_name": "function"} if not is3 else "linear"))]
    ends = dict(input_layers=["images", 0, 0], output_layers=["value", 0, 0]) if is3 else \
        dict(input_layers=[["images", 0, 0]], output_layers=[["value", 0, 0]])
    config = {"class_name": "Functional", "config": {"name": "model", "trainable": True, "layers": layers, **ends}}
    end = "" if is3 else ":0"
    weights = [("images", []), ("stem", [("stem/kernel" + end, k0), ("stem/bias" + end, b0)]), ("body", [("body/kernel" + end, k1)]),
               ("bn", [("bn/" + n + end, a) for n, a in zip(("gamma", "beta", "moving_mean", "moving_variance"), (g, b, m, v))]),
               ("sum", []), ("act", []), ("wide", [("wide/kernel" + end, ka), ("wide/bias" + end, ba)]),
               ("narrow", [("narrow/kernel" + end, kb), ("narrow/bias" + end, bb)]), ("both", []), ("drop", []), ("mean", []),
               ("value", [("value/kernel" + end, k4), ("value/bias" + end, b4)])]
    save(file, config, weights, version, {"loss": "mse", "metrics": None, "loss_weights": None})
    return dict(file=file, shape=[2, 7, 9], outputs=2, features=x.transpose(0, 3, 1, 2), predictions=y)


def sequences():
    """tf.keras 2: an embedding and two LSTMs; not compiled."""
    e = draw(11, 5, scale=1)
    k0, r0, b0 = draw(5, 24), draw(6, 24), draw(24)
    k1, r1, b1 = draw(6, 16), draw(4, 16), draw(16)
    k2, b2 = draw(4, 3), draw(3)
    ids = RANDOM.randint(0, 11, (5, 7))
    y = apply_lstm(t(e[ids]), k0, r0, b0)
    y = apply_lstm(y, k1, r1, b1)[:, -1]
    y = apply_dense(y, k2, b2, "softmax")

    def lstm(name, units, all_steps):
        return {"class_name": "LSTM", "config": {
            "name": name, "trainable": True, "dtype": "float32", "return_sequences": all_steps, "return_state": False,
            "go_backwards": False, "stateful": False, "unroll": False, "time_major": False, "units": units, "activation": "tanh",
            "recurrent_activation": "sigmoid", "use_bias": True, "unit_forget_bias": True, "kernel_constraint": None,
            "recurrent_constraint": None, "bias_constraint": None, "dropout": 0.0, "recurrent_dropout": 0.0, "implementation": 2}}

    layers = [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 7], "dtype": "float32", "sparse": False, "ragged": False,
                                                "name": "embedding_input"}},
        {"class_name": "Embedding", "config": {"name": "embedding", "trainable": True, "batch_input_shape": [None, 7], "dtype": "float32",
                                               "input_dim": 11, "output_dim": 5, "embeddings_constraint": None, "mask_zero": False,
                                               "input_length": 7}},
        lstm("lstm", 6, True), lstm("lstm_1", 4, False),
        {"class_name": "Dense", "config": {"name": "dense", "trainable": True, "dtype": "float32", **dense(3, "softmax")}}]
    config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": layers}}
    weights = [("embedding", [("embedding/embeddings:0", e)])] + \
              [(n, [(n + "/lstm_cell/kernel:0", k), (n + "/lstm_cell/recurrent_kernel:0", r), (n + "/lstm_cell/bias:0", b)])
               for n, k, r, b in (("lstm", k0, r0, b0), ("lstm_1", k1, r1, b1))] + \
              [("dense", [("dense/kernel:0", k2), ("dense/bias:0", b2)])]
    save("keras2-sequences.h5", config, weights, "2.15.0")
    return dict(file="keras2-sequences.h5", shape=[7], vocabulary=11, outputs=3, features=ids.astype("float32"), predictions=y)


def logits():
    """Keras 2.2: a bare list of layers, weights in float64, an activation of its own at the end."""
    k0, b0 = draw(64, 16).astype("float64"), draw(16).astype("float64")
    k1, b1 = draw(16, 10).astype("float64"), draw(10).astype("float64")
    x = draw(4, 64, scale=1)
    y = apply_dense(t(x), k0.astype("float32"), b0.astype("float32"), "relu")
    y = apply_dense(y, k1.astype("float32"), b1.astype("float32"), "softmax")
    config = {"class_name": "Sequential", "config": [
        {"class_name": "Dense", "config": {"name": "dense_1", "trainable": True, "batch_input_shape": [None, 64], "dtype": "float32",
                                           **dense(16, "relu")}},
        {"class_name": "Dropout", "config": {"name": "dropout_1", "trainable": True, "rate": 0.5, "noise_shape": None, "seed": None}},
        {"class_name": "Dense", "config": {"name": "dense_2", "trainable": True, **dense(10, "linear")}},
        {"class_name": "Activation", "config": {"name": "activation_1", "trainable": True, "activation": "softmax"}}]}
    weights = [("dense_1", [("dense_1/kernel:0", k0), ("dense_1/bias:0", b0)]), ("dropout_1", []),
               ("dense_2", [("dense_2/kernel:0", k1), ("dense_2/bias:0", b1)]), ("activation_1", [])]
    save("keras2-digits.h5", config, weights, "2.2.2", {"loss": "sparse_categorical_crossentropy", "metrics": ["acc"],
                                                        "sample_weight_mode": None, "loss_weights": None})
    return dict(file="keras2-digits.h5", shape=[64], outputs=10, features=x, predictions=y)


def numbers(array):
    return [float("%.8g" % value) for value in np.asarray(array).reshape(-1)]


if __name__ == "__main__":
    models = [convolutions(), functional("keras2-functional.h5", "2.15.0"), functional("keras3-functional.h5", "3.8.0"), sequences(),
              logits()]
    for model in models:
        model.update(features=numbers(model["features"]), predictions=numbers(model["predictions"]))
    with open(os.path.join(HERE, "keras-reference.json"), "w") as out:
        json.dump(dict(torch=torch.__version__, h5py=h5py.__version__, models=models), out, indent=1)
        out.write("\n")
