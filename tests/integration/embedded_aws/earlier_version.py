"""`python earlier_version.py FOLDER`: gives FOLDER the form that it had before the embedded AWS kept a log.

Those had ministack write its state, one file for each AWS service, and a note of how old that was.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path


def main(folder: Path) -> None:
    os.environ |= {"S3_DATA_DIR": str(folder / "s3"), "S3_PERSIST": "1", "AUTH": "true"}
    from ministack import app  # noqa: PLC0415  # it reads its settings when it is imported
    from ministack.core import persistence  # noqa: PLC0415  # likewise
    from ministack.services import sts  # noqa: PLC0415  # likewise
    from momento_local.embedded_aws.kept_state import KeptState  # noqa: PLC0415  # likewise

    KeptState(folder).log.close()
    persistence.PERSIST_STATE, persistence.STATE_DIR = True, str(folder / "state")
    persistence.save_all(app._build_persistence_save_dict())
    persistence.save_state("momento_sts_sessions", {"sessions": dict(sts._sessions)})
    shutil.rmtree(folder / "log")
    shutil.rmtree(folder / "staging")
    (folder / "snapshot.json").write_text(json.dumps({"complete_until": time.time(), "clean": True}), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
