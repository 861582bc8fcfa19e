"""Tests and benchmarks."""

import os

# As the rooms’ child processes do: two threads of BLAS make small products slower, and their CPU
# time says nothing. numpy reads these once, when it is imported.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"
