"""Templates that nobody filled in are told from other text that is no YAML."""

from __future__ import annotations

import pytest

import krm_fn
from krm_fn import templates, yamledit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a: {{ revision }}\n", "{{ revision }}"),
        ("a: {{revision}}\nb: c\n", "{{revision}}"),
        ("- {{ x }}\n", "{{ x }}"),
        ("a: [{{ x }}]\n", "{{ x }}"),
        ("a: {{ .Values.x }}-b\n", "{{ .Values.x }}"),
        ('a: {{ include "name" . | quote }}\n', '{{ include "name" . | quote }}'),
        ("{{- if .on }}\na: b\n{{- end }}\n", "{{- if .on }}"),
        ("a:\n  {{- toYaml .x | nindent 2 }}\n", "{{- toYaml .x | nindent 2 }}"),
        ("{{ if .on }}\na: b\n{{ else }}\na: c\n{{ end }}\n", "{{ if .on }}"),
        ("b: '{{ quoted }}'\na: {{ revision }}\n", "{{ revision }}"),
    ],
)
def test_a_template_is_shown(text: str, shown: str) -> None:
    with pytest.raises(yamledit.YAMLError):
        yamledit.load(text)

    assert templates.unfilled(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a: [\n",
        "a: b\na: c\n",
        "a: '{{ quoted }}'\na: c\n",
        "script: |\n  {{ a }}\n  x: {{ b }}\na: [\n",
        "a: b-{{ c }}\nd: *e\n",
    ],
)
def test_what_is_wrong_without_it_is_not_laid_to_a_template(text: str) -> None:
    with pytest.raises(yamledit.YAMLError):
        yamledit.load(text)

    assert templates.unfilled(text) is None


def test_the_error_of_an_object_says_it() -> None:
    item = krm_fn.KubeObject.new("kind: A\nvalue: {{ x }}\n")

    with pytest.raises(krm_fn.Unreadable) as problem:
        _ = item.data

    assert str(problem.value) == (
        "line 2: this key is not a string: quote it; `{{ x }}` looks like a template: quote it, or "
        "run this on what the template makes"
    )
