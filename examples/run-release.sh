#!/usr/bin/env bash
# Builds what a release publishes twice, in two places, and compares the two; signs it with a key made for that; publishes it to a
# directory, and has the spark-submit of the real pyspark package fetch it from there by its coordinates. Then holds the next version's
# interfaces against it. With a directory as its argument, the root that was written goes there, to be kept with the tests.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
make_python_environment
enter_work_directory

version=$(sed -n 's,.*<revision>\(.*\)-SNAPSHOT</revision>.*,\1,p' "$project/pom.xml")
repository=$work/repository
for place in first second; do
    mkdir "$work/$place"
    tar -C "$project" --exclude=target --exclude=.git -cf - . | tar -C "$work/$place" -xf -
done

maven() {
    (cd "$work/$1" && exec ./mvnw -q -Drevision="$version" -DskipTests -DskipITs -Dchecks.skip -Dmaven.install.skip "${@:2}")
}

signing=(-Dgpg.skip)
if command -v gpg >/dev/null; then
    export GNUPGHOME=$work/gnupg
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-generate-key 'Nobody <nobody@example.org>' ed25519 sign never 2>/dev/null
    MAVEN_GPG_KEY=$(gpg --batch --armor --export-secret-keys)
    export MAVEN_GPG_KEY
    signing=()
fi
echo "Building and publishing $version to a directory"
in_background maven first -Prelease deploy "${signing[@]}" -DaltDeploymentRepository="local::file://$repository"
echo "Building it again, elsewhere"
in_background maven second -Prelease -Dgpg.skip package

published=$repository/io/turnstile
runtime=turnstile-spark-runtime-4.2_2.13
for kind in .pom .jar -sources.jar -javadoc.jar -cyclonedx.json; do
    for artifact in hdfs-target "$runtime"; do
        file=$published/$artifact/$version/$artifact-$version$kind
        if [[ ! -f $file ]]; then
            echo "NOT AS PROMISED: $file is not published." >&2
            exit 1
        fi
        if [[ -n ${signing[*]} ]]; then continue; fi
        gpg --batch --quiet --verify "$file.asc" "$file" 2>/dev/null
    done
done
same() {
    if ! cmp "$published/$1/$version/$2" "$work/second/$3/$2"; then
        echo "NOT AS PROMISED: $2 differs when it is built again." >&2
        exit 1
    fi
}
same hdfs-target "hdfs-target-$version.jar" hdfs-target/target
same hdfs-target "hdfs-target-$version-sources.jar" hdfs-target/target
same "$runtime" "$runtime-$version.jar" spark-connector/target
cmp "$published/$runtime/$version/$runtime-$version-sources.jar" \
    "$work/second/spark-connector/target/spark-connector-$version-sources.jar"
echo "Both are the same, byte for byte${GNUPGHOME:+, and the signatures are right}"

mkdir "$work/cache"
configure_spark <<END
spark.jars.repositories            file://$repository
spark.jars.packages                io.turnstile:$runtime:$version
spark.jars.ivy                     $work/ivy
spark.sql.extensions               io.turnstile.spark.TurnstileExtensions
spark.plugins                      io.turnstile.spark.TurnstilePlugin
spark.sql.catalog.cache.root       file://$work/cache
END
if ! "$spark_home/bin/spark-sql" -f "$here/release/datasets.sql" >"$work/sql.out" 2>"$work/sql.log" ||
    [[ $(wc -l <"$work/sql.out") -lt 7 ]]; then
    cat "$work/sql.log" "$work/sql.out" >&2
    exit 1
fi
if "$spark_home/bin/spark-sql" -e "CREATE TABLE cache.travel.failed AS SELECT raise_error('no such route') AS id" \
    >"$work/sql.out" 2>"$work/sql.log"; then
    echo "NOT AS PROMISED: what cannot be computed was." >&2
    exit 1
fi
echo "spark-submit fetched io.turnstile:$runtime:$version by its coordinates, and wrote datasets"
if [[ -n ${1:-} ]]; then cp -r "$work/cache" "$1"; fi

cat >"$work/settings.xml" <<END
<settings>
  <profiles>
    <profile>
      <id>published</id>
      <activation><activeByDefault>true</activeByDefault></activation>
      <repositories><repository><id>published</id><url>file://$repository</url></repository></repositories>
    </profile>
  </profiles>
</settings>
END
next() {
    maven second -gs "$work/settings.xml" -Dapi.baseline="$version" \
        -pl hdfs-target,spark-connector verify
}
in_background next
sed -i 's/public Optional<Holder> unlock/Optional<Holder> unlock/' \
    "$work/second/spark-connector/src/main/java/io/turnstile/spark/Turnstile.java"
if in_background next >"$work/api.log" 2>&1 || ! grep -q METHOD_LESS_ACCESSIBLE "$work/api.log"; then
    cat "$work/api.log" >&2
    echo "NOT AS PROMISED: that a method is no longer public goes unnoticed." >&2
    exit 1
fi
echo "The next version's interfaces are held against it, and a method that is no longer public is found"
