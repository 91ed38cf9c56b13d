# Configuration files that the host has changed. rpm decides by a flag of the package (`noreplace`) which of the two versions lies under
# the name afterwards; what the plan says is put in force here, before and after.

import json
import os

import rpm

import database
from paths import below, write_durably


def changed(base, names):
    """Of installed packages, by `(name, architecture)`: every changed one, since the index does not say what the new version ships."""
    found = []
    for name, architecture in sorted(names):
        for header in database.headers_of(base, name, architecture):
            for path, is_changed in config_files(base.conf.installroot, header):
                if is_changed:
                    found.append({"package": name, "path": path})
    return found


def config_files(root, header):
    algorithm = database.ALGORITHMS.get(header[rpm.RPMTAG_FILEDIGESTALGO] or 1)
    for one in rpm.files(header):
        if not one.fflags & rpm.RPMFILE_CONFIG or one.fflags & rpm.RPMFILE_GHOST or not one.digest.strip("0"):
            continue
        path = database.text(one.name)
        on_disk = below(root, path)
        # What is gone was removed by a person, and rpm brings it again; what cannot be read counts as changed.
        if os.path.lexists(on_disk):
            yield path, digest_or_none(on_disk, algorithm) != one.digest


def digest_or_none(path, algorithm):
    try:
        return database.digest_of(path, algorithm)
    except OSError:
        return None


# The record says what is still to be done, over a cut: it is written before the transaction and removed after the last file.


def begin(settings, decisions):
    path = record_path(settings)
    if not decisions:
        return
    before = {one["path"]: identity(below(settings["root"], one["path"])) for one in decisions}
    write_durably(path, json.dumps({"decisions": decisions, "before": before}))


def finish(settings):
    """What rpm left beside the changed files, after the plan's decisions are in force. Safe to repeat."""
    path = record_path(settings)
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
    except FileNotFoundError:
        return []
    found = []
    for one in record["decisions"]:
        on_disk = below(settings["root"], one["path"])
        put_in_force(on_disk, one["decision"], record["before"].get(one["path"]))
        beside = [one["path"] + end for end in (".rpmnew", ".rpmsave", ".rpmorig") if os.path.lexists(on_disk + end)]
        found.append({"package": one["package"], "path": one["path"], "decision": one["decision"], "beside": beside})
    os.remove(path)
    return found


def identity(path):
    """Which file lies under a name; renaming keeps it, so that the host's own can be told from the packaged one."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    return [status.st_dev, status.st_ino]


def put_in_force(path, decision, before):
    """`keep`: the host's own lies under the name, the packaged one beside it as .rpmnew; `replace`: .rpmsave, the other way round."""
    if decision == "keep" and identity(path + ".rpmsave") == before and before is not None:
        os.rename(path, path + ".rpmnew")
        os.rename(path + ".rpmsave", path)
    elif decision == "replace" and identity(path) == before and os.path.lexists(path + ".rpmnew"):
        os.link(path, path + ".rpmsave.slipway")
        os.rename(path + ".rpmsave.slipway", path + ".rpmsave")
        os.rename(path + ".rpmnew", path)


def record_path(settings):
    return os.path.join(settings["directory"], "conffiles.json")

