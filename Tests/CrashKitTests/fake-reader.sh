#!/bin/sh
# A reader of cuts in miniature, for the lines store `numbers` of fake-weir.sh. The first word says
# which promise it breaks: `none`, `short` (a cut lacks a line), `gives-up` (it ends with an error).
set -eu
bug=$1 mode=$2
shift 2
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=$2 ;;
    --job) job=$2 ;;
    --into) into=$2 ;;
  esac
  shift 2
done

newest() {
  for manifest in "$data/$job"/checkpoints/chk-*/manifest.json; do
    [ ! -e "$manifest" ] || { manifest=${manifest%/manifest.json}; echo "${manifest##*chk-}"; }
  done | sort -n | tail -n 1 | sed 's/^0*//'
}

# Parts that are finished when the manifest has been read belong to its cut or to a later one.
cut_into() {
  mkdir -p "$1"
  epoch=$(newest)
  : >"$1/numbers.jsonl"
  number=1
  while [ -n "$epoch" ] && [ $number -le "$epoch" ]; do
    cat "$data/$job"/stores/numbers/part-"$(printf %08d $number)"-*.jsonl >>"$1/numbers.jsonl" \
      2>/dev/null || { echo "epoch $number is not there yet"; epoch=$((number - 1)); }
    number=$((number + 1))
  done
  [ $bug != short ] || sed -i 1d "$1/numbers.jsonl"
  echo "${epoch:-0}" >"$1/epoch"
}

if [ $mode = once ]; then
  cut_into "$into"
  exit 0
fi
[ $bug != gives-up ] || { echo "the epoch went back"; exit 1; }
count=0
while :; do
  last=$([ -e "$into/stop" ] && echo yes || echo no)
  rm -rf "$into/next"
  cut_into "$into/next"
  count=$((count + 1))
  mv "$into/next" "$into/cut-$(printf %06d $count)"
  [ $last = no ] || break
  sleep 0.05
done
: >"$into/done"
