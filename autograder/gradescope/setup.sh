#!/usr/bin/env bash
# Builds the image that grades: Gradescope runs this once, as root, when the zip is uploaded.
#
#   setup.sh [SOURCE [HOME]]     SOURCE: where the zip was unpacked; HOME: where the environment goes
#
# GRADER_INSTALLER=uv (the default) knows by itself where torch for the CPU lies; GRADER_INSTALLER=pip asks pip's own
# configuration alone, so pip has to be told where (PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS). All else is one path.
# The system's python3 is not touched: Gradescope's own programs need it.
set -euo pipefail
umask 022
export DEBIAN_FRONTEND=noninteractive PIP_NO_INPUT=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
unset PYTHONPATH PYTHONHOME

source=${1:-/autograder/source}
home=${2:-/opt/grader}
installer=${GRADER_INSTALLER:-uv}
uv_version=0.13.9
venv=$home/venv
log=$(mktemp)
tools=$(mktemp -d)
trap 'rm -rf "$log" "$tools"' EXIT

fail() {
    printf 'setup.sh failed: %s\n' "$*" >&2
    exit 1
}

# step SENTENCE COMMAND...: quiet where it goes well; otherwise the end of what it said, then SENTENCE
step() {
    local sentence=$1
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 20 "$log" >&2
    fail "$sentence"
}

done_with() {
    printf 'ok  %-38s %4d s\n' "$1" "$SECONDS"
}

new_enough() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

newest_python() {
    local name
    for name in python3 python3.11 python3.12 python3.13; do
        if new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

apt_install() {
    apt-get install -y -q --no-install-recommends "$@"
}

# Where the system's Python is older, Ubuntu 22.04 has 3.11 in its universe; it comes beside python3, not in its place.
install_python() {
    local minor
    for minor in 11 12 13; do
        if apt_install "python3.$minor" "python3.$minor-venv" >"$log" 2>&1 </dev/null; then
            return
        fi
    done
    tail -n 20 "$log" >&2
    fail "python3 is $(python3 -V 2>&1), Python 3.11 or newer is needed, and apt has none: choose Ubuntu 22.04 or newer as the base image."
}

find_python() {
    python=$(newest_python) || {
        install_python
        python=$(newest_python) || fail "Python 3.11 or newer was installed by apt, but cannot be started."
    }
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        local package
        package=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
        step "apt could not install $package, without which $python makes no virtual environment." apt_install "$package"
    fi
}

install_requirements() {
    local wanted=(--no-deps --requirement "$source/requirements.txt")
    case $installer in
    uv)
        step "pip could not install uv: if the network was the trouble, build again." \
            "$venv/bin/python" -m pip install --target "$tools" "uv==$uv_version"
        step "uv could not install requirements.txt: if the network was the trouble, build again." \
            "$tools/bin/uv" pip install --no-cache --compile-bytecode --torch-backend=cpu \
            --python "$venv/bin/python" "${wanted[@]}"
        ;;
    pip)
        step "pip could not install requirements.txt: if the network was the trouble, build again." \
            "$venv/bin/python" -m pip install "${wanted[@]}"
        ;;
    esac
    step "the packages in requirements.txt do not fit together: make the zip again with 'python build.py'." \
        "$venv/bin/python" -m pip check
}

# The environment finds the grader, and the package that checks compare with, where they were unpacked, by whoever it is
# started; nobody but root can look there.
link_grader() {
    local packages
    packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$source" "$source/student_release" >"$packages/grader.pth"
    "$venv/bin/python" -m compileall -q "$source/autograder" "$source/dist" "$source/student_release"
    chown -R 0:0 "$source"
    chmod -R u=rwX,go=rX "$source" # what is copied out of it for student code is readable then
    chmod 700 "$source"
}

case $installer in
uv | pip) ;;
*) fail "GRADER_INSTALLER is '$installer'; expected uv or pip." ;;
esac
[ "$(id -u)" = 0 ] || fail "it has to be run as root, as Gradescope does, and this is $(id -un)."
[ -f "$source/requirements.txt" ] || fail "there is no $source/requirements.txt: unpack the whole zip to $source."
[ -d "$source/selftest" ] || fail "$source/selftest is gone: setup.sh was run before; unpack the zip again."
harness=$(readlink -f "$(command -v python3)" || true)

step "apt-get update failed: if the network was the trouble, build again." apt-get update -q
find_python
done_with "$("$python" -V)"
mkdir -p "$home"
rm -rf "$venv"
step "$python could not make a virtual environment in $venv." "$python" -m venv "$venv"
install_requirements
done_with "packages, by $installer"
if ! "$venv/bin/python" -c 'import torch, sys; sys.exit(torch.version.cuda is not None)' >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    fail "the torch that $installer found is not the one for the CPU: use GRADER_INSTALLER=uv, or tell pip where that one lies."
fi
link_grader
[ "$(readlink -f "$(command -v python3)" || true)" = "$harness" ] ||
    fail "python3 is another program than before, and Gradescope needs the one that it brought: choose another base image."
apt-get clean
cd /
"$venv/bin/python" -I -m autograder.gradescope.selftest "$source" || fail "the self-test did not pass (see above)."
rm -rf "$source/selftest"
done_with "self-test"
