"""A mail server for tests: keeps every mail it takes as a file, and says on which port it listens.

Arguments: the folder for the mails, and one for its behaviour. A file `refuse` in the latter holds an answer, such as
`451 4.3.0 Try later` or `550 5.1.1 No such user`, that it then gives in place of taking a mail. A file `hold` keeps it from
answering: it takes the mail and says nothing.
"""

import asyncio
import itertools
import json
import pathlib
import sys

from aiosmtpd.controller import Controller

MAILS, BEHAVIOUR = (pathlib.Path(argument) for argument in sys.argv[1:3])
NUMBERS = itertools.count(1)


class Keep:
    async def handle_DATA(self, server, session, envelope):
        refusal = BEHAVIOUR / "refuse"
        if refusal.exists():
            return refusal.read_text().strip()
        name = f"{next(NUMBERS):04}"
        facts = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "peer": session.host_name}
        (MAILS / f"{name}.json").write_text(json.dumps(facts))
        # Named last, so that who finds it finds all of it.
        (MAILS / f"{name}.part").write_bytes(envelope.original_content)
        (MAILS / f"{name}.part").rename(MAILS / f"{name}.eml")
        while (BEHAVIOUR / "hold").exists():
            await asyncio.sleep(0.01)
        return "250 2.0.0 Kept"


def main():
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    controller = Controller(Keep(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True, ready_timeout=30)
    # aiosmtpd tells no port that the system chose.
    loop = controller.loop
    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(
        loop.create_server(controller.factory, host="127.0.0.1", port=port, reuse_address=True)
    )
    controller.server = server
    print(server.sockets[0].getsockname()[1], flush=True)
    # Whoever started it holds its standard input: it ends with them.
    loop.run_in_executor(None, lambda: (sys.stdin.read(), loop.call_soon_threadsafe(loop.stop)))
    loop.run_forever()


main()
