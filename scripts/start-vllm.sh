#!/usr/bin/env bash
# Serves a coding model with vLLM on this machine: checks the machine, then becomes `vllm serve` with flags that
# the installed version knows. Usable alone; `oh-my-qwencoder start-vllm` plans, waits and watches around it.
# Settings are variables (see --help); arguments after `--` go to vLLM unchanged.
# Exit codes: 2 usage, 3 no vLLM or an unfit version, 4 port taken, 5 GPU or its memory, 7 no model.
set -euo pipefail

readonly OLDEST=0.26.0 ADVISED=0.31.0 CURRENT=0.33.0

usage() {
  cat <<'TEXT'
Usage: start-vllm.sh [--dry-run | --args] [-- vllm flags]

  --dry-run   print the command, and start nothing
  --args      print vLLM's arguments, one per line, for the vLLM of AEGIS_VLLM_VERSION
  --help      this text

Variables (default):
  AEGIS_MODEL        folder or name of the model (Qwen/Qwen3-Coder-Next-FP8)
  AEGIS_SERVED_NAME  name that clients ask for (qwen3-coder-next)
  AEGIS_HOST         address to listen on (127.0.0.1); any other needs a key, which is made if none is given
  AEGIS_PORT         port (8001)
  AEGIS_GPU          index, or several with commas, of the GPUs to use (CUDA_VISIBLE_DEVICES, else 0);
                     none: do not look for NVIDIA GPUs
  AEGIS_TP           GPUs that hold one copy of the model together (1)
  AEGIS_CTX          longest session, tokens (131072)
  AEGIS_BATCH        requests at once (32)
  AEGIS_MEM          share of the GPU's memory to take (0.92)
  AEGIS_KV_DTYPE     auto, bfloat16 or fp8 (auto)
  AEGIS_API_KEY      key that clients need (none on 127.0.0.1)
  AEGIS_API_KEY_FILE file that holds the key, or gets a new one (~/.config/oh-my-qwencoder/vllm-api-key)
  AEGIS_VLLM         the vllm command (vllm)
  AEGIS_VLLM_VERSION its version, to skip the question
  AEGIS_OFFLINE      1: never ask the hub, even for a model by name

Examples:
  AEGIS_MODEL=/models/Qwen3-Coder-Next-FP8 ./start-vllm.sh
  AEGIS_BATCH=24 ./start-vllm.sh --dry-run
  AEGIS_HOST=0.0.0.0 AEGIS_API_KEY_FILE=/etc/aegis/key ./start-vllm.sh -- --uvicorn-log-level warning
TEXT
}

say() { printf 'aegis: %s\n' "$*" >&2; }

# fail EXIT_CODE NAME WHAT FIX
fail() {
  printf 'aegis: [%s] %s\n→ %s\n' "$2" "$3" "$4" >&2
  exit "$1"
}

# --- settings ---------------------------------------------------------------------------------------------

model=${AEGIS_MODEL:-Qwen/Qwen3-Coder-Next-FP8}
served_name=${AEGIS_SERVED_NAME:-qwen3-coder-next}
host=${AEGIS_HOST:-127.0.0.1}
port=${AEGIS_PORT:-8001}
gpu=${AEGIS_GPU:-${CUDA_VISIBLE_DEVICES:-0}}
tensor_parallel=${AEGIS_TP:-1}
context=${AEGIS_CTX:-131072}
batch=${AEGIS_BATCH:-32}
memory=${AEGIS_MEM:-0.92}
kv_dtype=${AEGIS_KV_DTYPE:-auto}
vllm=${AEGIS_VLLM:-vllm}
key_file=${AEGIS_API_KEY_FILE:-${XDG_CONFIG_HOME:-${HOME:-}/.config}/oh-my-qwencoder/vllm-api-key}
mode=start
# Bash before 4.4 treats an empty array as unbound, so a separate variable holds the count.
extra=()
extras=0

