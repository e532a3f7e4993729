#!/usr/bin/env bash
# Builds the Python package, installs its wheel with the real pyspark into a clean virtual environment, and runs its tests there:
# with sessions of their own and a root on HDFS (classic) and, beside them, as clients of a Spark Connect server with one on a
# local disk. Needs what run-notebook.sh needs. Of another Spark, with a wheel that has its jar (.github/bundle makes one):
#
#     examples/run-python.sh <wheel> <version of pyspark> [options of unittest]
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
package=$project/spark-connector/python
pyspark=$(sed -n 's/^pyspark.*==//p' "$here/requirements.txt")
build_if_needed
if [[ $# -ge 2 ]]; then
    wheel=$(realpath "$1") pyspark=$2
else
    build_wheel_if_needed
fi
enter_work_directory

echo "Installing ${wheel##*/} and pyspark $pyspark into a virtual environment that has nothing else"
in_background python3 -m venv "$work/python"
python=$work/python/bin/python
sed "s/^\(pyspark.*==\).*/\1$pyspark/" "$here/requirements.txt" >"$work/requirements.txt"
in_background "$python" -m pip install --quiet --disable-pip-version-check -r "$work/requirements.txt" "$wheel[test]"
use_python
runtime_jar=$("$python" -c 'from turnstile.jars import runtime_jar; print(runtime_jar())')
start_services

export TURNSTILE_REDIS=$redis PYTHONDONTWRITEBYTECODE=1
export IPYTHONDIR=$work/ipython JUPYTER_CONFIG_DIR=$work/jupyter JUPYTER_DATA_DIR=$work/jupyter
ways=()
options=("${@:3}")
begin() { # The name of a way, and the root that all applications of its tests share.
    ways+=("$1")
    TURNSTILE_ROOT=$2 begin_quietly "$1" "$python" -m unittest discover -v -s "$package/tests" -t "$package/tests" \
        "${options[@]}"
}
begin classic "$root"
if [[ $pyspark == 3.* || $pyspark == 4.0.* ]]; then
    echo "Testing the package, classic: of Connect, Spark 3.5 has no server in pyspark, and 4.0 a client that is closed with another"
else
    echo "Testing the package, classic and through Spark Connect, at once"
    mkdir "$work/connect"
    start_connect_server "file://$work/connect" --conf spark.sql.catalog.cache.lock.lease=6s
    TURNSTILE_CONNECT=$connect begin connect "file://$work/connect"
fi
failed=
for each in "${ways[@]}"; do
    if await_quiet "$each"; then
        echo "$each: $(grep '^Ran ' "$work/$each.log")"
    else
        echo "The tests fail, $each" >&2
        failed=yes
    fi
done
[[ -z $failed ]]
