# What the scripts need of the machine. To be sourced.

# fail CODE MESSAGE: one line on stderr, then the exit code (the same codes as the application has).
fail() {
  printf '%s\n' "$2" >&2
  exit "$1"
}

# Prints the major version of a java command; nothing if it does not run.
java_major() {
  "$1" -version 2>&1 | sed -nE '1,3s/.*version "(1\.)?([0-9]+).*/\2/p' | head -n 1
}

# Fails unless there is a Java that runs Lockstep.
check_java() {
  local java="${JAVA_HOME:+$JAVA_HOME/bin/}java" major
  local install="Install JDK 17 (apt-get install openjdk-17-jdk-headless, dnf install java-17-openjdk-devel, or your system's like) and set JAVA_HOME to it."
  if ! command -v "$java" >/dev/null; then
    fail 69 "Cannot start: no Java found (looked for $java). $install"
  fi
  major="$(java_major "$java")"
  if [[ -z $major ]] || ((major < 17)); then
    fail 69 "Cannot start: $java is Java ${major:-of an unknown version}, 17 or newer is needed. $install"
  fi
}

# Fails unless there are the tools that build Lockstep.
check_build_tools() {
  local javac="${JAVA_HOME:+$JAVA_HOME/bin/}javac"
  if ! command -v "$javac" >/dev/null; then
    fail 69 "Cannot build Lockstep: this Java is no JDK (looked for $javac). Install one (apt-get install openjdk-17-jdk-headless, dnf install java-17-openjdk-devel, or your system's like) and set JAVA_HOME to it."
  fi
  if ! command -v mvn >/dev/null; then
    fail 69 "Cannot build Lockstep: Maven (mvn) was not found. Install it (apt-get install maven, dnf install maven, or your system's like)."
  fi
}