while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) mode=dry-run ;;
    --args) mode=args ;;
    -h | --help)
      usage
      exit 0
      ;;
    --)
      shift
      extras=$#
      if [ $# -gt 0 ]; then extra=("$@"); fi
      break
      ;;
    *) fail 2 USAGE "unknown option $1" "see --help; vLLM's own flags follow --" ;;
  esac
  shift
done

# number NAME VALUE LEAST MOST
number() {
  case $2 in
    '' | *[!0-9]*) fail 2 BAD_VALUE "$1=$2 is not a whole number" "give one from $3 to $4" ;;
  esac
  if [ ${#2} -gt 9 ] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    fail 2 BAD_VALUE "$1=$2 is out of range" "give one from $3 to $4"
  fi
}

check_settings() {
  number AEGIS_PORT "$port" 1 65535
  number AEGIS_CTX "$context" 1024 10000000
  number AEGIS_BATCH "$batch" 1 4096
  number AEGIS_TP "$tensor_parallel" 1 64
  if ! [[ $memory =~ ^(0?\.[0-9]*[1-9][0-9]*|1(\.0*)?)$ ]]; then
    fail 2 BAD_VALUE "AEGIS_MEM=$memory is not a share" "give one above 0 and up to 1, such as 0.92"
  fi
  case $kv_dtype in
    auto | bfloat16 | fp8) ;;
    bf16) kv_dtype=bfloat16 ;;
    *) fail 2 BAD_VALUE "AEGIS_KV_DTYPE=$kv_dtype is unknown" "give auto, bfloat16 or fp8" ;;
  esac
  if [ "$gpu" != none ] && ! [[ $gpu =~ ^[0-9]+(,[0-9]+)*$ ]]; then
    fail 2 BAD_VALUE "AEGIS_GPU=$gpu is not a list of GPUs" "give indices such as 0 or 0,1, or none"
  fi
  if [ -n "$(tr ',' '\n' <<<"$gpu" | sort | uniq -d)" ]; then
    fail 2 BAD_VALUE "AEGIS_GPU=$gpu names a GPU twice" "name each GPU once"
  fi
  local commas=${gpu//[!,]/}
  if [ "$gpu" != none ] && [ "$tensor_parallel" -gt $((${#commas} + 1)) ]; then
    fail 2 BAD_VALUE "AEGIS_TP=$tensor_parallel needs as many GPUs in AEGIS_GPU=$gpu" "name them, such as AEGIS_GPU=0,1"
  fi
  case $model in
    *[Ff][Pp]8*)
      if [ "$tensor_parallel" -ge 8 ]; then
        fail 2 BAD_VALUE "FP8 weights cannot be split over $tensor_parallel GPUs" "start one copy on each GPU: AEGIS_TP=1"
      fi
      ;;
    '' | -*) fail 2 BAD_VALUE "AEGIS_MODEL=$model is not a model" "give a folder or a name such as Qwen/Qwen3-Coder-Next-FP8" ;;
  esac
}

# Flags that this vLLM does not have, and flags that break this kind of model. From 0.33 each switch --enable-x has
# its --disable-x again; before it was --no-enable-x.
check_extra() {
  local flag
  [ "$extras" -gt 0 ] || return 0
  for flag in "${extra[@]}"; do
    case $flag in --*) ;; -sc) ;; *) continue ;; esac
    # vLLM accepts _ for -, and argparse accepts the beginning of a flag for the whole flag.
    flag=${flag%%=*}
    flag=${flag//_/-}
    case $flag in
      --disable-log-requests*)
        older "$version" 0.33.0 || continue
        fail 2 REMOVED_FLAG "vLLM $version has no --disable-log-requests" "leave it out: requests are not logged"
        ;;
      --swap-space* | --guided-decoding-backend* | --max-num-partial-prefills* | --calculate-kv-scales*)
        fail 2 REMOVED_FLAG "no version from $OLDEST has $flag" "leave it out" ;;
      --block-size*) fail 2 UNFIT_FLAG "--block-size breaks models with linear attention" "leave it out: vLLM computes it" ;;
      --speculative-config* | -sc)
        fail 2 UNFIT_FLAG "this model has no draft head, and guessing spoils its prefix cache" "leave $flag out" ;;
      --h | --ho | --hos | --host | --po | --por | --port | --uds | --headless | --ssl* | --config | --served-model-name)
        fail 2 UNFIT_FLAG "$flag after -- would bypass the checks of this script" "leave it out; AEGIS_HOST, AEGIS_PORT and AEGIS_SERVED_NAME set address and name" ;;
      --ap | --api | --api-k*) fail 2 UNFIT_FLAG "--api-key shows the key to every user of this machine" "put it into AEGIS_API_KEY" ;;
    esac
  done
}

