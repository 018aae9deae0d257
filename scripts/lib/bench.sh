# Builds the benchmarks and finds what they run on. To be sourced, after build.sh; expects $root.

# Prints the benchmarks' own jar; nothing if there is none.
bench_jar() {
  # shellcheck disable=SC2012  # the build made the names
  ls -t "$root"/bench/target/lockstep-bench-[0-9]*.jar 2>/dev/null | head -n 1
}

bench_is_current() {
  local jar
  jar="$(bench_jar)"
  [[ -n $jar && -d $root/bench/target/lib-as-shipped ]] || return 1
  [[ -z $(find "$root"/bench/{pom.xml,src/main} -newer "$jar" -print -quit) ]]
}

# After build_if_stale, whose jar they measure.
build_bench_if_stale() {
  if [[ ${LOCKSTEP_SKIP_BUILD:-} == 1 ]]; then
    [[ -n $(bench_jar) ]] || fail 69 "Cannot start: no bench/target/lockstep-bench-*.jar, and LOCKSTEP_SKIP_BUILD=1 forbids to build it. Run: mvn package -DskipTests"
    return
  fi
  bench_is_current && return
  check_build_tools
  mkdir -p "$root/target"
  (
    if command -v flock >/dev/null; then
      flock 9
    fi
    if ! bench_is_current; then
      echo "Building the benchmarks..." >&2
      run_maven worker-lib,vector-kernels,driver,bench
    fi
  ) 9>"$root/target/build.lock"
}

# Prints the class path: the benchmarks, what only they need, the application, Spark.
bench_class_path() {
  printf '%s\n' "$(bench_jar):$root/bench/target/lib/*:$(application_jar):$(spark_home)/jars/*"
}
