# shellcheck shell=bash disable=SC2034 # The step that sources it uses these.
page=docs/mirrord.md
# Nothing: the proxy ends its log with advice, and what it waits for is said already.
last_words() { :; }
