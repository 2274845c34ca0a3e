#!/bin/sh
# Installs Porthole on this PC as a service of systemd, so that it starts with the machine and keeps the ports of your cameras open.
# Works from a release (porthole beside this script) and from a source checkout with the .NET 10 SDK.
# Run it again to upgrade: your settings are kept.
set -eu

usage() {
    cat <<TEXT
Usage: sudo ./install.sh [--dir DIR] [--settings FILE] [--dry-run]
       sudo ./install.sh --uninstall [--dir DIR] [--keep-settings] [--dry-run]

  --dir DIR        where the program goes (default: /opt/porthole)
  --settings FILE  a settings file to install in place of the one that is there
  --uninstall      stop Porthole and remove it, with its settings and registered devices
  --keep-settings  leave /var/lib/porthole with settings and registered devices
  --dry-run        say what would be done, and do nothing
TEXT
}

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

dir=/opt/porthole settings='' uninstall='' keep='' dry=''
while [ $# -gt 0 ]; do
    case $1 in
        --dir) [ $# -ge 2 ] || fail "--dir wants a folder."; dir=$2; shift ;;
        --settings) [ $# -ge 2 ] || fail "--settings wants a file."; settings=$2; shift ;;
        --uninstall) uninstall=yes ;;
        --keep-settings) keep=yes ;;
        --dry-run) dry=yes ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; fail "$1 is not an option. Nothing was changed." ;;
    esac
    shift
done

here=$(cd "$(dirname "$0")" && pwd)
link=/usr/local/bin/porthole

# The Tab key ends a folder's name with a slash, and what stands beside "/opt/porthole/" would stand in it.
dir=${dir%"${dir##*[!/]}"}

# The program itself, not a folder of that name, nor the link by which the command is found among a hundred others.
holds_porthole() {
    [ -f "$1/porthole" ] && [ -x "$1/porthole" ] && [ ! -L "$1/porthole" ] && [ -f "$1/porthole.dll" ]
}

# The folder is removed and replaced as a whole: it has to be one that can only be Porthole's.
case $dir in
    /*/*) ;;
    *) fail "--dir wants a folder of its own, such as /opt/porthole, not \"$dir\". Nothing was changed." ;;
esac
[ ! -e "$dir" ] || holds_porthole "$dir" || fail "$dir is there and holds no Porthole. Name another folder with --dir. Nothing was changed."
[ -z "$settings" ] || [ -f "$settings" ] || fail "there is no settings file $settings. Nothing was changed."

if [ -n "$dry" ]; then
    if [ -n "$uninstall" ]; then
        echo "Would stop and remove the service porthole, $dir and $link.${keep:+ Settings would stay.}"
    else
        echo "Would put Porthole into $dir, link it as $link, and install and start the service porthole."
    fi
    exit 0
fi

[ "$(id -u)" = 0 ] || fail "services are root's business. Try again with sudo. Nothing was changed."
[ -d /run/systemd/system ] || fail "systemd does not run on this machine. Start \"porthole run\" by whatever starts programs here. Nothing was changed."

if [ -n "$uninstall" ]; then
    holds_porthole "$dir" || fail "there is no Porthole in $dir. Nothing was changed."
    if [ -n "$keep" ]; then "$dir/porthole" service uninstall; else "$dir/porthole" service uninstall --remove-data; fi
    rm -rf "$dir"
    if [ "$(readlink "$link" 2>/dev/null)" = "$dir/porthole" ]; then rm -f "$link"; fi
    echo "Porthole is removed."
    exit 0
fi

# The new program stands complete beside the old one before anything is stopped.
new=$dir.new old=$dir.old
# An upgrade was cut short, by a power cut perhaps: the program from before is the one to upgrade.
if [ ! -e "$dir" ] && holds_porthole "$old"; then mv "$old" "$dir"; fi
rm -rf "$new" "$old"
if [ -x "$here/porthole" ]; then
    { mkdir -p "$(dirname "$dir")" && cp -R "$here" "$new"; } ||
        { rm -rf "$new"; fail "the program cannot be put beside $dir, and the line above says why. Nothing was changed."; }
elif [ -d "$here/src/Porthole.Agent" ] && command -v dotnet >/dev/null; then
    echo "Building from source; this takes a minute or two."
    dotnet publish "$here/src/Porthole.Agent" -c Release -r linux-x64 --self-contained -p:ForRelease=true -o "$new" --nologo --verbosity quiet ||
        { rm -rf "$new"; fail "the build failed, and the lines above say why. Nothing was changed."; }
else
    fail "there is no porthole beside this script, and no .NET SDK to build it with. Use a release, or install the .NET 10 SDK. Nothing was changed."
fi
chmod -R u=rwX,go=rX "$new"

# Only a state folder that this very run makes may go with it.
fresh=''
[ -e /var/lib/porthole ] || [ -e /var/lib/private/porthole ] || fresh=--remove-data

back() {
    echo "install.sh: undoing" >&2
    if [ -d "$old" ]; then
        rm -rf "$dir"
        mv "$old" "$dir"
        "$dir/porthole" service install >&2 && "$dir/porthole" service start >&2
        fail "$1 The Porthole from before is back."
    fi
    # shellcheck disable=SC2086 # nothing, or one word
    "$dir/porthole" service uninstall $fresh >&2 || :
    rm -rf "$dir"
    fail "$1 What was installed is removed again."
}

if [ -d "$dir" ]; then
    "$dir/porthole" service stop || { rm -rf "$new"; fail "the running Porthole cannot be stopped. Nothing was changed."; }
    mv "$dir" "$old"
fi
mv "$new" "$dir"
# When it does not answer, it puts back what it has changed, the settings above all.
"$dir/porthole" service install --start ${settings:+--settings "$settings"} || back "The service could not be installed or started (its log: journalctl -u porthole)."
"$dir/porthole" status || :

rm -rf "$old"
mkdir -p "$(dirname "$link")"
[ -e "$link" ] && [ ! -L "$link" ] || ln -sf "$dir/porthole" "$link"
echo
echo "Porthole runs, and starts with the machine. Find your cameras with: sudo porthole devices discover"
echo "The dashboard is at http://127.0.0.1:8730 (to change things there: sudo porthole open --print); the log: journalctl -u porthole"
