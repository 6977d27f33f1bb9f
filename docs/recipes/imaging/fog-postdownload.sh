#!/bin/bash
# A postdownload script of FOG: /images/postdownloadscripts/hivemend.sh, called by fog.postdownload with
#
#   . "${postdownpath}hivemend.sh"
#
# beside hivemend-linux-x64. It looks through the partitions to which FOG has just written its image ($hd is FOG's variable for the
# disk, getPartitions its function) and allows the password sign-in in each Windows that it meets.
hivemend=${postdownpath:-/postdownloadscripts/}hivemend-linux-x64
windows=$(mktemp -d)
getPartitions "$hd"
for part in $parts; do
  ntfs-3g -o rw "$part" "$windows" 2>/dev/null || continue
  if ls -d "$windows"/[Ww][Ii][Nn][Dd][Oo][Ww][Ss]/ >/dev/null 2>&1; then
    # 0: done, or nothing to do. Anything else wants a person, who finds the reason in FOG's log.
    "$hivemend" repair "$windows" --exit-codes simple ||
      echo " * hivemend could not allow the password sign-in on $part"
  fi
  umount "$windows"
done
rmdir "$windows"
