# Tells Spark's options from the application's, and adds what Lockstep needs. To be sourced, after prerequisites.sh;
# expects $root and $spark. Fills the arrays spark_options (for spark-submit) and application_arguments.

spark_options=()
application_arguments=()

# Those of spark-submit's options that take a value and make sense for Lockstep.
takes_value() {
  case $1 in
    --master | --deploy-mode | --conf | --properties-file | --name) ;;
    --jars | --packages | --exclude-packages | --repositories | --files | --archives) ;;
    --driver-memory | --driver-cores | --driver-java-options | --driver-library-path | --driver-class-path) ;;
    --executor-memory | --executor-cores | --num-executors | --total-executor-cores) ;;
    --queue | --principal | --keytab | --proxy-user) ;;
    *) return 1 ;;
  esac
}

# What is not Spark's goes to the application unchanged and in order; so does all that follows "--".
split_arguments() {
  while (($# > 0)); do
    if [[ $1 == -- ]]; then
      application_arguments+=("$@")
      return
    elif takes_value "$1"; then
      (($# > 1)) || fail 64 "Invalid $1 (a value must follow): nothing"
      spark_options+=("$1" "$2")
      shift 2
    elif [[ $1 == --*=* ]] && takes_value "${1%%=*}"; then
      spark_options+=("${1%%=*}" "${1#*=}")
      shift
    elif [[ $1 == --supervise ]]; then
      spark_options+=("$1")
      shift
    else
      application_arguments+=("$1")
      shift
    fi
  done
}

# option_value NAME: the last value given for an option of spark-submit.
option_value() {
  local i found=1
  for ((i = 0; i < ${#spark_options[@]}; i++)); do
    if [[ ${spark_options[i]} == "$1" ]]; then
      value="${spark_options[i + 1]}"
      found=0
    fi
  done
  ((found == 0)) && printf '%s\n' "$value"
}

# file_setting KEY FILE: a setting of a file in the form of spark-defaults.conf.
file_setting() {
  [[ -r $2 ]] && awk -v key="$1" '
    /^[[:space:]]*[#!]/ { next }
    {
      sub(/^[[:space:]]+/, ""); sub(/[[:space:]]+$/, "")
      name = $0; sub(/[[:space:]=:].*$/, "", name)
      if (name == key) { value = substr($0, length(name) + 1); sub(/^[[:space:]]*[=:]?[[:space:]]*/, "", value); found = 1 }
    }
    END { if (found) print value; else exit 1 }' "$2"
}

# setting KEY: what the user has set, by --conf or in the file that spark-submit will read.
setting() {
  local i found=1 given
  for ((i = 0; i + 1 < ${#spark_options[@]}; i++)); do
    if [[ ${spark_options[i]} == --conf && ${spark_options[i + 1]} == "$1="* ]]; then
      given="${spark_options[i + 1]#*=}"
      found=0
    fi
  done
  if ((found == 0)); then
    printf '%s\n' "$given"
    return
  fi
  file_setting "$1" "$(option_value --properties-file || printf '%s\n' "${SPARK_CONF_DIR:-$spark/conf}/spark-defaults.conf")"
}

# Lockstep's own settings, unless the user has others; where Spark takes a list, Lockstep's entry joins it.
add_defaults() {
  local key value given
  while read -r key value; do
    if ! given="$(setting "$key")"; then
      spark_options+=(--conf "$key=$value")
    elif [[ $key == spark.plugins || $key == spark.kryo.registrator ]] && [[ ,$given, != *,"$value",* ]]; then
      spark_options+=(--conf "$key=$given,$value")
    fi
  done < <(grep -vE '^[[:space:]]*(#|$)' "$root/conf/lockstep-defaults.conf")
}

# The master, local[*] if nobody names one. A local one is driver and workers in one process: it gets more heap than
# Spark's 1 GiB (2 GiB; data and parameters live outside the heap), and one thread a worker.
add_master() {
  local master
  if ! master="$(option_value --master || setting spark.master)"; then
    master='local[*]'
    spark_options+=(--master "$master")
  fi
  case $master in
    local | local\[*)
      export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
      if [[ -z ${SPARK_DRIVER_MEMORY:-} ]] && ! option_value --driver-memory >/dev/null && ! setting spark.driver.memory >/dev/null; then
        spark_options+=(--driver-memory 2g)
      fi
      ;;
    local-cluster\[*)
      # Executors of earlier runs left copies of the application, 240 MB each; one that starts just now keeps its own.
      find "$spark/work" -name 'lockstep-*.jar' -mmin +2 -delete 2>/dev/null
      ;;
    spark://* | yarn | k8s://*) ;;
    *) fail 64 "Invalid --master (local[*], local[k], local-cluster[n,cores,MiB], spark://host:port, yarn or k8s://...): $master" ;;
  esac
}

# Quiet logs in the driver; a -Dlog4j2.configurationFile among the user's own options comes later and wins.
quiet_logs() {
  local path="$root/conf/log4j2.properties"
  path="${path//%/%25}"
  export SPARK_SUBMIT_OPTS="-Dlog4j2.configurationFile=file://${path// /%20} ${SPARK_SUBMIT_OPTS:-}"
}

# The driver's JVM (with a local master the workers' as well) with Java's vector instructions, where it has them; executors get them
# from the application. The JVM says so in one line ("Using incubator modules"). Spark 4 does the same by itself.
vector_instructions() {
  local java
  [[ "$(setting spark.lockstep.vector-kernels)" != false ]] || return 0
  [[ " ${SPARK_SUBMIT_OPTS:-} $(option_value --driver-java-options) $(setting spark.driver.extraJavaOptions)" != *--add-modules* ]] || return 0
  java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
  if "$java" --list-modules 2>/dev/null | grep -q '^jdk.incubator.vector@'; then
    export SPARK_SUBMIT_OPTS="--add-modules=jdk.incubator.vector ${SPARK_SUBMIT_OPTS:-}"
  fi
}
