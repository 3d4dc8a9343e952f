"""The file of an object: where an orchestrator will write it."""

from __future__ import annotations

import krm_fn

PLACED = "kind: A\nmetadata:\n  annotations:\n    internal.config.kubernetes.io/path: a.yaml\n"


def test_an_object_goes_into_the_file_of_another() -> None:
    other, made = krm_fn.KubeObject.new(PLACED), krm_fn.KubeObject.new("kind: B\n")

    made.file_path = other.file_path

    assert (made.file_path, made.data["metadata"]) == ("a.yaml", other.data["metadata"])


def test_an_object_goes_anywhere_where_the_file_of_the_other_is_not_known() -> None:
    other, made = krm_fn.KubeObject.new("kind: B\n"), krm_fn.KubeObject.new(PLACED)

    made.file_path = other.file_path

    assert (made.file_path, made.file_index) == (None, None)
    assert made.to_bytes() == b"kind: A\nmetadata: {}\n"
