"""Writes the Python messages, stubs and types of every `.proto` into a folder (by default `proto/gen`)."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from grpc_tools import protoc

PROTO = Path(__file__).parent
PACKAGE = "momento"


def generate(target: Path) -> None:
    """Replaces what `target` holds of the generated package by what the `.proto` files say now.

    Raises:
        RuntimeError: the compiler refused a file; it has printed where and why.
    """
    with TemporaryDirectory() as folder:
        _compile(Path(folder))
        shutil.rmtree(target / PACKAGE, ignore_errors=True)
        shutil.copytree(Path(folder) / PACKAGE, target / PACKAGE)
    (target / PACKAGE / "py.typed").touch()


def _compile(target: Path) -> None:
    scripts = Path(sysconfig.get_path("scripts"))
    plugins = [f"--plugin=protoc-gen-{name}={scripts / f'protoc-gen-{name}'}" for name in ("mypy", "mypy_grpc")]
    outputs = [f"--{kind}_out={target}" for kind in ("python", "grpc_python", "mypy", "mypy_grpc")]
    includes = [f"-I{PROTO}", f"-I{files('grpc_tools') / '_proto'}"]
    sources = sorted(str(path) for path in (PROTO / PACKAGE).rglob("*.proto"))
    if protoc.main(["protoc", *plugins, *includes, *outputs, *sources]) != 0:
        raise RuntimeError("the protocol buffer compiler refused a file; see above")


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if sys.argv[1:] else PROTO / "gen")
