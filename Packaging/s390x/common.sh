# What every step uses: messages, and running a tool with its output in a log.
# shellcheck shell=sh

# One line about what is wrong and what to do; the end of the build.
fail() {
  echo "s390x: $*" >&2
  exit 1
}

# run WHAT COMMAND...: the command's output goes to the step's log; if it fails, one line says what
# was tried, the tool's own first complaint, and where the log is.
run() {
  what=$1
  shift
  if ! "$@" >>"$log" 2>&1; then
    complaint=$(grep -m 1 -E '^(E:|ERROR|CMake Error)|error:|No space left' "$log" || tail -n 1 "$log")
    fail "$what: ${complaint:-failed}; see $log"
  fi
}
