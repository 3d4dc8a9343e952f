"""What the function says about itself, with the fields of kpt's `fn doc` and its catalog."""

from __future__ import annotations

import json

import inject_intercepts

PACKAGE = inject_intercepts.__file__

# Without a tag, as in the catalog; with one it stands in component/function, and a test keeps
# the two equal.
IMAGE = "ghcr.io/tekton-intercepts/inject-intercepts"
_SOURCE = "https://github.com/tekton-intercepts/inject-intercepts"

SHORT = "Gives Tekton Pipelines a choice of intercept backends: Telepresence or mirrord."

LONG = """\
It takes a Pipeline with one deploy step and writes the Pipeline that can run either
backend: a parameter to choose by, one deploy task for each backend, a task that hands
the result on, a cleanup that nothing can skip, and the Tasks that these run. Every
reference follows; everything else keeps its bytes.

Without arguments it is a KRM function: it reads a ResourceList from stdin and writes
it to stdout. Its config is an InjectIntercepts of tekton-intercepts.dev/v1alpha1, or a
ConfigMap; without one the defaults hold."""

EXAMPLES = """\
examples:
  see what would change in a package
    inject-intercepts render --diff base
  change it
    inject-intercepts render --in-place base
  see it as a picture
    inject-intercepts graph base
  see what each run will do then
    inject-intercepts explain base
  by kpt, with mirrord for a run that does not choose
    kpt fn eval base --exec inject-intercepts -- default=mirrord

exit codes:
  0 done, 1 an error or unreadable input, 2 a wrong call or config, 3 a bug"""


def as_json() -> bytes:
    """The description as kpt's SDK prints it for `--doc`: one JSON object."""
    described = {
        "short": SHORT,
        "long": LONG,
        "examples": EXAMPLES,
        "image": IMAGE,
        "description": SHORT,
        "tags": ["mutator"],
        "sourceURL": _SOURCE,
        "examplePackageURLs": [],
        "license": "Apache-2.0",
        "hidden": False,
    }
    return json.dumps(described, indent=2).encode() + b"\n"
