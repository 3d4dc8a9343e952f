#!/usr/bin/env bash
# Builds the program as a folder that needs no Python where it runs: PyInstaller's, with the
# interpreter in it. The same folder serves as kustomize's exec plugin.
# usage: scripts/build-standalone.sh FOLDER PIP PYTHON   (in the repository's root)
#   PIP     a pip that installs into another Python: `pip --python`
#   PYTHON  the one that goes in; it must have a shared library, as Debian's and the images' have
set -euo pipefail

folder=$1
pip=$2
python=$3

shared=$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("Py_ENABLE_SHARED") or 0)')
if [[ $shared != 1 ]]; then
    echo "$python has no shared library, which PyInstaller needs; name another, such as" \
        "Debian's: make standalone STANDALONE_PYTHON=/usr/bin/python3" >&2
    exit 1
fi
for needed in objdump objcopy; do
    command -v "$needed" > /dev/null || {
        echo "$needed is missing: apt-get install binutils" >&2
        exit 1
    }
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" -m venv --without-pip "$scratch/venv"
install() { "$pip" --python "$scratch/venv/bin/python" install --quiet --no-input \
    --disable-pip-version-check "$@"; }
install --require-hashes -r requirements.txt -r requirements-standalone.txt
install --no-index --no-deps "${WHEEL:-dist}"/*.whl

cat > "$scratch/inject-intercepts.py" << 'PY'
import sys

from inject_intercepts.__main__ import main

sys.exit(main())
PY
# What the program never imports, and others of the libraries would.
excluded=()
for module in unittest pydoc doctest pdb tkinter ssl _ssl hashlib _hashlib bz2 lzma sqlite3 asyncio; do
    excluded+=(--exclude-module "$module")
done
"$scratch/venv/bin/python" -m PyInstaller --log-level=WARN --noconfirm --onedir \
    --name inject-intercepts --collect-data inject_intercepts --collect-submodules inject_intercepts \
    --collect-submodules krm_fn "${excluded[@]}" --distpath "$scratch/dist" --workpath "$scratch/work" \
    --specpath "$scratch" "$scratch/inject-intercepts.py"
# As kustomize looks for the plugin of this kind.
ln -s inject-intercepts "$scratch/dist/inject-intercepts/InjectIntercepts"
rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
cp -r --no-dereference --preserve=mode,links "$scratch/dist/inject-intercepts" "$folder"
echo "ready: $folder/inject-intercepts" >&2
