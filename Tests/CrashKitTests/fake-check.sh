#!/bin/sh
# Checks the cuts of fake-reader.sh: four numbers an epoch.
set -eu
cuts=$1
while :; do
  over=$([ -e "$cuts/done" ] && echo yes || echo no)
  for cut in "$cuts"/cut-*; do
    [ -e "$cut/epoch" ] || continue
    epoch=$(cat "$cut/epoch") lines=$(wc -l <"$cut/numbers.jsonl")
    [ "$lines" -eq $((epoch * 4)) ] || { echo "epoch $epoch has $lines lines"; exit 1; }
    rm -r "$cut"
  done
  [ $over = no ] || break
  sleep 0.02
done
echo "all cuts are exact"
