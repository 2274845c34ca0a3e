#!/usr/bin/env bash
# Installs what the tests need and this machine lacks, builds once, runs every test project, and ends with
# "N passed, N failed, N skipped". Exit code 0 only when every project ran tests and none failed.
# Usage: tests/run.sh [Debug|Release]   (the default is Release: what is tested is what ships)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
configuration=${1:-Release}

# The lab: a router, its clients, cameras, viewers; a browser for the dashboard; a terminal; Windows' stand-in with a screen for the tray.
packages=(chromium tmux zbar-tools librsvg2-bin wine64 xvfb xdotool xclip x11-utils imagemagick
    systemd iproute2 nftables iptables procps util-linux tshark tcpdump miniupnpd-nftables miniupnpc natpmpc curl ffmpeg avahi-daemon
    dnsmasq-base udhcpc busybox python3 python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly)

install_missing() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    local package missing=()
    for package in "${packages[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing ${missing[*]}"
    # Debian starts a service when its package is installed, unless this file says no.
    local policy=/usr/sbin/policy-rc.d ours=
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && ours=yes
    fi
    export DEBIAN_FRONTEND=noninteractive
    local log
    log=$( (apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}") 2>&1 </dev/null) ||
        printf '%s\nNot everything could be installed; the tests that need it are skipped, each with its reason.\n' "$log"
    [ -z "$ours" ] || rm -f $policy
}

# One number out of the attributes that xunit writes about a test assembly.
count() { sed -n "s/.*<assembly [^>]*[ ]$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

# The failed tests by name, each with the beginning of its message and its place in our code: a long log's end is what one sees.
failures() {
    python3 - "$@" <<'END'
import sys, xml.etree.ElementTree as xml
for file in sys.argv[1:]:
    try:
        tests = list(xml.parse(file).iter("test"))
    except (OSError, xml.ParseError) as broken:
        print(f"FAILED {file}: {broken}")
        continue
    for test in tests:
        if test.get("result") == "Fail":
            said = [line.strip() for line in (test.findtext('failure/message') or '').splitlines() if line.strip()]
            places = [line.strip() for line in (test.findtext('failure/stack-trace') or '').splitlines() if '.cs:line' in line or '.cs(' in line]
            print(f"FAILED {test.get('name')}:", *said[:8], *places[:2], sep="\n    ")
END
}

install_missing
echo "Building ($configuration)"
dotnet build Agent.sln --configuration "$configuration" --nologo --verbosity quiet || { echo "The build failed."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0 empty=()

# Seconds. No project takes two thirds of this; one that does hangs, and must not hang the whole run.
limit=1200

# One project after the other: each uses every core by itself. The end-to-end tests take longest and so come last.
for project in $(ls -d tests/*.Tests | grep -v EndToEnd) tests/Porthole.EndToEnd.Tests; do
    name=$(basename "$project")
    printf '\n== %s\n' "$name"
    timeout --kill-after=30 $limit "$project/bin/$configuration/net10.0/$name" -noLogo -noColor -xml "$results/$name.xml" </dev/null
    status=$?
    ran=$(count total "$results/$name.xml" 2>/dev/null)
    if [ "${ran:-0}" = 0 ]; then
        empty+=("$name")
        continue
    fi
    errors=$(count errors "$results/$name.xml")
    failures=$(($(count failed "$results/$name.xml") + ${errors:-0}))
    # A runner that dies after its last test has failed too.
    [ $status = 0 ] || [ $failures -gt 0 ] || failures=1
    passed=$((passed + $(count passed "$results/$name.xml")))
    failed=$((failed + failures))
    skipped=$((skipped + $(count skipped "$results/$name.xml")))
done

echo
if [ ${#empty[@]} -gt 0 ]; then
    echo "Without a single result, which counts as a failure each: ${empty[*]}"
    failed=$((failed + ${#empty[@]}))
fi
[ $failed = 0 ] || failures "$results"/*.xml
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
