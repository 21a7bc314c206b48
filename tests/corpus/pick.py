# SPDX-License-Identifier: ISC
"""pick.py STEP FOLDER: writes every STEP-th message of the corpus to a file,
with a field that tells it again when it has arrived."""

import os
import sys

import messages

MARK = b"X-Corpus: "


def main():
    step, folder = int(sys.argv[1]), sys.argv[2]
    for i, (name, text) in enumerate(messages.messages()):
        if i % step == 0 and text.startswith(messages.RULE):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(MARK + name.encode() + b"\n" + text)
            os.chmod(f.name, 0o644)


if __name__ == "__main__":
    os.chmod(sys.argv[2], 0o755)
    main()
