#!/usr/bin/env bash
# Four Spark applications share one expensive dataset: see README.md. Needs a JDK 17 and nothing else; --local puts the
# dataset on the local file system instead of HDFS. Leaves no process and no temporary file behind.
set -euo pipefail

case "$*" in
    '' | --local) ;;
    *)
        echo "Usage: $(basename "$0") [--local]" >&2
        exit 2
        ;;
esac

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed
enter_work_directory
in_background demo_java Demo --data "$here/data" --picture "$here/target/timeline.svg" "$@"
