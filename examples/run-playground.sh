#!/usr/bin/env bash
# A playground: a real Redis, a real HDFS and a JupyterLab with three notebooks, which all share the datasets of one root, until
# Ctrl-C. Open two notebooks beside one another and run the same cells. With --once it runs one of them and ends, to see that all is
# well. Needs what run-notebook.sh needs.
set -euo pipefail

case "$*" in
    '' | --once) ;;
    *)
        echo "Usage: $(basename "$0") [--once]" >&2
        exit 2
        ;;
esac

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed
build_wheel_if_needed
make_environment playground "$here/playground.txt"
python=$here/target/playground/bin/python
in_background "$python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"
use_python
enter_work_directory
start_services

mkdir "$work/notebooks"
cp "$here"/notebook/*.ipynb "$work/notebooks"
cp -r "$here/data" "$work/flights"
export TURNSTILE_ROOT=$root TURNSTILE_REDIS=$redis TURNSTILE_DATA=$work/flights TURNSTILE_FLIGHTS=$work/flights
export IPYTHONDIR=$work/ipython JUPYTER_CONFIG_DIR=$work/jupyter JUPYTER_DATA_DIR=$work/jupyter
export JUPYTER_RUNTIME_DIR=$work/jupyter/runtime JUPYTERLAB_SETTINGS_DIR=$work/jupyter/settings \
    JUPYTERLAB_WORKSPACES_DIR=$work/jupyter/workspaces
# One of its own for whoever starts this; nobody else on the machine may use it.
token=$("$python" -c 'import secrets; print(secrets.token_hex(16))')
"$python" -m jupyterlab --ip=127.0.0.1 --port=0 --no-browser --notebook-dir="$work/notebooks" \
    --IdentityProvider.token="$token" --ServerApp.allow_root=True --LabApp.news_url= \
    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate >"$work/jupyter.log" 2>&1 &
jupyter=$!
started+=("$jupyter")
address=
while [[ -z $address ]]; do
    if ! kill -0 "$jupyter" 2>/dev/null; then
        cat "$work/jupyter.log" >&2
        exit 1
    fi
    sleep 0.2
    address=$(sed -n 's,.*\(http://127.0.0.1:[0-9]*/\)lab?token=.*,\1,p' "$work/jupyter.log" | head -n 1)
done
echo "The datasets of all notebooks are at $root, their locks at $redis."
echo "Open ${address}lab?token=$token"

if [[ ${1:-} == --once ]]; then
    # As a browser would: the server lists the notebooks, and a kernel runs one.
    "$python" - "$address" "$token" <<'END'
import json, sys, urllib.request
address, token = sys.argv[1:]
request = urllib.request.Request(f"{address}api/contents", headers={"Authorization": f"token {token}"})
with urllib.request.urlopen(request, timeout=60) as answer:
    names = sorted(each["name"] for each in json.load(answer)["content"])
if names != ["files.ipynb", "route_delays.ipynb", "shared_cell.ipynb"]:
    sys.exit(f"NOT AS PROMISED: the playground has {names}")
END
    quietly "$python" -m nbconvert --to notebook --execute --log-level=WARN --output-dir "$work" \
        "$work/notebooks/files.ipynb"
    echo "files.ipynb ran from top to bottom"
    exit 0
fi
echo "Ctrl-C ends it, and deletes all that was written"
wait "$jupyter"
