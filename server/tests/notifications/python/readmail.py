"""Reads one mail with Python's own parser, which knows nothing of Locum, and prints it as JSON."""

import email
import email.policy
import json
import pathlib
import sys

raw = pathlib.Path(sys.argv[1]).read_bytes()
mail = email.message_from_bytes(raw, policy=email.policy.default)
parts = [part for part in mail.walk() if not part.is_multipart()]
print(
    json.dumps(
        {
            "headers": [[name, str(value)] for name, value in mail.items()],
            "type": mail.get_content_type(),
            "parts": [{"type": part.get_content_type(), "text": part.get_content()} for part in parts],
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
            "longest_line": max(len(line) for line in raw.split(b"\r\n")),
            "raw_header": raw.split(b"\r\n\r\n")[0].decode("ascii", "replace"),
            "ascii_header": all(byte < 128 for byte in raw.split(b"\r\n\r\n")[0]),
        }
    )
)
