#!/usr/bin/env bash
# The two tiers with a real vLLM on the CPU, installed by install.sh. Passes its other arguments to vitest. If vLLM
# cannot be installed, says so and exits with 0 without testing anything.
#   run.sh vllm               `npm run test:vllm`: the tests in test/vllm, against a server with a tiny model
#   run.sh parser [--record]  `npm run test:parser`: the tests in test/parser, with vLLM's parser of tool calls alone;
#                             --record writes what the parser makes of the texts to test/fixtures/parser
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tier=${1:-}
case $tier in
  vllm | parser) shift ;;
  *)
    printf 'usage: run.sh vllm|parser [arguments of vitest]\n' >&2
    exit 2
    ;;
esac
if [ "$tier" = parser ] && [ "${1:-}" = --record ]; then
  shift
  export AEGIS_PARSER_RECORD=1
fi

code=0
bash scripts/vllm-test/install.sh || code=$?
if [ "$code" = 75 ]; then
  printf 'test:%s: nothing was tested against a real vLLM.\n' "$tier"
  exit 0
fi
[ "$code" = 0 ] || exit "$code"
npm run --silent build >/dev/null
exec npx vitest run --config "vitest.$tier.config.ts" "$@"
