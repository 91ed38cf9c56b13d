#!/bin/sh
# The first process of a host in namespaces of its own, over the Debian of this machine: what is written to /etc and /var stays
# in memory, /run is empty. The agent is installed by its own postinst. Says `ready`, and stays.
#   first-process.sh FOLDER CHECKOUT NAME
set -eu
folder=$1 checkout=$2 name=$3
mount -t tmpfs -o mode=0755 tmpfs "$folder"
for place in etc var; do
  mkdir -p "$folder/$place/upper" "$folder/$place/work"
  mount -t overlay -o "lowerdir=/$place,upperdir=$folder/$place/upper,workdir=$folder/$place/work" overlay "/$place"
done
mount -t tmpfs -o mode=0755 tmpfs /run
# Wherever the checkout lies, the reporter's user reads it here.
mount --bind "$checkout" /opt
mount --bind /opt/packages/console/test/agent-host/bin/systemctl /usr/bin/systemctl
# It asks no archive: what the machine's own would say is another thing every day.
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d
hostname "$name"
/bin/sh /opt/packages/agent/packaging/maintainer/postinst configure
echo ready
exec sleep infinity
