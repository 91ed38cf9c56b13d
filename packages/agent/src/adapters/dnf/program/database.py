# What is installed: versions, marks, holds, and what a cut has left behind.

import hashlib
import os

import libdnf.transaction
import rpm

import holds
import unmet
from base import installed, installed_only, installonly_of, version_of
from paths import below

AUTOMATIC = (
    libdnf.transaction.TransactionItemReason_DEPENDENCY,
    libdnf.transaction.TransactionItemReason_WEAK_DEPENDENCY,
    libdnf.transaction.TransactionItemReason_CLEAN,
)
# rpm's numbers of PGPHASHALGO, as far as packages use them.
ALGORITHMS = {1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224"}
CHUNK_BYTES = 1024 * 1024


def run(settings, _items):
    base = installed_only(settings)
    try:
        return read(base)
    finally:
        base.close()


def read(base):
    """One entry for each installed version; of a name the newest last, but for what is wrong beside it. `doubled` and `torn` are the traces of a transaction that was cut (C05)."""
    packages = installed(base)
    held = holds.held_names(base)
    doubled = {id(one) for one in older_doubles(base, packages)}
    # Whoever looks at the last version of a name must see that something is wrong with it. The sorting is stable.
    packages.sort(key=lambda one: (one.name, one.arch, id(one) in doubled))
    cut = unfinished(base)
    torn = torn_packages(base, packages, cut)
    streams = streams_of(base)
    return {
        "packages": [
            {
                "name": one.name,
                "architecture": one.arch,
                "version": version_of(one),
                "source": one.sourcerpm or "",
                "epoch": one.epoch,
                "stream": streams.get((one.name, one.arch, one.evr)),
                "automatic": is_automatic(base, one),
                "held": (one.name, one.arch) in held,
                "doubled": id(one) in doubled,
                "torn": (one.name, one.arch) in torn,
            }
            for one in packages
        ],
        "unmet": unmet.unmet(base, packages),
        "cut": None if cut is None else cut.tid,
    }


def streams_of(base):
    """`nodejs:18` of a label such as `nodejs:18:9020020230301:rhel9:x86_64`, for packages that were built as part of a module."""
    tag = getattr(rpm, "RPMTAG_MODULARITYLABEL", None)
    streams = {}
    for header in base._ts.dbMatch() if tag is not None else ():
        label = text(header[tag])
        if label:
            epoch, version, release = header[rpm.RPMTAG_EPOCH], text(header[rpm.RPMTAG_VERSION]), text(header[rpm.RPMTAG_RELEASE])
            evr = "%s%s-%s" % ("%d:" % epoch if epoch else "", version, release)
            streams[(text(header[rpm.RPMTAG_NAME]), text(header[rpm.RPMTAG_ARCH]), evr)] = ":".join(label.split(":")[:2])
    return streams


def has_history(base):
    return os.path.exists(os.path.join(base.conf.persistdir, "history.sqlite"))


def is_automatic(base, package):
    return has_history(base) and base.history.rpm.get_reason(package) in AUTOMATIC


def by_name(packages):
    groups = {}
    for one in packages:
        groups.setdefault((one.name, one.arch), []).append(one)
    return groups


def older_doubles(base, packages):
    """All but the newest of each package of which rpm should know one version only."""
    side_by_side = installonly_of(base)
    doubles = []
    for (name, _), group in by_name(packages).items():
        if name not in side_by_side:
            doubles += sorted(group)[:-1]
    return doubles


def unfinished(base):
    """dnf's last transaction where it has no end: it was cut, or it runs. `None`: it has one."""
    if not has_history(base):
        return None
    last = base.history.last(complete_transactions_only=False)
    return last if last is not None and not last.end_timestamp else None


def items_of(transaction):
    return [item for item in transaction.packages() if item.is_package()] if transaction is not None else []


def torn_packages(base, packages, transaction):
    """Packages of a cut transaction whose files are not theirs: the next version's were being written, or theirs are gone."""
    concerned = {(item.name, item.arch) for item in items_of(transaction)}
    present = {(one.name, one.arch) for one in packages}
    return {key for key in concerned & present if not is_whole(base, key)}


def headers_of(base, name, architecture):
    return [one for one in base._ts.dbMatch("name", name) if text(one[rpm.RPMTAG_ARCH]) == architecture]


def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def is_whole(base, key):
    # With two versions of one name each file is of either; the doubles are what is wrong then.
    wrong = [wrong_files(base.conf.installroot, header) for header in headers_of(base, *key)]
    return len(wrong) > 1 or not any(wrong)


def wrong_files(root, header):
    """Regular files that differ from what the package brought; configuration is its owner's, and ghosts nobody's."""
    algorithm = ALGORITHMS.get(header[rpm.RPMTAG_FILEDIGESTALGO] or 1)
    return [
        text(one.name)
        for one in rpm.files(header)
        if one.digest.strip("0") and not one.fflags & (rpm.RPMFILE_CONFIG | rpm.RPMFILE_GHOST) and one.state == 0
        if digest_of(below(root, text(one.name)), algorithm) != one.digest
    ]


def digest_of(path, algorithm):
    """`None`: not there, not a regular file, or by an algorithm that nobody here knows."""
    if algorithm is None or os.path.islink(path) or not os.path.isfile(path):
        return None
    digest = hashlib.new(algorithm)
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK_BYTES), b""):
            digest.update(chunk)
    return digest.hexdigest()
