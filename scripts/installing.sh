#!/bin/sh
# Makes a virtual environment from a lock and installs this clone into it; finds a good one good.
#
#   sh scripts/installing.sh .venv requirements.lock
#
# PYTHON=python3.12 chooses the interpreter. UV= (empty) keeps to venv and pip where uv is found.
set -eu

environment=$1
lock=$2
PYTHON=${PYTHON-}
uv=${UV-uv}
requires=$(sed -n 's/^requires-python = ">=3\.\([0-9]*\),<3\.\([0-9]*\)"$/\1 \2/p' pyproject.toml)
oldest=${requires% *}
newest=$((${requires#* } - 1))

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

suits() {
    "$1" -c "import sys; sys.exit(not (3, $oldest) <= sys.version_info[:2] <= (3, $newest))" \
        >/dev/null 2>&1
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

version() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'
}

# Errors are told; a lock leaves nothing to warn of.
install_with_pip() {
    "$environment/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-deps "$@"
}

# A version manager's stand-in may be on PATH and yet refuse to run.
uv_works() {
    [ -n "$uv" ] && "$uv" --version >/dev/null 2>&1
}

candidates() {
    for minor in 13 12 11 14; do
        echo "python3.$minor"
    done
    printf '%s\n' python3 python /usr/bin/python3
    for minor in 13 12 11 14; do
        ls -d "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.$minor".*/bin/python 2>/dev/null || true
    done
}

choose_python() {
    if [ -n "$PYTHON" ]; then
        has_venv "$PYTHON" || uv_works || stop_without_venv "$PYTHON"
        chosen=$PYTHON
        return
    fi
    bare=
    for each in $(candidates); do
        suits "$each" || continue
        if uv_works || has_venv "$each"; then
            chosen=$each
            return
        fi
        bare=${bare:-$each}
    done
    [ -z "$bare" ] || stop_without_venv "$bare"
    stop "techno_kit needs Python 3.$oldest to 3.$newest, and none was found." \
        "Install one (Debian, Ubuntu: apt-get install python3 python3-venv)," \
        "or name it: make demo PYTHON=/path/to/python3.13"
}

stop_without_venv() {
    stop "Python $(version "$1") is here, but it cannot make an environment: venv is not installed." \
        "Debian, Ubuntu: apt-get install python3-venv   (or python$(version "$1")-venv)" \
        "Then run the same command again."
}

packages_are_good() {
    [ "$(cat "$environment/made-from" 2>/dev/null)" = "$(cksum <"$lock")" ] || return 1
    "$environment/bin/python" -c '' 2>/dev/null || return 1
    [ -z "$PYTHON" ] || [ "$(version "$PYTHON")" = "$(version "$environment/bin/python")" ]
}

make_environment() {
    choose_python
    if [ -e "$environment" ] && [ ! -f "$environment/pyvenv.cfg" ]; then
        stop "$environment is there and is not a virtual environment; move it away first."
    fi
    rm -rf "$environment"
    trap 'rm -rf "$environment"' EXIT  # a half-made one must not be taken for a good one
    trap 'exit 130' HUP INT TERM
    echo "Making $environment from $lock with Python $(version "$chosen") (about a minute, once)"
    if uv_works; then
        "$uv" venv --quiet --python "$(command -v "$chosen")" "$environment"
        "$uv" pip install --quiet --python "$environment/bin/python" \
            --require-hashes --no-deps -r "$lock"
    else
        "$chosen" -m venv "$environment"
        # Byte code is made at first import, for the few modules that are imported.
        install_with_pip --require-hashes --no-compile -r "$lock"
    fi
    cksum <"$lock" >"$environment/made-from"
    trap - EXIT HUP INT TERM
}

project_key() {
    cksum <pyproject.toml
    pwd
}

install_project() {
    if uv_works; then
        "$uv" pip install --quiet --python "$environment/bin/python" \
            --no-deps --no-build-isolation --editable .
    else
        install_with_pip --no-build-isolation --editable .
    fi
    project_key >"$environment/installed-from"
}

if [ -n "$PYTHON" ] && ! suits "$PYTHON"; then
    stop "PYTHON=$PYTHON is not a Python 3.$oldest to 3.$newest that runs here." \
        "Name another one, or leave PYTHON out to have one found."
fi
packages_are_good || make_environment
[ "$(cat "$environment/installed-from" 2>/dev/null)" = "$(project_key)" ] || install_project
