#!/usr/bin/env bash
# Builds the SDK as a wheel of its own, krm-functions-sdk.
# usage: scripts/build-sdk.sh FOLDER HATCHLING   (in the repository's root)
set -euo pipefail

folder=$(realpath -m "$1")
hatchling=$(realpath -s "$2")

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp sdk/pyproject.toml sdk/README.md LICENSE "$scratch"
cp -r fn/krm_fn "$scratch/krm_fn"
find "$scratch" -name __pycache__ -prune -exec rm -rf {} +
mkdir -p "$folder"
cd "$scratch"
"$hatchling" build --target wheel --directory "$folder" > /dev/null
