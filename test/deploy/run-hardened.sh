#!/usr/bin/env bash
# run-hardened.sh ROOT USER GROUP WORKDIR HOME INBOX COMMAND…: runs COMMAND in the file system ROOT as
# `docker-compose.yml` and the Kubernetes manifests do: as the image's user, without capabilities or new
# privileges, on a root that cannot be written; /tmp is empty, HOME is mounted at /var/lib/residua and
# INBOX at /mnt, to read. The network is this machine's. The environment is passed on as it is.
set -euo pipefail
root=$1 user=$2 group=$3 workdir=$4 home=$5 inbox=$6
shift 6
mount --bind "$root" "$root"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --bind "$home" "$root/var/lib/residua"
mount --bind "$inbox" "$root/mnt"
mount -o remount,bind,ro "$root/mnt"
mount -o remount,bind,ro "$root"
# shellcheck disable=SC2016
exec chroot "$root" /usr/bin/setpriv --reuid="$user" --regid="$group" --clear-groups \
  --inh-caps=-all --bounding-set=-all --no-new-privs \
  /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$workdir" "$@"
