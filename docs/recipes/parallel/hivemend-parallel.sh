#!/bin/bash
# GNU parallel over a list of targets, one a line: hives, mount folders, images.
#
#   hivemend-parallel.sh targets.txt results                                      on this machine
#   hivemend-parallel.sh targets.txt results --sshlogin bench1,bench2             on others that share both folders
#
# Fifty targets a run, four runs at a time. Run again, it leaves out what is done. hivemend ends with 3 when a target was not done,
# which parallel counts as a failure: with --halt soon,fail=1 it would stop there.
set -euo pipefail
targets=$1
mkdir -p "$2"
results=$(realpath "$2")
shift 2

# Parallel hands the line to a shell, here or elsewhere: {#} is the run's number.
part=$(printf %q "$results")/part-{#}.jsonl
parallel --jobs 4 --max-args 50 --joblog "$results/jobs.log" "$@" \
  "touch $part && hivemend repair {} --jobs 1 --json-lines --resume $part >>$part" :::: "$targets" || :
hivemend summary "$results"/part-*.jsonl
