#!/bin/sh
# The first process of a user-mode Linux whose root is the machine's own, read only: an NFS 4.1 server and two mounts of
# it with the client's default caching, as two machines have. Then it runs the module that MODULE names, and powers off.
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONDONTWRITEBYTECODE=1
trap 'echo o > /proc/sysrq-trigger; sleep 60' EXIT

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
mount -t tmpfs state /var/lib/nfs
mount -t tmpfs mounts /mnt
mkdir -p /run/kernel/lib/modules /var/lib/nfs/rpc_pipefs /var/lib/nfs/nfsdcld /var/lib/nfs/v4recovery /mnt/served /mnt/a /mnt/b
ln -s "/usr/lib/uml/modules/$(uname -r)" /run/kernel/lib/modules/
touch /var/lib/nfs/etab /var/lib/nfs/rmtab
ip link set lo up 2>/dev/null || ifconfig lo up
for each in ext4 nfsd nfsv4; do modprobe -d /run/kernel "$each"; done

mkfs.ext4 -q -F /dev/ubdb
# With a number for each change: two within a tick of the clock would look like one.
mount -o i_version /dev/ubdb /mnt/served
# Amazon EFS hands out no delegations ("Unsupported NFSv4.0 and 4.1 features").
echo 0 > /proc/sys/fs/leases-enable
mount -t nfsd nfsd /proc/fs/nfsd
mount -t rpc_pipefs pipes /var/lib/nfs/rpc_pipefs
nfsdcld
rpc.mountd --no-nfs-version 3
exportfs -i -o rw,sync,no_root_squash,no_subtree_check,insecure,fsid=0 '*:/mnt/served'
rpc.nfsd --no-nfs-version 3 4
# There are no clients of before for whom their locks would be kept.
echo Y > /proc/fs/nfsd/v4_end_grace
# As the driver of Amazon EFS mounts, but each on its own, so that neither knows what the other has looked up.
options=vers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport,nosharecache
mount -t nfs4 -o "$options" 127.0.0.1:/ /mnt/a
mount -t nfs4 -o "$options" 127.0.0.1:/ /mnt/b

cd "$REPOSITORY"
"$PYTHON" -m "$MODULE" /mnt/a /mnt/b
