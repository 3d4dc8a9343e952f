# shellcheck shell=bash
for program in kubectl jq sha256sum mkdir mv sleep; do
  command -v "$program" >/dev/null || {
    printf '%s: the image %s (param kubectl-image) has no %s\n' \
      __TASK__ "$STEP_IMAGE" "$program" >&2
    exit 1
  }
done