# --- version ----------------------------------------------------------------------------------------------

# older A B: version A is older than B
older() {
  local a b i
  IFS=. read -r -a a <<<"$1"
  IFS=. read -r -a b <<<"$2"
  for i in 0 1 2; do
    if [ "${a[i]:-0}" -ne "${b[i]:-0}" ]; then [ "${a[i]:-0}" -lt "${b[i]:-0}" ] && return 0 || return 1; fi
  done
  return 1
}

# Sets `version`. This takes some seconds, because vLLM imports PyTorch first.
find_version() {
  local said=''
  if [ -n "${AEGIS_VLLM_VERSION:-}" ]; then
    said=$AEGIS_VLLM_VERSION
  elif ! command -v "$vllm" >/dev/null 2>&1; then
    if [ "$mode" = start ]; then
      fail 3 NO_VLLM "there is no command $vllm" "install vLLM (pip install vllm==$CURRENT), or put its path into AEGIS_VLLM"
    fi
    say "no command $vllm here: shown for version $CURRENT"
    said=$CURRENT
  else
    # Take the last line: notices may come before it.
    said=$(limited 180 "$vllm" --version 2>/dev/null | grep -E '^[0-9]+\.[0-9]+' | tail -n 1 || true)
  fi
  if ! [[ $said =~ ([0-9]+\.[0-9]+(\.[0-9]+)?) ]]; then
    fail 3 NO_VERSION "$vllm --version prints no version" "run it by hand and fix the error it shows, or set AEGIS_VLLM_VERSION"
  fi
  version=${BASH_REMATCH[1]}
  if older "$version" "$OLDEST"; then
    fail 3 VLLM_TOO_OLD "vLLM $version is too old: its tool calls for this model are faulty" "pip install vllm==$CURRENT (at least $OLDEST)"
  fi
  if older "$version" "$ADVISED"; then
    say "vLLM $version works; from $ADVISED on more of each prompt comes out of its cache"
  fi
}

# Stays in our process group, so that a signal that stops us also stops it.
limited() {
  if command -v timeout >/dev/null 2>&1; then timeout --foreground -k 5 "$@"; else
    shift
    "$@"
  fi
}

# --- the machine ------------------------------------------------------------------------------------------

is_loopback() {
  [[ $host =~ ^(127\.[0-9]+\.[0-9]+\.[0-9]+|localhost|::1)$ ]]
}

check_port() {
  local at=$host
  case $host in 0.0.0.0 | ::) at=127.0.0.1 ;; esac
  if (exec 3<>"/dev/tcp/$at/$port") 2>/dev/null; then
    fail 4 PORT_TAKEN "another program already answers on $at:$port" "stop it, or choose another port with AEGIS_PORT"
  fi
}

