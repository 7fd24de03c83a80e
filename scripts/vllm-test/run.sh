#!/usr/bin/env bash
# `npm run test:vllm`: the tests in test/vllm against a real vLLM on the CPU. Passes its arguments to vitest. If vLLM
# cannot be installed, says so and exits with 0 without testing anything.
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
