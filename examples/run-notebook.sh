#!/usr/bin/env bash
# Runs notebook/route_delays.ipynb from top to bottom, on the real pyspark, a real Redis and a real HDFS, and then the tests
# of what Python users see. Needs a JDK 17 and a Python 3.10 with venv. The notebook with its results is left in
# target/notebook.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed
find_runtime_jar
make_python_environment
enter_work_directory
start_services

export TURNSTILE_JAR=$runtime_jar TURNSTILE_ROOT=$root TURNSTILE_REDIS=$redis TURNSTILE_DATA=$here/data
# Jupyter and Spark write to the home directory and the present one; here both are the script's own.
export IPYTHONDIR=$work/ipython JUPYTER_CONFIG_DIR=$work/jupyter JUPYTER_DATA_DIR=$work/jupyter
in_background "$python" -m nbconvert --to notebook --execute --log-level=WARN \
    --output-dir "$here/target/notebook" "$here/notebook/route_delays.ipynb"
echo "The notebook ran from top to bottom; with its results it is in $here/target/notebook"

in_background "$python" -m unittest discover -v -s "$here/python" -p test_pyspark.py
