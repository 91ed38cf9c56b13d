#!/bin/sh
# The first process of namespaces that are its own. Says `ready` when they are, and stays.
#   first-process.sh bridge
#   first-process.sh member FOLDER ROOT NAME
set -e
ip link set lo up
if [ "$1" = bridge ]; then
  ip link add br0 type bridge
  ip link set br0 up
  echo ready
  exec sleep infinity
fi
folder=$2 root=$3 name=$4
# In memory: databases sync at every turn, and nothing of it shall outlive the test.
mount -t tmpfs -o mode=0755 tmpfs "$folder"
mkdir "$folder/upper" "$folder/work" "$folder/root"
mount -t overlay -o "lowerdir=$root,upperdir=$folder/upper,workdir=$folder/work" overlay "$folder/root"
mount -t proc proc "$folder/root/proc"
mount --rbind /dev "$folder/root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$folder/root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$folder/root/tmp"
mount -t tmpfs -o mode=0755 tmpfs "$folder/root/run"
hostname "$name"
echo ready
# Bash takes in the orphans of others: nobody then waits for ever for one of them to be gone.
exec chroot "$folder/root" /bin/bash -c 'while :; do sleep 3600 & wait; done'
