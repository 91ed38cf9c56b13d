# The plug-ins of the host that its owner runs around every transaction, as hooks around dpkg are: those that begin a program or
# take a restore point. All others could change what was approved, or look elsewhere, and are not loaded.

import glob
import os

CARRIED = ("etckeeper", "post-transaction-actions", "pre-transaction-actions", "snapper")


def load(base):
    base.conf.plugins = True
    names = {os.path.splitext(os.path.basename(path))[0] for each in base.conf.pluginpath for path in glob.glob(each + "/*.py")}
    base.init_plugins(disabled_glob=sorted(name for name in names if name.replace("_", "-") not in CARRIED))
    base.pre_configure_plugins()
    base.configure_plugins()
