#!/usr/bin/env bash
# Builds the Python package, installs its wheel with the real pyspark into a clean virtual environment, and runs its tests there:
# with sessions of their own (classic) and, beside them, as clients of a Spark Connect server. Needs what run-notebook.sh needs.
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
begin() {
    TURNSTILE_ROOT=file://$work/$1 begin_quietly "$1" "$python" -m unittest discover -v -s "$package/tests" -t "$package/tests"
}
echo "Testing the package, classic and through Spark Connect, at once"
begin classic
start_connect_server "file://$work/connect" --conf spark.sql.catalog.cache.lock.lease=6s
TURNSTILE_CONNECT=$connect begin connect
failed=
for each in classic connect; do
    if await_quiet "$each"; then
        echo "$each: $(grep '^Ran ' "$work/$each.log")"
    else
        echo "The tests fail, $each" >&2
        failed=yes
    fi
done
[[ -z $failed ]]
