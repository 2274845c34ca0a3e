#!/usr/bin/env bash
# Makes the releases: porthole-VERSION-win-x64.zip and porthole-VERSION-linux-x64.tar.gz with all that is needed to run
# (no .NET on the PC), a software bill of materials (sbom.cdx.json, CycloneDX 1.6) in each, and SHA256SUMS beside them.
# The same sources and the same SDK give the same bytes.
# Usage: tests/publish.sh [OUT]   (the default is artifacts/release)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-artifacts/release}
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Folders of its own: a publish beside a build would fight over the same files.
publish() { # PROJECT RUNTIME TARGET
    dotnet publish "src/$1" --configuration Release --runtime "$2" --self-contained -p:ForRelease=true \
        --artifacts-path "$work/build" --output "$3" --nologo --verbosity quiet
}

mkdir -p "$out"
rm -f "$out"/porthole-*.zip "$out"/porthole-*.tar.gz "$out/SHA256SUMS"
for runtime in win-x64 linux-x64; do
    name=porthole-$version-$runtime
    publish Porthole.Agent $runtime "$work/$name"
    cp README.md LICENSE "$work/$name/"
    if [ $runtime = win-x64 ]; then
        publish Porthole.Tray $runtime "$work/$name/tray"
        cp install.ps1 "$work/$name/"
        python3 tests/pack.py "$work/$name" "$out/$name.zip"
    else
        cp install.sh "$work/$name/"
        python3 tests/pack.py "$work/$name" "$out/$name.tar.gz"
    fi
done
(cd "$out" && sha256sum porthole-* >SHA256SUMS && ls -l porthole-*)
