#!/bin/sh
# unpack.sh ROOT ARCHIVE…: what the packages hold, without what nobody reads in a test, a third of the whole.
set -e
root=$1
shift
for archive; do
  dpkg-deb --fsys-tarfile "$archive" >"$archive.tar"
  tar -x --keep-directory-symlink -C "$root" -f "$archive.tar" \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' --exclude='./usr/share/info/*'
  rm "$archive.tar"
done
