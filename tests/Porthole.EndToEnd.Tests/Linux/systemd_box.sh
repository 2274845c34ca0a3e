#!/bin/bash
# Boots a real systemd as the first process of namespaces of its own, on a copy of this machine's files that vanishes with it.
# To be started by: unshare --mount --pid --uts --ipc --cgroup --fork --kill-child systemd_box.sh RELEASE
# Nothing outside changes: what is written goes to memory, /proc/sys is read-only, /dev holds harmless devices only.
set -e
release=$1
mount --make-rprivate /
box=$(mktemp -d /run/box.XXXXXX)
mount -t tmpfs box "$box"
mkdir "$box/upper" "$box/work" "$box/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$box/upper,workdir=$box/work" "$box/root"
cd "$box/root"

mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 run run
mount -t tmpfs tmp tmp
mount -t tmpfs -o mode=755 dev dev
for device in null zero full random urandom tty; do
    touch dev/$device
    mount --bind /dev/$device dev/$device
done
mkdir dev/shm dev/pts
mount -t tmpfs shm dev/shm
ln -s /proc/self/fd dev/fd
ln -s pts/ptmx dev/ptmx
# An overlay shows the root file system only; the release may lie on another one.
mkdir tmp/release
cp -R "$release/." tmp/release/

# Of this machine's services only the journal; what the installer adds comes on top.
rm -rf lib/systemd/system/*.wants etc/systemd/system/*
mkdir -p etc/systemd/system/sysinit.target.wants
ln -s /lib/systemd/system/systemd-journald.service etc/systemd/system/sysinit.target.wants/
: >etc/fstab
: >etc/machine-id
rm -rf opt/porthole usr/local/bin/porthole var/lib/porthole var/lib/private/porthole

mkdir before
pivot_root . before
umount -l /before
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=no
