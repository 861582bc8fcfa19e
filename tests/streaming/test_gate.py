import asyncio

from newsmill.streaming.gate import Gate


async def test_many_go_in_at_once() -> None:
    gate = Gate()
    async with asyncio.timeout(60):
        for _ in range(3):
            await gate.enter()


async def test_who_is_alone_waits_for_the_others_and_keeps_them_out() -> None:
    gate = Gate()
    told: list[str] = []

    async def alone() -> None:
        async with gate.alone():
            told.append("alone")
            await asyncio.sleep(0.02)
            told.append("done")
            gate.leave()

    async def together() -> None:
        await gate.enter()
        told.append("together")
        gate.leave()

    await gate.enter()
    ones = [asyncio.create_task(alone()) for _ in range(2)]
    await asyncio.sleep(0)
    others = asyncio.create_task(together())
    await asyncio.sleep(0.02)
    assert told == []
    gate.leave()
    await asyncio.wait_for(asyncio.gather(*ones, others), 5)
    assert told.count("together") == 1
    told.remove("together")
    assert told == ["alone", "done"] * 2


async def test_who_gives_up_waiting_to_be_alone_opens_the_gate() -> None:
    gate = Gate()
    await gate.enter()

    async def alone() -> None:
        async with gate.alone():
            raise AssertionError("somebody is inside")

    waiting = asyncio.create_task(alone())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await asyncio.wait_for(gate.enter(), 60)
