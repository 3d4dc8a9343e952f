# shellcheck shell=bash
# Says what is waited for, and how long of how many seconds: at once, and then each 15 seconds.
next_word=0
say_waiting() { # END LIMIT WHAT [WHY]
  (( SECONDS >= next_word )) || return 0
  printf 'waiting for %s, %s of %s s%s\n' "$3" "$(( $2 - $1 + SECONDS ))" "$2" "${4:+: $4}"
  next_word=$(( SECONDS + 15 ))
}
