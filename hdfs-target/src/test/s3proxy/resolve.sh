#!/bin/sh
# Prints the class path of s3proxy, which Maven resolves when it is first needed, or pom.xml beside this has become another.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../../.." && pwd)
kept=$project/hdfs-target/target/s3proxy.classpath

resolve() {
    "$project/mvnw" --quiet "$1" --file "$here/pom.xml" dependency:build-classpath -Dmdep.outputFile="$resolved" >&2
}
if [ -n "$(find "$here/pom.xml" -newer "$kept" 2>&1)" ]; then
    mkdir -p "${kept%/*}"
    resolved=$(mktemp "$kept.XXXXXX")
    trap 'rm -f "$resolved"' EXIT
    if ! resolve --offline 2>/dev/null; then
        echo "Downloading s3proxy, an S3 server (the first time, some 60 MB)" >&2
        resolve --batch-mode
    fi
    mv "$resolved" "$kept"
fi
cat "$kept"