check_gpus() {
  [ "$gpu" != none ] || return 0
  if ! command -v nvidia-smi >/dev/null 2>&1; then
    fail 5 NO_GPU "nvidia-smi is not here: no NVIDIA driver" "install the driver, or set AEGIS_GPU=none for other hardware"
  fi
  local asked=index,name,memory.total,memory.free,driver_version line all index
  if ! all=$(limited 30 nvidia-smi --query-gpu="$asked" --format=csv,noheader,nounits 2>&1); then
    fail 5 NO_GPU "nvidia-smi fails: ${all%%$'\n'*}" "fix the driver first"
  fi
  for index in ${gpu//,/ }; do
    line=$(printf '%s\n' "$all" | grep -E "^ *$index," || true)
    [ -n "$line" ] || fail 5 NO_GPU "there is no GPU $index" "AEGIS_GPU is one of: $(printf '%s\n' "$all" | cut -d, -f1 | tr -d ' ' | tr '\n' ' ')"
    check_gpu_memory "$line"
  done
}

check_gpu_memory() {
  local index name total free driver
  IFS=, read -r index name total free driver <<<"$1"
  index=${index// /} total=${total// /} free=${free// /}
  say "GPU $index:$name, $free of $total MiB free, driver${driver}"
  case $total$free in *[!0-9]* | '') return 0 ;; esac
  local wanted
  wanted=$(awk -v t="$total" -v m="$memory" 'BEGIN { printf "%d", t * m }')
  if [ "$free" -lt "$wanted" ]; then
    fail 5 GPU_BUSY "GPU $index has $free MiB free, and AEGIS_MEM=$memory of it is $wanted MiB" "end the programs that use it (nvidia-smi), or set a smaller AEGIS_MEM"
  fi
}

# Sets `offline`: 1 if no hub is needed.
check_model() {
  offline=${AEGIS_OFFLINE:-0}
  case $model in
    /* | ./* | ../* | '~'*)
      [ -d "$model" ] || fail 7 NO_MODEL "there is no folder $model" "copy the model there, or name another folder with AEGIS_MODEL"
      ;;
  esac
  if [ -d "$model" ]; then
    [ -f "$model/config.json" ] || fail 7 NO_MODEL "$model holds no config.json" "name the folder with config.json and the weights"
    offline=1
    return 0
  fi
  local cache=${HF_HUB_CACHE:-${HF_HOME:-${HOME:-}/.cache/huggingface}/hub} snapshot
  for snapshot in "$cache/models--${model//\//--}"/snapshots/*/; do
    # A download that was cut off still needs the hub.
    if [ "${AEGIS_OFFLINE:-}" != 0 ] && is_whole "$snapshot"; then
      offline=1
      return 0
    fi
  done
  [ "$offline" != 1 ] || fail 7 NO_MODEL "$model is not in $cache, and AEGIS_OFFLINE=1" "copy the model here and name its folder with AEGIS_MODEL"
  local hub=${HF_ENDPOINT:-https://huggingface.co}
  local rest=${hub#*://}
  local shown=${hub%%://*}://${rest##*@}
  if command -v curl >/dev/null 2>&1 && ! ask_hub "$hub/$model/resolve/main/config.json"; then
    fail 7 NO_MODEL "$model is not on this machine, or not complete, and $shown cannot be reached to fetch it" "copy the model here and name its folder: AEGIS_MODEL=/models/…"
  fi
  say "$model will be fetched from $shown"
}

# A model's folder with all the weights that its index names.
is_whole() {
  local name
  [ -f "$1/config.json" ] || return 1
  [ -f "$1/model.safetensors.index.json" ] || { compgen -G "$1/*.safetensors" >/dev/null && return 0 || return 1; }
  while read -r name; do
    [ -e "$1/$name" ] || return 1
  done < <(grep -o '"[^"]*\.safetensors"' "$1/model.safetensors.index.json" | tr -d '"' | sort -u)
}

# Uses standard input: every user of the machine can see arguments, and with them a password or token.
ask_hub() {
  {
    printf 'url = "%s"\n' "$1"
    if [ -n "${HF_TOKEN:-}" ]; then printf 'header = "Authorization: Bearer %s"\n' "$HF_TOKEN"; fi
  } | curl -fsIL --max-time 10 -o /dev/null -K - 2>/dev/null
}

# Only its user can read the key. If several replicas start at once, one of them makes it.
make_key() (
  umask 077
  mkdir -p "$(dirname "$key_file")" || exit 1
  own=$(mktemp "$key_file.XXXXXX") || exit 1
  od -An -tx1 -N24 /dev/urandom | tr -d ' \n' >"$own" && { ln "$own" "$key_file" 2>/dev/null || [ -s "$key_file" ]; }
  made=$?
  rm -f "$own"
  exit "$made"
)

# Sets `key`, or leaves it empty.
find_key() {
  key=${AEGIS_API_KEY:-}
  if [ -z "$key" ] && { [ -n "${AEGIS_API_KEY_FILE:-}" ] || ! is_loopback; }; then
    if [ ! -s "$key_file" ]; then
      if [ "$mode" != start ]; then
        say "a key would be made and kept in $key_file"
        key="made at the start"
        return 0
      fi
      make_key || fail 2 NO_KEY_FILE "$key_file cannot be written" "give a key with AEGIS_API_KEY"
      say "made a key: clients need the text in $key_file"
    fi
    if [ ! -f "$key_file" ] || [ ! -r "$key_file" ]; then
      fail 2 NO_KEY_FILE "$key_file cannot be read" "give a key with AEGIS_API_KEY"
    fi
    key=$(tr -d ' \t\r\n' <"$key_file")
    if [ -n "$(find -L "$key_file" -perm -004 2>/dev/null)" ]; then
      say "$key_file can be read by every user of this machine (chmod o-r takes that away)"
    fi
    [ -n "$key" ] || fail 2 NO_KEY_FILE "$key_file holds no key" "remove the file so that a key is made, or give a key with AEGIS_API_KEY"
  fi
  if ! is_loopback; then
    say "listening on $host: the key guards /v1; /metrics, /health and /tokenize answer everybody there"
  fi
}

# --- the command ------------------------------------------------------------------------------------------

# since VERSION FLAG [VALUE…]: adds the flag for vLLM from that version. The oldest supported version has them all.
since() {
  local first=$1
  shift
  older "$version" "$first" || args+=("$@")
}

build_args() {
  args=(serve "$model")
  since "$OLDEST" --served-model-name "$served_name"
  since "$OLDEST" --host "$host" --port "$port"
  since "$OLDEST" --max-model-len "$context"
  since "$OLDEST" --max-num-seqs "$batch"
  since "$OLDEST" --max-num-batched-tokens 8192
  since "$OLDEST" --gpu-memory-utilization "$memory"
  since "$OLDEST" --kv-cache-dtype "$kv_dtype"
  since "$OLDEST" --tensor-parallel-size "$tensor_parallel"
  # Off by default for this kind of model before 0.28.
  since "$OLDEST" --enable-prefix-caching
  since "$OLDEST" --enable-auto-tool-choice --tool-call-parser qwen3_coder
  since "$OLDEST" --enable-prompt-tokens-details
  since "$OLDEST" --enable-request-id-headers
  since "$OLDEST" --disable-access-log-for-endpoints /health,/metrics
  if [ "$extras" -gt 0 ]; then args+=("${extra[@]}"); fi
}

# vLLM accepts the opt-outs only as exactly 1. A local model needs no hub at all.
build_environment() {
  environment=(VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 HF_HUB_DISABLE_TELEMETRY=1)
  if [ "$offline" = 1 ]; then environment+=(HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1); fi
  # In the order in which nvidia-smi counts them.
  if [ "$gpu" != none ]; then environment+=("CUDA_DEVICE_ORDER=PCI_BUS_ID" "CUDA_VISIBLE_DEVICES=$gpu"); fi
}

check_settings
offline=${AEGIS_OFFLINE:-0}
key=''
if [ "$mode" = args ]; then
  find_version
  check_extra
  build_args
  printf '%s\n' "${args[@]:1}"
  exit 0
fi
if [ "$mode" = start ]; then
  check_port
  check_gpus
  check_model
  find_version
  check_extra
else
  find_version
  check_extra
  if [ -d "$model" ]; then offline=1; fi
fi
find_key
build_args
build_environment
if [ "$mode" = dry-run ]; then
  printf '%s ' "${environment[@]}"
  if [ -n "$key" ]; then printf 'VLLM_API_KEY=… '; fi
  printf '%q ' "$vllm" "${args[@]}"
  printf '\n'
  exit 0
fi
# Only in the environment: every user of the machine can see arguments.
if [ -n "$key" ]; then export VLLM_API_KEY=$key; fi
unset AEGIS_API_KEY
say "vLLM $version: $served_name on $host:$port"
exec env "${environment[@]}" "$vllm" "${args[@]}"
