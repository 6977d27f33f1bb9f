#!/bin/bash
# For Clonezilla live: runs when the image is restored. Put it and hivemend-linux-x64 into the image repository, and add to the boot line
#
#   ocs_postrun="bash /home/partimag/clonezilla-postrun.sh"
#
# It allows the password sign-in in each Windows on the disks of this PC.
set -u
here=$(dirname "$(realpath "$0")")
windows=$(mktemp -d)
failures=0
for part in $(lsblk --noheadings --raw --paths --output NAME,FSTYPE | awk '$2 == "ntfs" { print $1 }'); do
  mount -t ntfs-3g "$part" "$windows" || continue
  if ls -d "$windows"/[Ww][Ii][Nn][Dd][Oo][Ww][Ss]/ >/dev/null 2>&1; then
    "$here/hivemend-linux-x64" repair "$windows" --exit-codes simple || failures=$((failures + 1))
  fi
  umount "$windows"
done
rmdir "$windows"
exit "$failures"
