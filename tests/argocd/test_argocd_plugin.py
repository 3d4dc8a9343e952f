"""The plugin: the function image as a sidecar, asked by repo-server's own code."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import argo
import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Repository = Callable[..., Path]

PIPELINE = (argo.REPOSITORY / "examples" / "files" / "pipeline.yaml").read_text(encoding="utf-8")
CONFIG = """\
apiVersion: tekton-intercepts.dev/v1alpha1
kind: InjectIntercepts
metadata: {name: shop-intercepts}
spec: {tasks: reference}
"""
MATRIX = "      matrix: {params: [{name: app, value: [a, b]}]}\n"
SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: 'yes'}\n"
KPTFILE = "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: shop}\n"
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
SOURCE = {"path": ".", "plugin": argo.PLUGIN}
FAILED = (
    'CMP processing failed for application "shop": error generating manifests in cmp: rpc error: '
    "code = Unknown desc = error generating manifests: "
    "`/venv/bin/python -I -m inject_intercepts generate` failed exit status {}: {}"
)


def printed(program: Path, folder: Path) -> list[Any]:
    """The objects that the program prints of a folder, run by hand."""
    done = subprocess.run([program, "generate"], cwd=folder, capture_output=True, check=True)
    return list(yaml.safe_load_all(done.stdout))


def names(answer: argo.Answer) -> list[str]:
    """What is applied, in short."""
    assert answer.error == ""
    return [f"{one['kind']}/{one['metadata']['name']}" for one in answer.objects]


def test_all_that_the_program_prints_is_what_argo_cd_applies(
    plugin: argo.ArgoCD, repository_of: Repository, program: Path
) -> None:
    root = repository_of(
        ci__pipeline_yaml=PIPELINE, ci__config_yaml=CONFIG.replace("reference", "emit"),
        ci__more__settings_yml=SETTINGS, ci__list_yaml=f"---\n{SETTINGS}...\n---\n# no more\n",
        other_yaml=SETTINGS,
    )  # fmt: skip

    answer = plugin.generate(root, {**SOURCE, "path": "ci"})

    assert answer == argo.Answer(printed(program, root / "ci"), "")
    assert names(answer) == [
        "ConfigMap/settings", "ConfigMap/settings", "Pipeline/shop-pr-test",
        "Task/deploy-stack-intercepts", "Task/deploy-intercept-mirrord",
        "Task/deploy-intercepts-result", "Task/cleanup-stack-pods",
    ]  # fmt: skip
    (pipeline,) = (one for one in answer.objects if one["kind"] == "Pipeline")
    assert pipeline["spec"]["tasks"][0]["name"] == "deploy-intercepts-telepresence"


def test_what_is_for_tools_alone_is_not_applied(
    plugin: argo.ArgoCD, repository_of: Repository
) -> None:
    root = repository_of(
        pipeline_yaml=PIPELINE, config_yaml=CONFIG, kpt_yaml=KPTFILE, values_yaml="kind: x\n",
        kustomization_yaml=KUSTOMIZATION, settings_yaml=SETTINGS,
    )  # fmt: skip

    assert names(plugin.generate(root, SOURCE)) == ["Pipeline/shop-pr-test", "ConfigMap/settings"]


@pytest.mark.parametrize(
    ("files", "code", "text"),
    [
        (
            {"config_yaml": CONFIG},
            1,
            "[error] nothing to apply in .: no object is for the cluster",
        ),
        (
            {"values_yaml": "a: 1\n"},
            1,
            "[error] nothing to apply in .: no object is for the cluster",
        ),
        (
            {"pipeline_yaml": PIPELINE, "config_yaml": CONFIG.replace("reference", "keep")},
            2,
            (
                "[error] tekton-intercepts.dev/v1alpha1/InjectIntercepts/shop-intercepts "
                "spec.tasks: must be one of `emit`, `reference`, got `keep` (config.yaml)"
            ),
        ),
        (
            {"pipeline_yaml": PIPELINE.replace("      timeout: 15m0s\n", MATRIX)},
            1,
            (
                "[error] tekton.dev/v1/Pipeline/shop-pr-test spec.tasks[0].matrix: "
                "`deploy-intercepts` must not have a `matrix`: of several deploys, no single "
                "result can be handed on (pipeline.yaml)"
            ),
        ),
        (
            {"pipeline_yaml": f"{PIPELINE}    - name: [\n"},
            1,
            (
                "[error] tekton.dev/v1/Pipeline/shop-pr-test: cannot be read: line 44: did not "
                "find expected node content while parsing a flow node; mend it, or list the file "
                "in .krmignore (pipeline.yaml)"
            ),
        ),
    ],
    ids=["config alone", "no object", "bad config", "refusal", "broken YAML"],
)
def test_an_error_is_shown_as_the_program_says_it(
    plugin: argo.ArgoCD, repository_of: Repository, files: dict[str, str], code: int, text: str
) -> None:
    answer = plugin.generate(repository_of(**files), SOURCE)

    assert answer == argo.Answer([], FAILED.format(code, text))


def test_the_plugin_goes_by_its_name_alone(plugin: argo.ArgoCD, repository_of: Repository) -> None:
    root = repository_of(pipeline_yaml=PIPELINE)

    answer = plugin.generate(root, {"path": ".", "plugin": {"name": "inject-intercepts-v1"}})

    assert 'could not find cmp-server plugin with name "inject-intercepts-v1"' in answer.error
    # Without discovery it is never chosen by itself: a folder of plain files stays one.
    assert names(plugin.generate(root, {"path": "."})) == ["Pipeline/shop-pr-test"]


@pytest.mark.parametrize(
    ("parameter", "backends", "default"),
    [
        ({"name": "default", "string": "mirrord"}, ["telepresence", "mirrord"], "mirrord"),
        ({"name": "backends", "array": ["telepresence"]}, ["telepresence"], "telepresence"),
        ({"name": "deploy", "map": {"backend": "telepresence"}}, None, "telepresence"),
    ],
    ids=["string", "array", "map"],
)
def test_a_parameter_of_each_type_lies_over_the_config(
    plugin: argo.ArgoCD, repository_of: Repository, parameter: Any, backends: Any, default: str
) -> None:
    root = repository_of(pipeline_yaml=PIPELINE, config_yaml=CONFIG)

    answer = plugin.generate(
        root, {"path": ".", "plugin": {**argo.PLUGIN, "parameters": [parameter]}}
    )

    assert names(answer) == ["Pipeline/shop-pr-test"]
    spec = answer.objects[0]["spec"]
    tasks = [task["name"] for task in spec["tasks"]]
    variants = [f"deploy-intercepts-{name}" for name in backends or ["telepresence", "mirrord"]]
    assert tasks == [*variants, "deploy-intercepts-result", "run-tests"]
    assert [one["default"] for one in spec["params"] if one["name"] == "intercept-backend"] == [
        default
    ]


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        ({"name": "defualt", "string": "mirrord"}, "[error] parameters.defualt: is not a known"),
        ({"name": "default", "string": "other"}, "[error] parameters.default: must be one of "),
        ({"name": "backends", "array": []}, "[error] parameters.backends: must have at least one"),
        ({"name": "deploy", "map": {"tsk": "x"}}, "[error] parameters.deploy.tsk: is not a known"),
        ({"name": "default"}, "[error] parameters.default: must have one of `string`, `array`"),
    ],
)
def test_a_bad_parameter_is_named(
    plugin: argo.ArgoCD, repository_of: Repository, parameter: Any, text: str
) -> None:
    root = repository_of(pipeline_yaml=PIPELINE, config_yaml=CONFIG)

    answer = plugin.generate(
        root, {"path": ".", "plugin": {**argo.PLUGIN, "parameters": [parameter]}}
    )

    assert answer.error.startswith(FAILED.format(2, text))


def test_variables_of_an_application_change_nothing(
    plugin: argo.ArgoCD, repository_of: Repository
) -> None:
    root = repository_of(pipeline_yaml=PIPELINE, config_yaml=CONFIG)
    entries = [
        {"name": name, "value": "mirrord"}
        for name in ("default", "PYTHONPATH", "ARGOCD_APP_PARAMETERS")
    ]

    answer = plugin.generate(root, {"path": ".", "plugin": {**argo.PLUGIN, "env": entries}})

    assert answer == plugin.generate(root, SOURCE)
    assert answer.error == ""


@pytest.mark.parametrize(
    "name",
    ["yaml.py", "re.py", "sitecustomize.py", "inject_intercepts.py", "yaml/__init__.py", "x.pth"],
)
def test_nothing_of_the_repository_is_run(
    plugin: argo.ArgoCD, repository_of: Repository, name: str
) -> None:
    root = repository_of(pipeline_yaml=PIPELINE, config_yaml=CONFIG)
    before = plugin.generate(root, SOURCE)
    hostile = root / name
    hostile.parent.mkdir(exist_ok=True)
    hostile.write_text("import os; os._exit(0)\n", encoding="utf-8")

    assert plugin.generate(root, SOURCE) == before
    assert before.error == ""


def test_ten_at_once_are_all_right(plugin: argo.ArgoCD, repository_of: Repository) -> None:
    root = repository_of(
        pipeline_yaml=PIPELINE, config_yaml=CONFIG.replace("reference", "emit"),
        settings_yaml=SETTINGS,
    )  # fmt: skip
    expected = plugin.generate(root, SOURCE)

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: plugin.generate(root, SOURCE), range(10)))

    assert expected.error == ""
    assert answers == [expected] * 10


def test_little_is_logged_and_the_folder_of_work_is_empty_again(
    plugin: argo.ArgoCD, sidecar: argo.Sidecar, repository_of: Repository
) -> None:
    before = len(sidecar.log())
    root = repository_of(pipeline_yaml=PIPELINE, config_yaml=CONFIG)

    assert plugin.generate(root, SOURCE).error == ""

    said = "".join(str(line.get("stderr", "")) for line in sidecar.log()[before:])
    assert said == ""
    left = sidecar.engine.podman("exec", sidecar.name, "find", "/tmp", "-type", "f")  # noqa: S108
    assert (left.stdout, left.code) == ("", 0)


def test_a_kustomization_is_built_by_kustomize_and_handed_on(
    program: Path, cache: Path, absent: Callable[[str, str], None], repository_of: Repository
) -> None:
    kustomize = cache / "tools" / "kustomize"
    if not kustomize.exists():
        absent("kustomize", "`make tools-orchestrators` builds it with Go")
    listed = f"{KUSTOMIZATION}namePrefix: pre-\nresources: [pipeline.yaml, settings.yaml]\n"
    root = repository_of(pipeline_yaml=PIPELINE, settings_yaml=SETTINGS, kustomization_yaml=listed)

    done = subprocess.run(
        ["sh", "-euc", f"{kustomize} build . | {program} generate -"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip

    found = list(yaml.safe_load_all(done.stdout))
    assert [one["metadata"]["name"] for one in found[:2]] == ["pre-settings", "pre-shop-pr-test"]
    assert [one["kind"] for one in found[2:]] == ["Task"] * 4
