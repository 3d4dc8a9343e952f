# shellcheck shell=bash
fail() {
  printf '__TASK__: %s\n' "$*" >&2
  exit 1
}
