python3 -m venv .venv
. .venv/bin/activate
pip install ./krm_functions_sdk-*.whl pytest
