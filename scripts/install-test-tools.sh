#!/usr/bin/env bash
# Installs what the tests need beside Node, on Debian: FTP clients to compare with, Chromium, and four real FTP servers.
# Does nothing, quickly, when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive

servers=.cache/ftp-servers
mkdir -p "$servers"
exec 9>"$servers/.lock"
flock 9

main() {
  install_packages $(missing_packages)
  # These three exclude each other as packages, so each is unpacked into a folder of its own and run from there.
  unpack_server vsftpd usr/sbin/vsftpd vsftpd
  unpack_server proftpd usr/sbin/proftpd proftpd-core proftpd-mod-crypto
  unpack_server pure-ftpd usr/sbin/pure-ftpd pure-ftpd pure-ftpd-common
}

missing_packages() {
  local tool
  for tool in lftp curl openssl chromium; do
    command -v "$tool" >/dev/null || echo "$tool"
  done
  /usr/bin/python3 -c "import pyftpdlib" 2>/dev/null || echo python3-pyftpdlib
  /usr/bin/python3 -c "import OpenSSL" 2>/dev/null || echo python3-openssl
}

install_packages() {
  [ $# -gt 0 ] || return 0
  refresh_lists
  retry as_root apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# unpack_server NAME EXECUTABLE PACKAGE...: the packages with the libraries this machine lacks, under NAME.
unpack_server() {
  local name=$1 executable=$2
  shift 2
  runs "$name" "$executable" && return 0
  refresh_lists
  local fresh="$servers/.$name.new" packages
  rm -rf "$fresh" "${servers:?}/$name"
  mkdir -p "$fresh/packages"
  packages=$(as_root apt-get install --simulate --no-install-recommends "$@" | awk '$1 == "Inst" { print $2 }')
  (cd "$fresh/packages" && retry apt-get download -o APT::Sandbox::User=root $(printf '%s\n' "$@" $packages | sort -u))
  local package
  for package in "$fresh"/packages/*.deb; do dpkg -x "$package" "$fresh"; done
  rm -rf "$fresh/packages"
  mv "$fresh" "$servers/$name"
  runs "$name" "$executable" || fail "$name was unpacked into $servers/$name, but libraries it needs are missing"
}

runs() {
  local root="$servers/$1"
  [ -x "$root/$2" ] || return 1
  ! LD_LIBRARY_PATH="$root/usr/lib/$(uname -m)-linux-gnu:$root/lib/$(uname -m)-linux-gnu" ldd "$root/$2" | grep -q "not found"
}

lists_are_fresh=no
refresh_lists() {
  [ "$lists_are_fresh" = no ] || return 0
  command -v apt-get >/dev/null || fail "the tests need Debian packages, and apt-get is not here"
  retry as_root apt-get update -qq
  lists_are_fresh=yes
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo --preserve-env=DEBIAN_FRONTEND "$@"
  else fail "installing test tools needs root: run this script once as root, or install sudo"
  fi
}

retry() {
  local attempt
  for attempt in 1 2 3 4; do
    "$@" && return 0
    echo "attempt $attempt failed: $*" >&2
    sleep $((attempt * 3))
  done
  fail "gave up: $*"
}

fail() {
  echo "install-test-tools: $*" >&2
  exit 1
}

main
