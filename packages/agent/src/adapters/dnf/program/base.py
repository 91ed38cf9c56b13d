# Two ways to stand before dnf: with nothing but a frozen index, and with the host's own repositories. In both the host's package
# database, marks, excludes, version locks, module streams and protected packages take part; its plug-ins do not.

import os

import dnf
import dnf.conf
import dnf.repo
import dnf.rpm
import hawkey

import holds
from paths import below, folder

FROZEN = "slipway"
# libdnf writes a line at each start and never cuts its log.
LOG_BYTES_MAX = 1024 * 1024


def configuration(settings):
    root, own = settings["root"], settings["directory"]
    conf = dnf.conf.Conf()
    conf.installroot = root
    path = below(root, "/etc/dnf/dnf.conf")
    conf.config_file_path = path
    if os.path.exists(path):
        conf.read(path, priority=dnf.conf.PRIO_MAINCONFIG)
    conf.substitutions.update_from_etc(root, varsdir=conf.varsdir)
    conf.substitutions["releasever"] = dnf.rpm.detect_releasever(root) or ""
    history = below(root, conf.persistdir)
    # Asking must not make a history where there is none.
    is_there = settings.get("changes") or os.path.exists(os.path.join(history, "history.sqlite"))
    conf.persistdir = history if is_there else folder(own, "no-history")
    # A change stands in the host's own logs, where people look for it; a question does not.
    conf.logdir = folder(below(root, conf.logdir)) if settings.get("changes") else log_folder(own)
    conf.plugins = False
    conf.deltarpm = False
    conf.color = "never"
    return conf


def log_folder(own):
    path = folder(own, "log")
    log = os.path.join(path, "hawkey.log")
    if os.path.exists(log) and os.path.getsize(log) > LOG_BYTES_MAX:
        os.remove(log)
    return path


def frozen(settings):
    """Sees the packages of one folder, and what is installed."""
    conf = configuration(settings)
    conf.reposdir = []
    cache(conf, folder(settings["repository"], "cache"))
    # Only what was named and what it needs comes; nothing goes that was not named.
    conf.install_weak_deps = False
    conf.clean_requirements_on_remove = False
    conf.installonly_limit = 0
    base = dnf.Base(conf)
    repository = dnf.repo.Repo(FROZEN, conf)
    repository.baseurl = ["file://" + settings["repository"]]
    # Trust comes from the signed plan that names the digest of the index, which names the digest of each package; dnf
    # compares the latter. There is no signature of the folder itself.
    repository.gpgcheck = False
    repository.repo_gpgcheck = False
    repository.skip_if_unavailable = False
    repository.metadata_expire = 0
    base.repos.add(repository)
    base.fill_sack()
    holds.exclude_locked(base)
    return base


def own_repositories(settings, fetch=False):
    """With the repositories of the host, by metadata that lies in our own folder; unless asked to, nothing is fetched. Nothing is loaded yet."""
    conf = configuration(settings)
    root = settings["root"]
    conf.reposdir = [below(root, path) for path in conf.reposdir]
    cache(conf, folder(settings["directory"], "cache"))
    conf.install_weak_deps = False
    conf.cacheonly = not fetch
    base = dnf.Base(conf)
    base.read_all_repos()
    return base


def installed_only(settings):
    conf = configuration(settings)
    conf.reposdir = []
    cache(conf, folder(settings["directory"], "cache"))
    base = dnf.Base(conf)
    base.fill_sack(load_available_repos=False)
    return base


def cache(conf, path):
    conf.cachedir = path
    conf.system_cachedir = path


def version_of(package):
    """As inventories and advisories have it: without an epoch of 0."""
    return "%s%s-%s" % ("" if package.epoch == 0 else "%d:" % package.epoch, package.version, package.release)


def installed(base):
    # libsolv lists the keys that rpm files as packages; they are none.
    query = base.sack.query(flags=hawkey.IGNORE_EXCLUDES).installed()
    return sorted(package for package in query if package.name != "gpg-pubkey")


def offered(base):
    return base.sack.query(flags=hawkey.IGNORE_EXCLUDES).available()


def visible(base):
    return base.sack.query().available()


def exactly(query, name, architecture, version):
    return next((one for one in query.filter(name=name, arch=architecture) if version_of(one) == version), None)


def installonly_of(base):
    """Names of packages that rpm keeps side by side (kernels)."""
    return {package.name for package in base._get_installonly_query()}


def same_architecture(one, other):
    """A package may go from one architecture to noarch and back between two versions."""
    return one == other or "noarch" in (one, other)


def present_names(found, names):
    """Under the architecture that they have now."""
    return {
        (one.name, one.arch)
        for one in found
        for name, architecture in names
        if one.name == name and same_architecture(one.arch, architecture)
    }
