"""Packs a release folder so that the same files give the same bytes: entries sorted, one time for all, no owner.

Adds a software bill of materials, sbom.cdx.json (CycloneDX 1.6), made from what .NET itself wrote down: the *.deps.json
of every program in the folder. It holds no time and no serial number, because both would change the bytes.

Usage: pack.py FOLDER TARGET.zip|TARGET.tar.gz
"""
import base64
import gzip
import io
import json
import pathlib
import sys
import tarfile
import zipfile

# ZIP knows no time before 1980.
TIME = (1980, 1, 1, 0, 0, 0)
SECONDS = 315532800

# Debugging files and documentation of no use to an owner.
UNWANTED = {".pdb", ".xml", ".dbg"}
PROGRAMS = {"porthole", "install.sh"}


def bill_of_materials(folder):
    components = {}
    for deps in sorted(folder.rglob("*.deps.json")):
        for key, library in json.loads(deps.read_text())["libraries"].items():
            name, version = key.split("/")
            component = {"type": "library", "name": name, "version": version}
            if library["type"] == "package":
                component["purl"] = f"pkg:nuget/{name}@{version}"
            if library.get("sha512", "").startswith("sha512-"):
                component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(library["sha512"][7:]).hex()}]
            if library["type"] == "runtimepack":
                component["type"] = "framework"
                name = name.removeprefix("runtimepack.")
                component |= {"name": name, "purl": f"pkg:nuget/{name}@{version}"}
            components[component["name"], version] = component
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "porthole", "version": folder.name.split("-")[1]}},
        "components": [components[key] for key in sorted(components)],
    }


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in UNWANTED)


def mode(path):
    return 0o755 if path.name in PROGRAMS else 0o644


def pack_zip(folder, target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = mode(path) << 16
            archive.writestr(entry, path.read_bytes())


def pack_tar(folder, target):
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in files(folder):
            content = path.read_bytes()
            entry = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
            entry.size, entry.mode, entry.mtime = len(content), mode(path), SECONDS
            archive.addfile(entry, io.BytesIO(content))


def main():
    folder, target = pathlib.Path(sys.argv[1]).absolute(), sys.argv[2]
    bill = json.dumps(bill_of_materials(folder), indent=2, ensure_ascii=False)
    (folder / "sbom.cdx.json").write_text(bill + "\n")
    (pack_zip if target.endswith(".zip") else pack_tar)(folder, target)


if __name__ == "__main__":
    main()
