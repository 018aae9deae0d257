# The processes of a standalone cluster on this machine. To be sourced, after prerequisites.sh; expects $dir and $spark.
# Each has NAME.pid and NAME.log in $dir (NAME: master, worker-1, worker-2, ...).

# On every daemon's command line, so that a process id that somebody else got since is never taken for ours.
mark="-Dlockstep.cluster=$(printf '%s' "$dir" | cksum | cut -d ' ' -f 1)"

# launch NAME CLASS [ARGUMENT...]
launch() {
  local name="$1"
  shift
  SPARK_DAEMON_MEMORY="${SPARK_DAEMON_MEMORY:-256m}" SPARK_DAEMON_JAVA_OPTS="$mark ${SPARK_DAEMON_JAVA_OPTS:-}" \
    SPARK_LOCAL_IP=127.0.0.1 nohup "$spark/bin/spark-class" "$@" >"$dir/$name.log" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

# Prints the names of all processes that were started here and not stopped since, workers first.
recorded() {
  local file
  for file in "$dir"/worker-*.pid "$dir"/master.pid; do
    [[ -f $file ]] && basename "$file" .pid
  done
  return 0
}

# alive NAME: whether its process runs and is the one that we started.
alive() {
  local pid
  pid="$(cat "$dir/$1.pid" 2>/dev/null)" && [[ -n $pid ]] && ps -o args= -p "$pid" 2>/dev/null | grep -qF -e "$mark" -e "$spark/bin/spark-class"
}

all_alive() {
  local name names
  names="$(recorded)"
  [[ $names == *master* ]] || return 1
  for name in $names; do
    alive "$name" || return 1
  done
}

# Ends what runs: first kindly, after ten seconds not.
end_all() {
  local name deadline=$((SECONDS + 10))
  for name in $(recorded); do
    alive "$name" && kill -TERM "$(cat "$dir/$name.pid")" 2>/dev/null
  done
  for name in $(recorded); do
    while alive "$name" && ((SECONDS < deadline)); do
      sleep 0.1
    done
    alive "$name" && kill -KILL "$(cat "$dir/$name.pid")" 2>/dev/null
    rm -f "$dir/$name.pid"
  done
  rm -f "$dir/url" "$dir/web" "$dir/cluster.conf"
  # Each executor had a copy of the application, 240 MB; its logs stay.
  find "$dir"/work-*/ -name '*.jar' -delete 2>/dev/null
  return 0
}

# await SECONDS WHAT COMMAND...: until the command succeeds; false if the deadline passes or a process ends before.
await() {
  local deadline=$((SECONDS + $1)) what="$2"
  shift 2
  until "$@"; do
    if ! all_alive; then
      echo "Cannot start the cluster: a process ended while waiting for $what, see $dir/*.log" >&2
      return 1
    fi
    if ((SECONDS >= deadline)); then
      echo "Cannot start the cluster: no $what in time, see $dir/*.log" >&2
      return 1
    fi
    sleep 0.2
  done
}

# Takes the Master's two addresses from its log; false while they are not there.
read_addresses() {
  local url web
  url="$(grep -oE 'spark://127\.0\.0\.1:[0-9]+' "$dir/master.log" | head -n 1)"
  web="$(sed -nE "s/.*service 'MasterUI' on port ([0-9]+).*/\1/p" "$dir/master.log" | head -n 1)"
  [[ -n $url && -n $web ]] && echo "$url" >"$dir/url" && echo "$web" >"$dir/web"
}

# Prints how many workers the Master says are alive.
workers_alive() {
  local port answer
  port="$(cat "$dir/web")" || return 1
  answer="$( (
    exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'GET /json/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3 && timeout 5 cat <&3
  ) 2>/dev/null)" || return 1
  sed -nE 's/.*"aliveworkers" *: *([0-9]+).*/\1/p' <<<"$answer"
}

workers_are() {
  [[ "$(workers_alive)" == "$1" ]]
}
