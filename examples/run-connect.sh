#!/usr/bin/env bash
# Starts the Spark Connect server of the real pyspark package with Turnstile's jar, and lets thin Python clients, which have
# no jar and no JVM, compute once, read, be refused and rerun. Needs what run-notebook.sh needs.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare_pyspark
start_services --local

start_connect_server "$root"
export TURNSTILE_CONNECT=$connect TURNSTILE_SERVER_LOG=$log
export TURNSTILE_JAR=$runtime_jar TURNSTILE_ROOT=$root TURNSTILE_REDIS=$redis
in_background "$python" -m unittest discover -v -s "$here/python" -p test_connect.py
