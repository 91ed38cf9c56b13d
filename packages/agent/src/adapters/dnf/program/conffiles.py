# Configuration files that the host has changed. rpm decides by a flag of the package (`noreplace`) which of the two versions lies under
# the name afterwards; what the plan says is put in force here, before and after.

import json
import os

import rpm

import database
from base import present_names
from paths import below, write_durably


def conflicts(base, changes, found, path=None):
    """
    Where what lies on the host and what a change brings are two, by what the new packages hold, which the file at `path` says
    of versions. Of one that it does not name every file counts that the host has changed.
    """
    known = brought(path)
    named = []
    for change in changes:
        if change["to"] is None:
            continue
        files = known.get((change["name"], change["architecture"], change["to"]))
        new = None if files is None else {one["path"]: one["hash"] for one in files}
        old = {} if change["from"] is None else configs_of(base, found, change)
        for one in sorted(set(old) | set(new or {})):
            if differs(base, one, old.get(one), new):
                named.append({"package": change["name"], "path": one})
    return named


def brought(path):
    if path is None:
        return {}
    with open(path, encoding="utf-8") as file:
        return {(one["name"], one["architecture"], one["version"]): one["files"] for one in json.load(file)}


def differs(base, path, old, new):
    """As rpm decides (rpm 4.18, rpmfilesDecideFate): a file that is gone it brings again, one that nobody changed it replaces."""
    on_disk = below(base.conf.installroot, path)
    if not os.path.lexists(on_disk):
        return False
    brings = None if new is None else new.get(path)
    if brings is not None and (brings == old or has(on_disk, brings)):
        return False
    # Before the first package that marks it as configuration, it may have been a plain file of one.
    shipped = [old] if old is not None else owned(base, path)
    return not any(has(on_disk, one) for one in shipped)


def configs_of(base, found, change):
    configs = {}
    for name, architecture in present_names(found, {(change["name"], change["architecture"])}):
        for header in database.headers_of(base, name, architecture):
            for one in rpm.files(header):
                if one.fflags & rpm.RPMFILE_CONFIG and not one.fflags & rpm.RPMFILE_GHOST and one.digest.strip("0"):
                    configs[database.text(one.name)] = hash_of(header, one)
    return configs


def owned(base, path):
    return [
        hash_of(header, one)
        for header in base._ts.dbMatch("basenames", path)
        for one in rpm.files(header)
        if database.text(one.name) == path
    ]


def hash_of(header, file):
    """As the controller says it of new packages, `sha256:` and hexadecimal digits."""
    algorithm = database.ALGORITHMS.get(header[rpm.RPMTAG_FILEDIGESTALGO] or 1)
    return "%s:%s" % (algorithm or "unknown", file.digest)


def has(path, shipped):
    """What cannot be read, or is by an algorithm that nobody here knows, is another content."""
    algorithm, _, digest = shipped.partition(":")
    try:
        return algorithm != "unknown" and database.digest_of(path, algorithm) == digest
    except (OSError, ValueError):
        return False


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
    if decision == "keep" and before is not None:
        # .rpmorig: it was there before the first version that brings one.
        for aside in (path + ".rpmsave", path + ".rpmorig"):
            if identity(aside) == before:
                # The new version may bring none.
                if os.path.lexists(path):
                    os.rename(path, path + ".rpmnew")
                os.rename(aside, path)
    elif decision == "replace" and identity(path) == before and os.path.lexists(path + ".rpmnew"):
        os.link(path, path + ".rpmsave.slipway")
        os.rename(path + ".rpmsave.slipway", path + ".rpmsave")
        os.rename(path + ".rpmnew", path)


def record_path(settings):
    return os.path.join(settings["directory"], "conffiles.json")

