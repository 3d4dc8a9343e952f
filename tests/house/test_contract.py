"""What config, Pipelines and Tasks share is written in one module, and read from there."""

from __future__ import annotations

import sources

from inject_intercepts import contract

CONTRACT = sources.ROOT / sources.PACKAGE / "contract.py"
# Words that also mean other things, as which a module may write them.
OTHER_MEANINGS = {"backends": "a field of the config", "result": "a field of `spec.deploy`"}


def _names() -> set[str]:
    """Every string that the contract gives a name, and every suffix that it puts behind one."""
    values = [value for name, value in vars(contract).items() if name.isupper()]
    names = {text for value in values for text in _texts(value)}
    names |= {contract.pass_through(""), contract.fallback("")}
    return names - {""}


def _texts(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple | list):
        return {text for item in value for text in _texts(item)}
    return _texts([*value, *value.values()]) if isinstance(value, dict) else set()


def test_a_name_of_the_contract_is_written_in_no_other_module() -> None:
    names = _names() - OTHER_MEANINGS.keys()

    written = {
        f"{sources.name(path)}: {word}"
        for path in sources.MODULES
        if path != CONTRACT
        for word in sources.words(path)
        if word in names or word.startswith(f"{contract.GROUP}/")
    }

    assert {"run-id", "-result", "-fallback", "mirrord", "app=mirrord", "deployed-pods"} <= names
    assert written == set()


def test_no_other_module_knows_how_long_a_name_may_be() -> None:
    written = {
        sources.name(path)
        for path in sources.MODULES
        if path != CONTRACT and str(contract.LONGEST_NAME) in {*sources.words(path)}
    }

    # There it is the size of an integer.
    assert written == {"krm_fn.yamledit.schema"}
