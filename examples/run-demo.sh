#!/usr/bin/env bash
# Four Spark applications share one expensive dataset: see README.md. Needs a JDK 17 and nothing else; --local puts the
# dataset on the local file system instead of HDFS, --s3 on S3, where locks are then, too. Leaves no process and no temporary file
# behind.
set -euo pipefail

case "$*" in
    '' | --local | --s3) ;;
    *)
        echo "Usage: $(basename "$0") [--local | --s3]" >&2
        exit 2
        ;;
esac

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build_if_needed
if [[ ${1:-} == --s3 ]]; then resolve_s3proxy; fi
enter_work_directory
in_background demo_java Demo --data "$here/data" --picture "$here/target/timeline.svg" "$@"
