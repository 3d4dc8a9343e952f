"""deploy-intercepts-result: its script, run with real bash and jq, branch by branch."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from pass_through_step import RUN_ID, Run, Step, path_without

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

FILE = f"WORKSPACE/.intercepts/{RUN_ID}/deployed-pods.json"
HOSTILE = [
    '$(touch "$WORKSPACE_PATH/owned")',
    '`touch "$WORKSPACE_PATH/owned"`',
    "'; touch owned #",
    '"; touch owned #',
    "a\nb",
    "-rf",
    "--help",
    "*",
    "é\u202e",
    "x" * 100_000,
]


def tekton_message(result: str) -> int:
    """Length of the step's termination message, as Tekton's entrypoint writes it (Go's JSON)."""
    items = [
        {"key": "deployed-pods", "value": result, "type": 1},
        {"key": "StartedAt", "value": "2026-01-01T00:00:00.000Z", "type": 3},
    ]
    message = json.dumps(items, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        message = message.replace(character, f"\\u{ord(character):04x}")
    return len(message.encode())


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step(tmp_path)


@pytest.mark.parametrize("backend", ["telepresence", "mirrord", "of-my-own"])
def test_the_pods_are_handed_on_compact_and_without_a_newline(step: Step, backend: str) -> None:
    run = step.run(
        '{\n  "web": "pr-web-1",\n  "api": "pr-api-1"\n}\n',
        backend=backend,
        backends=["telepresence", "mirrord", "of-my-own"],
    )
    assert run == Run(
        0,
        f'Intercepted with {backend}: {{"web":"pr-web-1","api":"pr-api-1"}}\n',
        "",
        b'{"web":"pr-web-1","api":"pr-api-1"}',
    )


def test_a_run_that_intercepted_no_app_hands_on_the_empty_map(step: Step) -> None:
    assert step.run("{}\n").result == b"{}"


def test_the_pods_stand_at_the_root_of_the_workspace_in_place_of_another_runs(step: Step) -> None:
    step.root_file.write_text('{"web":"pr-web-of-another-run"}')
    step.run('{\n  "web": "pr-web-1"\n}\n')
    assert step.root_file.read_text() == '{"web":"pr-web-1"}\n'


def test_without_the_root_file_what_is_there_stays(step: Step) -> None:
    step.root_file.write_text("mine")
    assert step.run("{}", root_file="false").result == b"{}"
    assert step.root_file.read_text() == "mine"


@pytest.mark.parametrize("target", ["secret", "nothing", "folder"])
def test_a_link_at_the_root_is_replaced_and_not_followed(step: Step, target: str) -> None:
    outside = step.workspace.parent / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "secret").write_text("secret")
    step.root_file.symlink_to(outside / target)
    assert step.run("{}").code == 0
    assert not step.root_file.is_symlink()
    assert step.root_file.read_text() == "{}\n"
    assert sorted(outside.rglob("*")) == [outside / "folder", outside / "secret"]
    assert (outside / "secret").read_text() == "secret"


def test_a_link_that_comes_back_is_not_followed_and_the_result_stands(
    step: Step, tmp_path: Path
) -> None:
    path = path_without("rm", tmp_path / "bin")
    (tmp_path / "bin" / "rm").symlink_to("/bin/true")
    step.root_file.symlink_to(tmp_path / "outside")
    run = step.run("{}", path=path)
    assert (run.code, run.result) == (0, b"{}")
    assert run.stderr.splitlines()[-1] == (
        f"warning: {step.root_file} was not written; who reads the result does not need it"
    )
    assert not (tmp_path / "outside").exists()


def test_a_folder_at_the_root_fails_since_it_cannot_be_replaced(step: Step) -> None:
    step.root_file.mkdir()
    assert step.refuse("{}") == (
        "WORKSPACE/deployed-pods.json must be this run's, and what is there cannot be replaced. "
        "Take it away, or set root-file to false"
    )


def test_a_root_file_that_is_neither_true_nor_false_fails(step: Step) -> None:
    assert step.refuse("{}", root_file="no") == "root-file must be true or false; got no"


def test_what_fails_leaves_no_file_at_the_root(step: Step) -> None:
    step.refuse("[]")
    assert not step.root_file.exists()


def test_the_step_runs_twice_over_the_same_file(step: Step) -> None:
    first = step.run('{"web":"pr-web-1"}')
    assert step.run() == first


@pytest.mark.parametrize(
    ("backend", "shown"),
    [
        ("", "''"),
        ("telepresense", "telepresense"),
        ("Mirrord", "Mirrord"),
        ("telepresence mirrord", r"telepresence\ mirrord"),
        ("*", r"\*"),
        ("m*", r"m\*"),
        ("mirrord\n", r"$'mirrord\n'"),
    ],
)
def test_a_backend_that_the_pipeline_does_not_have_fails_naming_the_choices(
    step: Step, backend: str, shown: str
) -> None:
    assert step.refuse("{}", backend=backend) == (
        f"intercept-backend must be one of: telepresence, mirrord; got {shown}. "
        "No intercept was deployed"
    )


@pytest.mark.parametrize("backends", [[], [""]])
def test_the_empty_backend_fails_whatever_the_choices(step: Step, backends: list[str]) -> None:
    assert step.refuse("{}", backend="", backends=backends) == (
        "intercept-backend must be one of: ''; got ''. No intercept was deployed"
    )


@pytest.mark.parametrize(
    "run_id", ["", ".", "..", "../x", "a/b", "/etc", "a..b", "-a", "a-", "A", "a\n", "a" * 64]
)
def test_a_run_id_that_is_no_label_or_leaves_its_folder_is_refused(step: Step, run_id: str) -> None:
    said = step.refuse("{}", run_id=run_id)
    assert said.startswith(
        "run-id must be 1 to 63 characters of a-z, 0-9, - and ., without .. in it; got "
    )


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("where", ["backend", "run_id"])
def test_a_hostile_value_is_refused_in_one_line_and_runs_nothing(
    step: Step, where: str, value: str
) -> None:
    before = sorted(step.workspace.parent.rglob("*"))
    step.refuse("{}", **{where: value})
    assert sorted(step.workspace.parent.rglob("*")) == sorted([*before, step.file])


@pytest.mark.parametrize("value", [value for value in HOSTILE if len(value) < 1000])
def test_a_hostile_value_in_the_file_is_handed_on_as_data(step: Step, value: str) -> None:
    run = step.run(json.dumps({value: value}))
    assert run.result is not None
    assert json.loads(run.result) == {value: value}


def test_a_missing_file_fails_saying_who_writes_it_and_where(step: Step) -> None:
    assert step.refuse() == (
        f"{FILE} is missing: the deploy Task of mirrord must write it, "
        "to a volume that its task and this one share (an emptyDir is not shared)"
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "pods",
        "{",
        '{"web":"a"',
        '{"web":"a",}',
        "{'web':'a'}",
        b"\x00\x01",
        b"\xff\xfe{}",
        '{"web":"a"} {',
        "[" * 100_000,
    ],
)
def test_content_that_is_not_json_fails(step: Step, content: str | bytes) -> None:
    assert step.refuse(content) in {
        f"{FILE} must be JSON",
        f"{FILE} must be one JSON map of strings, app to pod name",
    }


