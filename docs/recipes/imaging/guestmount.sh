#!/bin/bash
# The Windows in a disk image, by libguestfs, whose guestmount mounts what hivemend is not told to open by itself:
#
#   guestmount.sh disk.qcow2
#
# -i finds the Windows and mounts its volume; the image must not be in use. Without the wait at the end the image would still be
# written to when this script has ended.
set -euo pipefail
windows=$(mktemp -d)
trap 'rm -f "$windows.pid"; rmdir "$windows"' EXIT
guestmount --add "$1" --inspector --rw --pid-file "$windows.pid" "$windows"
code=0
hivemend repair "$windows" --backup changed --exit-codes simple || code=$?
pid=$(cat "$windows.pid")
guestunmount "$windows"
for _ in $(seq 300); do
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
exit "$code"
