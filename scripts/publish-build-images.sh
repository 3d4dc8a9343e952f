#!/usr/bin/env bash
# Builds the images of this repository's Tasks and pushes them.
# usage: publish-build-images.sh [REGISTRY] [TAG]
#
# REGISTRY is localhost:5001 and TAG latest if not given. ENGINE (docker or podman), BASE,
# MIRRORD_VERSION, MIRRORD_ZIP_SHA256_AMD64 and _ARM64 are taken from the environment, and
# PLATFORMS, for an image of several architectures: linux/amd64,linux/arm64. With another
# MIRRORD_VERSION than the file's, and without its checksums, that of its release is believed.
set -euo pipefail

fail() {
  printf 'publish-build-images: %s\n' "$*" >&2
  exit 1
}

case "${1:-}" in
  -h | --help) sed -n '2,/^set/ { /^#/ s/^# \{0,1\}//p }' "${BASH_SOURCE[0]}"; exit ;;
esac
(( $# <= 2 )) || fail "takes a registry and a tag; got $# words. See --help"
registry="${1:-localhost:5001}"
tag="${2:-latest}"
[[ "$registry" =~ ^[A-Za-z0-9][A-Za-z0-9.:/_-]*$ ]] || fail "not a registry: $registry"
[[ "$tag" =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$ ]] || fail "not a tag: $tag"

engine="${ENGINE:-}"
if [[ -z "$engine" ]]; then
  engine="$(command -v docker || command -v podman)" || fail "needs docker or podman, and found neither"
fi
command -v "$engine" >/dev/null || fail "there is no $engine (ENGINE)"

arguments=()
for name in BASE MIRRORD_VERSION; do
  [[ -z "${!name:-}" ]] || arguments+=(--build-arg "$name=${!name}")
done
# Only podman must be told that a registry on this machine speaks plain HTTP.
push=()
case "${engine##*/} $registry" in
  podman*' localhost'* | podman*' 127.0.0.1'*) push=(--tls-verify=false) ;;
esac

# One image, or one for each of PLATFORMS under one name.
build() { # IMAGE FILE
  local words=("${arguments[@]}" --file "$2")
  case "${PLATFORMS:-} ${engine##*/}" in
    ' '*) "$engine" build "${arguments[@]}" --tag "$1" --file "$2" "$folder" ;;
    *' podman'*) "$engine" build --platform "$PLATFORMS" --manifest "$1" "${words[@]}" "$folder" ;;
    *) "$engine" buildx build --platform "$PLATFORMS" --tag "$1" "${words[@]}" --push "$folder" ;;
  esac
}

# docker's buildx has pushed what it built: it cannot keep it.
push() { # IMAGE
  case "${PLATFORMS:-} ${engine##*/}" in
    ' '*) "$engine" push "${push[@]}" "$1" ;;
    *' podman'*) "$engine" manifest push --all "${push[@]}" "$1" ;;
  esac
}

folder="$(cd "$(dirname "${BASH_SOURCE[0]}")/../build-images" && pwd)"
# The file's own checksums are those of its own version.
of_another=''
grep -qx "ARG MIRRORD_VERSION=${MIRRORD_VERSION:-.*}" "$folder/Dockerfile.mirrord" || of_another=yes
for name in MIRRORD_ZIP_SHA256_AMD64 MIRRORD_ZIP_SHA256_ARM64; do
  [[ -z "${!name:-}$of_another" ]] || arguments+=(--build-arg "$name=${!name:-}")
done
done_with=()
for file in "$folder"/Dockerfile.*; do
  image="${registry%/}/tekton-dag-build-${file##*.}:$tag"
  printf 'building %s from %s\n' "$image" "build-images/${file##*/}"
  build "$image" "$file" ||
    fail "building $image did not work"
  printf 'pushing %s\n' "$image"
  push "$image" || fail "$image was built, and pushing it did not work"
  done_with+=("$image")
done

printf '\nbuilt and pushed with %s:\n' "$engine"
printf '  %s\n' "${done_with[@]}"
printf 'The Pipelines take it as the param mirrord-image of the deploy task.\n'
