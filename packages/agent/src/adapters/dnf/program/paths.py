# Paths of a host whose root may lie elsewhere, as it does in tests.

import os


def below(root, path):
    return path if root == "/" else root.rstrip("/") + path


def folder(*parts):
    path = os.path.join(*parts)
    os.makedirs(path, exist_ok=True)
    return path
