#!/usr/bin/env bash
# Builds the Python package, installs its wheel with the real pyspark into a clean virtual environment, and runs its tests there:
# first with sessions of their own (classic), then as clients of a Spark Connect server. Needs what run-notebook.sh needs.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
package=$project/spark-connector/python
build_if_needed
build_wheel_if_needed
enter_work_directory

echo "Installing ${wheel##*/} and pyspark into a virtual environment that has nothing else"
in_background python3 -m venv "$work/python"
python=$work/python/bin/python
in_background "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt" "$wheel[test]"
use_python
start_services --local
mkdir "$work/classic" "$work/connect"

export TURNSTILE_REDIS=$redis PYTHONDONTWRITEBYTECODE=1
export IPYTHONDIR=$work/ipython JUPYTER_CONFIG_DIR=$work/jupyter JUPYTER_DATA_DIR=$work/jupyter
test_package() {
    echo "Testing the package, $1"
    TURNSTILE_ROOT=file://$work/$1 quietly "$python" -m unittest discover -v -s "$package/tests" -t "$package/tests"
    grep '^Ran ' "$work/said.log"
}
test_package classic
start_connect_server "file://$work/connect" --conf spark.sql.catalog.cache.lock.lease=6s
TURNSTILE_CONNECT=$connect test_package connect
