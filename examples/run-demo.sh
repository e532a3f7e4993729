#!/usr/bin/env bash
# Four Spark applications share one expensive dataset: see README.md. Needs a JDK 17 and nothing else; --local puts the
# dataset on the local file system instead of HDFS. Leaves no process and no temporary file behind.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$here")

case "$*" in
    '' | --local) ;;
    *)
        echo "Usage: $(basename "$0") [--local]" >&2
        exit 2
        ;;
esac

if [[ -n ${JAVA_HOME:-} ]]; then java=$JAVA_HOME/bin/java; else java=java; fi
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
if [[ -z $version || $version -lt 17 ]]; then
    echo "The demo needs a JDK 17 or later, in JAVA_HOME or on the PATH. '$java' is ${version:+Java }${version:-not there}." >&2
    exit 2
fi

demo=
work=

# Runs however the script ends. The demo stops what it has started when it is told to end. If it was itself killed the hard
# way, its JVMs end because their input does, but redis-server would stay.
clean_up() {
    trap '' INT TERM HUP
    if [[ -n $demo ]] && kill -TERM "$demo" 2>/dev/null; then
        wait "$demo" || true
    fi
    if [[ -n $work ]]; then
        if [[ -f $work/redis.pid ]] && ps -p "$(<"$work/redis.pid")" -o args= 2>/dev/null | grep -q redis-server; then
            kill -KILL "$(<"$work/redis.pid")" 2>/dev/null || true
        fi
        rm -rf "$work"
    fi
}
trap clean_up EXIT
stop() {
    echo "Stopping"
    exit "$1"
}
trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 143' TERM

# In the background and waited for, as only then a signal is dealt with at once.
in_background() {
    "$@" &
    demo=$!
    local status=0
    wait "$demo" || status=$?
    demo=
    return "$status"
}

classpath=$here/target/classpath.txt
built() {
    [[ -f $classpath && -d $here/target/classes ]] &&
        compgen -G "$project/hdfs-target/target/hdfs-target-*.jar" >/dev/null &&
        compgen -G "$project/spark-connector/target/spark-connector-*.jar" >/dev/null &&
        [[ -z $(find "$project"/pom.xml "$project"/*/pom.xml "$project"/*/src -newer "$classpath" -print -quit) ]]
}
if ! built; then
    echo "Building Turnstile (the first time, Maven also downloads Spark and Hadoop: some 400 MB)"
    cd "$project"
    in_background ./mvnw -q -Dchecks.skip -DskipTests package
    touch "$classpath"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/turnstile-demo.XXXXXX")
mkdir "$work/tmp"
cd "$work"
in_background "$java" -Xmx256m -XX:+UseSerialGC -XX:-UsePerfData -Djava.io.tmpdir="$work/tmp" \
    -cp "$here/target/classes:$(<"$classpath")" io.turnstile.examples.demo.Demo \
    --work "$work" --data "$here/data" "$@"
