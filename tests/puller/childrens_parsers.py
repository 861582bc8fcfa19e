"""Parsers that take too much, for children: this module brings nothing else with it."""

import time
from typing import NoReturn


def warm_up(document: object) -> object:
    return document


def burn(_: object) -> NoReturn:
    while True:
        pass


def sleep(_: object) -> NoReturn:
    while True:
        time.sleep(60)


def hoard(_: object) -> NoReturn:
    hoarded = [bytearray(300 * 2**20)]
    raise AssertionError(hoarded)
