# Builds what is missing or older than its sources. To be sourced, after prerequisites.sh; expects $root.

assembled_spark="$root/spark-home/target/spark"

# Prints the application jar; nothing if there is none.
application_jar() {
  # shellcheck disable=SC2012  # the build made the names
  ls -t "$root"/driver/target/lockstep-[0-9]*.jar 2>/dev/null | head -n 1
}

# Whether the application and, without a $SPARK_HOME, the Spark to run it on are there and newer than their sources.
is_current() {
  local jar
  jar="$(application_jar)"
  [[ -n $jar ]] || return 1
  [[ -n ${SPARK_HOME:-} || -f $assembled_spark/RELEASE ]] || return 1
  [[ -z $(find "$root/pom.xml" "$root"/{spark-home,worker-lib,vector-kernels,driver}/pom.xml "$root/spark-home/src" \
    "$root"/{worker-lib,vector-kernels,driver}/src/main "$root/driver/src/build" -newer "$jar" -print -quit) ]]
}

# run_maven MODULES; its output goes to a file, of which the errors are shown if it fails.
run_maven() {
  local log="$root/target/build.log" modules="$1"
  if [[ -z ${SPARK_HOME:-} ]]; then
    modules=spark-home,$modules
  fi
  if ! (cd "$root" && mvn -DskipTests -pl "$modules" package) >"$log" 2>&1 </dev/null; then
    grep -E '^\[ERROR\]' "$log" | head -n 20 >&2
    fail 70 "Cannot build Lockstep: Maven failed, see $log"
  fi
}

# LOCKSTEP_SKIP_BUILD=1 takes what is there, for callers that have built just now.
build_if_stale() {
  if [[ ${LOCKSTEP_SKIP_BUILD:-} == 1 ]]; then
    [[ -n $(application_jar) ]] || fail 69 "Cannot start: no driver/target/lockstep-*.jar, and LOCKSTEP_SKIP_BUILD=1 forbids to build it. Run: mvn package -DskipTests"
    return
  fi
  is_current && return
  check_build_tools
  mkdir -p "$root/target"
  (
    # Two runs at once build once: the second one waits here, and finds it done.
    if command -v flock >/dev/null; then
      flock 9
    fi
    if ! is_current; then
      echo "Building Lockstep (first time: several minutes)..." >&2
      run_maven worker-lib,vector-kernels,driver
    fi
  ) 9>"$root/target/build.lock"
}

# Prints the Spark to use.
spark_home() {
  printf '%s\n' "${SPARK_HOME:-$assembled_spark}"
}
