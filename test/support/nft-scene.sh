# Two network namespaces with a cable between them: this one has the users, the other the servers.
# $1: the rules, $2: node, $3: nft-peer.mjs. Prints one line of JSON for each user: held, then free.
set -eu
ip link set lo up
unshare --net sleep 600 &
peer=$!
until [ "$(readlink /proc/$peer/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do :; done
servers=
trap 'kill $peer $servers 2>/dev/null || true' EXIT
ip link add v0 type veth peer name v1 netns $peer
ip addr add 10.0.0.1/24 dev v0
ip addr add fd00::1/64 dev v0 nodad
ip link set v0 up
there="nsenter --target $peer --net"
$there ip link set lo up
for address in 10.0.0.5/24 10.0.0.6/24; do $there ip addr add $address dev v1; done
for address in fd00::5/64 fd00::6/64; do $there ip addr add $address dev v1 nodad; done
$there ip link set v1 up
ready=$(mktemp -u)
mkfifo "$ready"
$there "$2" "$3" serve > "$ready" &
servers=$!
read -r _ < "$ready"
rm "$ready"
nft --check --file "$1"
nft --file "$1"
# Loading it again replaces the rules.
nft --file "$1"
setpriv --reuid 1000 --clear-groups "$2" "$3"
setpriv --reuid 1001 --clear-groups "$2" "$3"
