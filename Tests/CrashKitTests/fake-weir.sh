#!/bin/sh
# A runner in miniature: it speaks the protocol that weir-crash relies on (phase file, failpoints,
# pending and finished parts, manifests) and can be told to break one promise with --bug NAME.
# The job writes the numbers 1..COUNT, four an epoch, into the lines store `numbers`,
# and as a query of Nexmark into `result`.
set -eu

if [ "$1" = failpoints ]; then
  printf '[{"name":"source.afterEmit","summary":"a"},{"name":"manifest.tmpWritten","summary":"b"},'
  printf '{"name":"sink.beforeCommit","summary":"c"},{"name":"recover.afterLoad","summary":"d"},'
  printf '{"name":"ghost.point","summary":"is never hit"}]\n'
  exit 0
fi

job=$2
shift 2
count=40 bug=none data=
while [ $# -gt 0 ]; do
  case $1 in
    --count) count=$2 ;;
    --bug) bug=$2 ;;
    --data) data=$2 ;;
    --quiet) shift; continue ;;
  esac
  shift 2
done

root=$data/$job
store=$root/stores/numbers
[ "$job" = "${job#nexmark-}" ] || store=$root/stores/result
mkdir -p "$store" "$root/checkpoints"

phase() {
  [ $bug = silent ] || printf '%-13s\n' "$1" 1<>"${WEIR_PHASE_FILE:-/dev/null}"
}

hits=
hit() {
  hits="$hits $1"
  [ -z "${WEIR_FAILPOINT_LOG:-}" ] || echo "$1" >>"$WEIR_FAILPOINT_LOG"
  n=0
  for name in $hits; do [ "$name" != "$1" ] || n=$((n + 1)); done
  if [ "${WEIR_FAILPOINT:-}" = "$1:$n:kill" ]; then kill -9 $$; fi
  if [ "${WEIR_FAILPOINT:-}" = "$1:$n:throw" ]; then exit 1; fi
}

part() { printf 'part-%08d-a1-s0-0.jsonl' "$1"; }

commit() {
  pending=$store/.$(part "$1").pending
  [ ! -e "$pending" ] || mv "$pending" "$store/$(part "$1")"
}

epoch=0
for folder in "$root"/checkpoints/chk-*; do
  if [ -e "$folder/manifest.json" ]; then
    epoch=${folder##*chk-}
    epoch=$(echo "$epoch" | sed 's/^0*//')
  fi
done
position=$((epoch * 4))
if [ $epoch -gt 0 ]; then
  hit recover.afterLoad
  [ $bug = no-recommit ] || commit $epoch
  [ $bug != doubled ] || position=$((position - 1))
  [ $bug != changed ] || echo '{}' >>"$store/$(part 1)"
  [ $bug != vanished ] || rm -f "$store/$(part 1)"
fi
for left in "$store"/.part-* "$store"/.open; do rm -f "$left"; done

phase idle
while [ $position -lt "$count" ]; do
  epoch=$((epoch + 1))
  : >"$store/.open"
  for _ in 1 2 3 4; do
    position=$((position + 1))
    if [ $position -le "$count" ]; then echo "{\"number\":$position}" >>"$store/.open"; fi
  done
  hit source.afterEmit
  [ $bug != hanging ] || exec sleep 60
  sleep 0.004
  phase injected
  [ $bug != torn ] || printf '{"num' >>"$store/.open"
  sleep 0.002
  mv "$store/.open" "$store/.$(part $epoch).pending"
  [ $bug != early ] || commit $epoch
  phase acknowledged
  folder=$root/checkpoints/$(printf 'chk-%08d' $epoch)
  mkdir -p "$folder"
  phase manifest
  echo '{}' >"$folder/manifest.json.tmp"
  hit manifest.tmpWritten
  mv "$folder/manifest.json.tmp" "$folder/manifest.json"
  phase committing
  sleep 0.002
  hit sink.beforeCommit
  commit $epoch
  phase done
  phase idle
done
[ $bug != stray ] || : >"$store/left.tmp"
[ $bug != failing ] || exit 1
echo "complete at chk-$epoch"
