#!/usr/bin/env bash
# Install from the system's packages what is missing of: rabbitmq postgresql.
# Only on Debian and Ubuntu, and only as root or where sudo asks no password; otherwise says what to do and fails.
set -euo pipefail

debian_package() {
  case "$1" in
    rabbitmq) echo rabbitmq-server ;;
    postgresql) echo postgresql ;;
    *) echo "system-packages.sh: unknown need '$1' (known: rabbitmq postgresql)" >&2; exit 2 ;;
  esac
}

present() {
  case "$1" in
    rabbitmq) PATH="$PATH:/usr/lib/rabbitmq/bin:/usr/sbin" command -v rabbitmq-server >/dev/null ;;
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ;;
  esac
}

packages=()
for need in "$@"; do
  package=$(debian_package "$need")
  present "$need" || packages+=("$package")
done
[ ${#packages[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then as_root=(sudo -n); fi
if ! command -v apt-get >/dev/null; then
  echo "Missing: ${packages[*]} (Debian's names). Install what your system calls them, then try again." >&2
  exit 1
fi
if ! "${as_root[@]}" true 2>/dev/null; then
  echo "Missing: ${packages[*]}. Install with: sudo apt-get install -y ${packages[*]}" >&2
  exit 1
fi
echo "Installing from the system's packages: ${packages[*]}"
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >/dev/null; }
if ! { apt install -y --no-install-recommends "${packages[@]}" || { apt update && apt install -y --no-install-recommends "${packages[@]}"; }; }; then
  echo "apt-get could not install ${packages[*]}: see above, then try: apt-get update && apt-get install ${packages[*]}" >&2
  exit 1
fi
