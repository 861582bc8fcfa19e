"""A program with a pool of children, for tests that end it: `python -m …parent_of_children`.

Arguments: a folder for the children's reports, and `1` to leave them only what every POSIX system
has against outliving their parent. Prints the children's modules, then the word “ready”.
"""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from newsmill.subprocesses import process
from newsmill.subprocesses.pool import open_process_pool
from tests.subprocesses import childrens_work


async def main(reports: Path) -> None:
    hour = timedelta(hours=1)
    async with open_process_pool("test", processes=3, deadline=hour) as pool:
        await pool.warm_up()
        await pool.run(print, "a child's chatter", flush=True)
        _say(" ".join(await pool.run(childrens_work.modules)))
        (reports / "idle").write_text(str(await pool.run(os.getpid)))
        works = [childrens_work.sleep]
        if len(sys.argv) < 3:
            works.append(childrens_work.hold_the_lock)
        calls = [asyncio.create_task(pool.run(work, reports / work.__name__)) for work in works]
        while not all((reports / work.__name__).exists() for work in works):  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # other processes set no event
        _say("ready")
        await asyncio.gather(*calls, asyncio.to_thread(_obey))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _obey() -> None:
    if sys.stdin.readline() == "exit\n":
        os._exit(0)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        process._BOOT = "import sys; sys.platform = 'posix'; " + process._BOOT
    asyncio.run(main(Path(sys.argv[1])))
