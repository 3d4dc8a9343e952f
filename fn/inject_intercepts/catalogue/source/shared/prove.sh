# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
# Proof by request: one without the header, which must not reach the PR pod, and one with it,
# which must. By bash itself: the image of the step may have nothing else that speaks HTTP.

# Writes what leads to the app; what cannot be read is not there.
read_ways() {
  local what
  for what in deployment/"$name" services; do
    kubectl -n "$namespace" get "$what" -o json >"$WORK_DIR/${what%%/*}.json" 2>/dev/null ||
      printf '{}' >"$WORK_DIR/${what%%/*}.json"
  done
}

# Prints the first line of the answer, and waits for the rest: an end that is torn off could
# take the traces of the request with it.
converse() { # HEADER
  local line
  printf 'GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: */*\r\n%sConnection: close\r\n\r\n' \
    "$path" "$authority" __TASK__ "$1" >&3
  IFS= read -r line <&3 && printf '%s\n' "${line%$'\r'}"
  while IFS= read -r line <&3; do :; done
} 2>/dev/null 3<>"/dev/tcp/$host/$port"

# Of https no more than the status: that much curl says, where the image has it.
converse_in_tls() { # HEADER
  local more=()
  [[ -z "$1" ]] || more=(--header "${1%$'\r\n'}")
  curl --silent --insecure --output "$WORK_DIR/answer" --write-out 'HTTP %{http_code}\n' \
    ${more[@]+"${more[@]}"} "https://$authority$path"
}

# Sets `answer` to the first line of what was answered within five seconds, or to nothing.
ask() { # HEADER
  local asking
  answer=''
  case "$scheme" in
    https) exec 4< <(converse_in_tls "$1" 2>/dev/null) ;;
    *) exec 4< <(converse "$1") ;;
  esac
  asking=$!
  IFS= read -r -t 5 -u 4 answer || true
  # Until it has ended, which it may never do.
  [[ -z "$answer" ]] || IFS= read -r -t 2 -u 4 || true
  exec 4<&-
  kill "$asking" 2>/dev/null || true
}

# Writes to a file what tells of requests that came to the PR pod, as a list; null if unknown.
read_arrivals() { # FILE
  { log_of_arrivals 2>/dev/null || true; } | jq -Rn '
    # include: ../__TASK__/arrivals.jq' >"$WORK_DIR/$1.json"
}

has_arrived() { # AFTER BEFORE
  jq -en --slurpfile after "$WORK_DIR/$1.json" --slurpfile before "$WORK_DIR/$2.json" \
    '($after[0] // []) - ($before[0] // []) != []' >/dev/null
}

# Sets `proof` to what is seen, and `missing` to why that is none.
prove() {
  local header way scheme='' host port path authority without_it with_it tries cannot=''
  read_ways
  header="$(jq -r .header "$plan")"
  way="$(jq -nr --argjson app "$app" --slurpfile plan "$plan" \
    --slurpfile services "$WORK_DIR/services.json" \
    --slurpfile deployment "$WORK_DIR/deployment.json" '
    # include: where-to-ask.jq')"
  without_it='' with_it='' tries=0
  read_arrivals before
  IFS=$'\t' read -r scheme host port path authority <<<"$way"
  if [[ "$scheme" == https ]] && ! command -v curl >/dev/null; then
    cannot='to ask by https takes curl, which the image of this step (param kubectl-image) lacks'
  elif [[ -n "$way" ]]; then
    ask ''
    without_it="$answer"
    # For the time that an arrival takes to be told.
    sleep 3
    read_arrivals between
    ask "$header"$'\r\n'
    with_it="$answer"
    read_arrivals after
    until has_arrived after between || (( tries == 5 )); do
      (( tries += 1 ))
      sleep 1
      read_arrivals after
    done
  fi
  jq -n --arg name "$name" --arg namespace "$namespace" --arg way "$way" --arg cannot "$cannot" \
    --arg without_it "$without_it" --arg with_it "$with_it" \
    --slurpfile before "$WORK_DIR/before.json" --slurpfile between "$WORK_DIR/between.json" \
    --slurpfile after "$WORK_DIR/after.json" '
    # include: proof.jq' >"$WORK_DIR/proof.json"
  proof="$(jq -r .proof "$WORK_DIR/proof.json")"
  missing="$(jq -r .missing "$WORK_DIR/proof.json")"
}

if [[ "$(jq -r .prove "$plan")" != off ]]; then
  for app in "${apps[@]}"; do
    read_app
    printf 'null' >"$WORK_DIR/between.json"
    printf 'null' >"$WORK_DIR/after.json"
    prove
    if [[ -z "$missing" ]]; then
      printf '%s\n' "$proof"
    elif [[ "$(jq -r .prove "$plan")" == fail ]]; then
      give_up "no proof that the intercept of $name works: $missing. $proof"
    else
      printf 'warning: no proof that the intercept of %s works: %s. %s\n' \
        "$name" "$missing" "$proof" >&2
    fi
  done
fi
