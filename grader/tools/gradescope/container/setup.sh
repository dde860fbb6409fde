#!/usr/bin/env bash
# Installs what the grader needs. Gradescope runs this once, as root, when it builds the image of the autograder.
set -euo pipefail
root=${DIGIT_KATA_AUTOGRADER:-/autograder}

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -qy --no-install-recommends bubblewrap libseccomp2 ca-certificates python3 python3-venv

# The image's Python may be older than the grader asks for: uv brings one that is not.
python3 -m venv "$root/uv"
"$root/uv/bin/pip" install --quiet uv
export UV_PYTHON_INSTALL_DIR="$root/python"
"$root/uv/bin/uv" venv --python 3.12 "$root/venv"
"$root/uv/bin/uv" pip install --python "$root/venv/bin/python" --compile-bytecode -r "$root/source/requirements.txt"

cd "$root/source"
"$root/venv/bin/python" -c "import matplotlib.font_manager" # makes its list of fonts, once
@IMAGES@
