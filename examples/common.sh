# What the scripts beside this one share; they source it. It finds a JDK, builds what is missing, and gives each a work
# directory that is gone, like every process that was started here, when the script ends.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$here")
classpath=$here/target/classpath.txt
work=
current=
started=()

if [[ -n ${JAVA_HOME:-} ]]; then java=$JAVA_HOME/bin/java; else java=java; fi
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
if [[ -z $version || $version -lt 17 ]]; then
    echo "This needs a JDK 17 or later, in JAVA_HOME or on the PATH. '$java' is ${version:+Java }${version:-not there}." >&2
    exit 2
fi

# Runs however the script ends. What was started stops what it has itself started when it is told to end. If it was killed
# the hard way, its JVMs end because their input does, but redis-server would stay.
clean_up() {
    trap '' INT TERM HUP
    end "$current"
    local i
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        end "${started[i]}"
    done
    if [[ -n $work ]]; then
        if [[ -f $work/redis.pid ]] && ps -p "$(<"$work/redis.pid")" -o args= 2>/dev/null | grep -q redis-server; then
            kill -KILL "$(<"$work/redis.pid")" 2>/dev/null || true
        fi
        rm -rf "$work"
    fi
}
end() {
    # One that has ended is none of ours any more: its number may be another's.
    if [[ -n $1 ]] && grep -qx "$1" <<<"$(jobs -rp)"; then
        kill -TERM "$1" 2>/dev/null || true
        wait "$1" 2>/dev/null || true
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

# Runs a command in the background and waits for it, as only then a signal is dealt with at once.
in_background() {
    "$@" &
    current=$!
    local status=0
    wait "$current" || status=$?
    current=
    return "$status"
}

# The same, of which what the command prints is shown only if it fails.
quietly() {
    begin_quietly said "$@"
    await_quiet said
}

# Starts a command that says what it has to say in a log of the given name: kernels of notebooks and their JVMs, which are ended in
# the midst of what they do, say a lot. A command that hangs fails, too, and is told to say where (Python does with faulthandler).
begin_quietly() {
    PYTHONFAULTHANDLER=1 timeout --signal=ABRT --kill-after=10s 25m "${@:2}" >"$work/$1.log" 2>&1 &
    started+=("$!")
    printf '%s' "$!" >"$work/$1.pid"
}
# Waits for the one of that name, and shows its log if it failed.
await_quiet() {
    local status=0
    wait "$(<"$work/$1.pid")" || status=$?
    if [[ $status != 0 ]]; then cat "$work/$1.log" >&2; fi
    return "$status"
}

built() {
    [[ -f $1 && -d ${1%/*}/classes ]] &&
        compgen -G "$project/hdfs-target/target/hdfs-target-*.jar" >/dev/null &&
        compgen -G "$project/spark-connector/target/spark-connector-*.jar" >/dev/null &&
        [[ -z $(find "$project"/pom.xml "$project"/*/pom.xml "$project"/*/src -newer "$1" -print -quit) ]]
}

# Takes the name of a profile, or nothing.
build_if_needed() {
    local stamp=$here/target/${1:+$1/}classpath.txt
    if ! built "$stamp"; then
        echo "Building Turnstile (the first time, Maven also downloads Spark and Hadoop: some 400 MB)"
        cd "$project"
        in_background ./mvnw -q ${1:+"-P$1"} -Dchecks.skip -DskipTests -DskipITs package
        touch "$stamp"
    fi
}

# Sees to the class path of the S3 server that is started with --s3, which the build does not download.
resolve_s3proxy() {
    in_background "$project/hdfs-target/src/test/s3proxy/resolve.sh" >/dev/null
}

# Makes the directory for everything that is written, and goes there.
enter_work_directory() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/turnstile-demo.XXXXXX")
    mkdir "$work/tmp"
    cd "$work"
}

# The JVM that runs the demo, or the services for the other scripts; takes the main class and its arguments.
demo_java() {
    exec "$java" -Xmx256m -XX:+UseSerialGC -XX:-UsePerfData -Djava.io.tmpdir="$work/tmp" \
        -cp "$here/target/classes:$(<"$classpath")" "io.turnstile.examples.demo.$1" --work "$work" "${@:2}"
}

# Starts a real Redis and, unless told --local, a real HDFS; told --s3, a real S3 server alone. Sets root, and redis or s3 to an
# address, and ends them when the script does.
start_services() {
    local server
    mkfifo "$work/services.in" "$work/services.out"
    demo_java Services "$@" <"$work/services.in" >"$work/services.out" 2>"$work/services.log" &
    started+=("$!")
    exec 7>"$work/services.in"
    if ! { read -r root && read -r server; } <"$work/services.out"; then
        cat "$work/services.log" >&2
        return 1
    fi
    if [[ ${1:-} == --s3 ]]; then s3=$server; else redis=$server; fi
}

require_python() {
    if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
        echo "This needs Python 3.10 or later, as python3 on the PATH." >&2
        exit 2
    fi
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
        echo "This needs Python's venv module, which $(python3 --version) here lacks; on Debian and Ubuntu it is in" \
            "the package python3-venv." >&2
        exit 2
    fi
}

# Makes a virtual environment of the given name with what a file of requirements names, unless it is there.
make_environment() {
    local environment=$here/target/$1 requirements=$2
    if cmp -s "$requirements" "$environment/requirements.txt"; then return; fi
    require_python
    echo "Installing what ${requirements#"$project/"} names into ${environment#"$project/"} (the first time, some 500 MB)"
    in_background python3 -m venv --clear "$environment"
    in_background "$environment/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$environment/requirements.txt"
}

# Sees to an environment with the real pyspark and what else requirements.txt names, and sets python to its interpreter.
make_python_environment() {
    make_environment python "$here/requirements.txt"
    python=$here/target/python/bin/python
    use_python
}

# What a script needs that runs Turnstile's jar on the real pyspark.
prepare_pyspark() {
    build_if_needed
    find_runtime_jar
    make_python_environment
    enter_work_directory
}

# Has Spark use the interpreter that python names, and the Spark that it brings.
use_python() {
    # What the machine has set up for another Spark does not count here.
    unset SPARK_HOME SPARK_CONF_DIR HADOOP_CONF_DIR PYSPARK_SUBMIT_ARGS PYSPARK_DRIVER_PYTHON PYTHONPATH
    if [[ -n ${JAVA_HOME:-} ]]; then export JAVA_HOME; fi
    export PYSPARK_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1
    spark_home=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
}

# Has Spark read its configuration from a directory of the script's own: a catalog called cache, and the lines of standard input.
configure_spark() {
    export SPARK_CONF_DIR=$work/conf
    mkdir "$SPARK_CONF_DIR"
    cat >"$SPARK_CONF_DIR/spark-defaults.conf" <<END
spark.sql.catalog.cache            io.turnstile.spark.TurnstileCatalog
spark.sql.catalogImplementation    in-memory
spark.sql.shuffle.partitions       2
spark.driver.host                  127.0.0.1
spark.driver.bindAddress           127.0.0.1
spark.driver.memory                1g
spark.ui.enabled                   false
spark.local.dir                    $work/tmp
END
    cat >>"$SPARK_CONF_DIR/spark-defaults.conf"
}

# The jar that spark-submit gets by --jars, for the Spark of requirements.txt.
find_runtime_jar() {
    local jars=("$project"/spark-connector/target/turnstile-spark-runtime-4.2_2.13-*.jar)
    runtime_jar=${jars[0]}
    if [[ ! -f $runtime_jar ]]; then
        echo "There is no $runtime_jar; build it with ./mvnw package -DskipTests" >&2
        exit 2
    fi
}

# Builds the Python package's wheel unless it is there, and sets wheel to its path.
build_wheel_if_needed() {
    require_python
    local package=$project/spark-connector/python dist=$project/spark-connector/target/python/dist
    find_runtime_jar
    wheel=$(compgen -G "$dist/turnstile_spark-*.whl" || true)
    if [[ -z $wheel || $runtime_jar -nt $wheel || -n $(find "$package" -path "$package/tests" -prune -o -newer "$wheel" -type f -print -quit) ]]; then
        echo "Building the wheel of the Python package"
        cd "$project"
        in_background ./mvnw -q -Ppython -Dchecks.skip -DskipTests -DskipITs -pl hdfs-target,spark-connector package
        # The jar is another one now, of the same sources.
        touch "$classpath"
        wheel=$(compgen -G "$dist/turnstile_spark-*.whl")
    fi
}

# Starts a Spark Connect server of that Spark with the runtime jar and a catalog over the root that is given, and perhaps more
# options of spark-submit; sets connect to its address and log to its log.
start_connect_server() {
    log=$work/server.log
    "$spark_home/bin/spark-submit" --master 'local[2]' --jars "$runtime_jar" \
        --conf spark.sql.extensions=io.turnstile.spark.TurnstileExtensions \
        --conf spark.sql.catalog.cache=io.turnstile.spark.TurnstileCatalog \
        --conf spark.sql.catalog.cache.root="$1" \
        --conf spark.sql.catalog.cache.redis="$redis" \
        --conf spark.connect.grpc.binding.address=127.0.0.1 --conf spark.connect.grpc.binding.port=0 \
        --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 --conf spark.driver.memory=1g \
        --conf spark.sql.connect.serverStacktrace.enabled=false \
        --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 --conf spark.local.dir="$work/tmp" \
        "${@:2}" --class org.apache.spark.sql.connect.service.SparkConnectServer >"$log" 2>&1 &
    local server=$! port=
    started+=("$server")
    while [[ -z $port ]]; do
        if ! kill -0 "$server" 2>/dev/null; then
            cat "$log" >&2
            exit 1
        fi
        sleep 0.2
        port=$(sed -n 's/.*Spark Connect server started at: .*:\([0-9]*\)$/\1/p' "$log")
    done
    connect=sc://127.0.0.1:$port
    echo "The Spark Connect server listens at $connect"
}