@pytest.mark.parametrize(
    "content",
    [
        "null",
        "true",
        "1",
        '"web"',
        "[]",
        '["web"]',
        '[{"web":"a"}]',
        '{"web":null}',
        '{"web":1}',
        '{"web":false}',
        '{"web":{}}',
        '{"web":[]}',
        '{"web":{"pod":"a"}}',
        '{"web":["a"]}',
        '{"web":"a","api":null}',
        "{}{}",
        '{"web":"a"}\n{"web":"a"}',
        "{} null",
    ],
)
def test_content_that_is_not_one_map_of_strings_fails(step: Step, content: str) -> None:
    assert step.refuse(content) == f"{FILE} must be one JSON map of strings, app to pod name"


@pytest.mark.parametrize(
    "content",
    ['{"web":"a","web":"b"}', '{"web":"a","api":"c","web":"a"}', '{"\\u0061":"x","a":"x"}'],
)
def test_an_app_that_is_there_twice_fails(step: Step, content: str) -> None:
    assert step.refuse(content) == f"{FILE} must name each app once"


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe"])
def test_what_is_no_regular_file_fails_and_is_not_read(step: Step, kind: str) -> None:
    secret = step.workspace / "secret"
    secret.write_text('{"web":"a"}')
    if kind == "link":
        step.file.symlink_to(secret)
    elif kind == "dangling link":
        step.file.symlink_to(step.workspace / "nothing")
    elif kind == "folder":
        step.file.mkdir()
    else:
        os.mkfifo(step.file)
    assert step.refuse() == f"{FILE} must be a regular file, and no link on the way to it"


@pytest.mark.parametrize("folder", [".intercepts", f".intercepts/{RUN_ID}"])
def test_a_folder_that_is_a_link_out_of_the_workspace_fails(
    step: Step, tmp_path: Path, folder: str
) -> None:
    step.file.write_text("{}")
    (step.workspace / folder).rename(tmp_path / "elsewhere")
    (step.workspace / folder).symlink_to(tmp_path / "elsewhere")
    assert step.refuse() == f"{FILE} must be a regular file, and no link on the way to it"


def test_a_result_fits_up_to_tektons_limit_and_fails_one_byte_over_it(step: Step) -> None:
    def pods(length: int) -> str:
        return json.dumps({"web": "p" * length}, separators=(",", ":"))

    fits = 4096 - tekton_message(pods(0))
    assert tekton_message(pods(fits)) == 4096
    assert step.run(pods(fits)).result == pods(fits).encode()
    assert step.refuse(pods(fits + 1)) == (
        "deployed-pods is over Tekton's limit for a result: "
        "3988 bytes, of at most 3987. Intercept fewer apps in one run"
    )


@pytest.mark.parametrize("character", ['"', "\\", "<", "&", "é", "\u2028", "\n"])
def test_characters_that_tekton_escapes_count_as_it_writes_them(step: Step, character: str) -> None:
    def pods(length: int) -> str:
        return json.dumps({"web": character * length}, ensure_ascii=False, separators=(",", ":"))

    fits = max(length for length in range(4096) if tekton_message(pods(length)) <= 4096)
    assert step.run(pods(fits)).result == pods(fits).encode()
    assert "over Tekton's limit" in step.refuse(pods(fits + 1))


def test_a_very_large_map_fails_with_its_size(step: Step) -> None:
    content = json.dumps({f"app-{n}": "pod" for n in range(10_000)}, separators=(",", ":"))
    assert step.refuse(content) == (
        "deployed-pods is over Tekton's limit for a result: "
        f"{len(content)} bytes, of at most 3987. Intercept fewer apps in one run"
    )


def test_an_image_without_jq_is_named_with_the_param_that_chooses_it(
    step: Step, tmp_path: Path
) -> None:
    assert step.refuse("{}", path=path_without("jq", tmp_path / "bin")) == (
        "the image example.com/tools:1 (param kubectl-image) has no jq"
    )


def test_an_image_without_bash_says_bash(step: Step, tmp_path: Path) -> None:
    run = step.run("{}", path=path_without("bash", tmp_path / "bin"))
    assert run.code == 127
    assert "bash" in run.stderr
    assert run.result is None
