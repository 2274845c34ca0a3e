#!/usr/bin/env bash
# Makes the releases twice, each from a fresh clone of what is committed, in folders of different names, and compares
# their bytes. Exit code 0 when they are the same; otherwise the files inside that differ are named.
# Usage: tests/reproduce.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for clone in "$work/one" "$work/another/further/down"; do
    git clone --quiet --no-hardlinks . "$clone"
    "$clone/tests/publish.sh" "$clone/artifacts/release" >/dev/null
done

if diff "$work/one/artifacts/release/SHA256SUMS" "$work/another/further/down/artifacts/release/SHA256SUMS"; then
    echo "The same bytes, twice:"
    cat "$work/one/artifacts/release/SHA256SUMS"
    exit 0
fi

for clone in one another/further/down; do
    mkdir "$work/files-${clone%%/*}"
    for release in "$work/$clone"/artifacts/release/porthole-*; do
        case $release in
            *.zip) python3 -m zipfile -e "$release" "$work/files-${clone%%/*}" ;;
            *) tar -xzf "$release" -C "$work/files-${clone%%/*}" ;;
        esac
    done
done
echo "Not the same bytes:"
diff -rq "$work/files-one" "$work/files-another" || true
exit 1
