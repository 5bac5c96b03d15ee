#!/bin/sh
# Makes the virtual environment $1 hold what the requirements files after it ask for.
# A copy of those files inside the environment is the stamp, so the second time costs nothing.
set -eu
venv=$1; shift
for wanted in "$@"; do :; done   # the last file includes the others
stamp=$venv/.installed-$(basename "$wanted")

if "$venv/bin/python" -c '' 2>/dev/null && cat "$@" | cmp -s - "$stamp" 2>/dev/null; then exit 0; fi

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"; return
        fi
    done
    echo "SIAP needs Python 3.11 or newer: install it (Debian, Ubuntu: apt install python3 python3-venv)." >&2
    return 1
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "This Python cannot make virtual environments: install python3-venv (Debian, Ubuntu: apt install python3-venv)." >&2
        exit 1
    fi
    "$python" -m venv --clear "$venv"
fi

echo "Installing the packages of $wanted (once)" >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
cat "$@" > "$stamp"
