"""Makes a process ready to import Rasa: no calls out, no noise on the terminal."""

from __future__ import annotations

import os
import warnings

_ENVIRONMENT = {
    # Rasa reports to its makers at import unless it is told not to.
    "RASA_TELEMETRY_ENABLED": "false",
    # TensorFlow comes with Rasa and is not used; it greets with pages of notes.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "",
    # A message is one row of numbers: a second thread has nothing to do with it, and
    # spends a core on waiting for the next one.
    "OMP_NUM_THREADS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def prepare_for_rasa() -> None:
    """Call this before the first import of Rasa."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"rasa\.")
