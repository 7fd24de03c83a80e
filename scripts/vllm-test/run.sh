#!/usr/bin/env bash
# `npm run test:vllm`: the tests in test/vllm against a real vLLM on the CPU. What follows goes to vitest. Where vLLM
# cannot be installed it says so and ends well, with nothing tested.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

code=0
bash scripts/vllm-test/install.sh || code=$?
if [ "$code" = 75 ]; then
  printf 'test:vllm: nothing was tested against a real vLLM.\n'
  exit 0
fi
[ "$code" = 0 ] || exit "$code"
npm run --silent build >/dev/null
exec npx vitest run --config vitest.vllm.config.ts "$@"
