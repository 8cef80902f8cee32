"""Labels by a neural network: ONNX Runtime, and the model that comes with the scanner."""
