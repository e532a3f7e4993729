#!/usr/bin/env bash
# Runs notebook/route_delays.ipynb from top to bottom, then notebook/shared_cell.ipynb in two kernels at once, on the real
# pyspark, a real Redis and a real HDFS, and then the tests of what Python users see. Needs a JDK 17 and a Python 3.10 with
# venv. The notebooks with their results are left in target/notebook.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed
build_wheel_if_needed
make_python_environment
in_background "$python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"
enter_work_directory
start_services

export TURNSTILE_JAR=$runtime_jar TURNSTILE_ROOT=$root TURNSTILE_REDIS=$redis TURNSTILE_DATA=$here/data
# Jupyter and Spark write to the home directory and the present one; here both are the script's own.
export IPYTHONDIR=$work/ipython JUPYTER_CONFIG_DIR=$work/jupyter JUPYTER_DATA_DIR=$work/jupyter
quietly "$python" -m nbconvert --to notebook --execute --log-level=WARN \
    --output-dir "$here/target/notebook" "$here/notebook/route_delays.ipynb"
echo "The notebook ran from top to bottom; with its results it is in $here/target/notebook"

# Its input is changed.
export TURNSTILE_FLIGHTS=$work/flights
mkdir "$TURNSTILE_FLIGHTS"
cp "$here/data/flights-3m.parquet" "$TURNSTILE_FLIGHTS"
in_background "$python" "$here/python/two_notebooks.py" "$here/notebook/shared_cell.ipynb" "$here/target/notebook"
for said in 'Waiting for auto\.q_' 'travel\.destinations is reused, but .*flights has changed'; do
    if ! grep -q "$said" "$here/target/notebook"/shared_cell-{first,second}.ipynb; then
        echo "Neither of the two notebooks says: $said" >&2
        exit 1
    fi
done
echo "Two notebooks ran the same cells at once; with their results they are shared_cell-first and -second, beside it"

quietly "$python" -m unittest discover -v -s "$here/python" -p test_pyspark.py
grep '^Ran ' "$work/said.log"
in_background "$python" -m unittest discover -s "$here/python" -p test_figures.py
