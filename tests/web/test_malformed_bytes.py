import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsmill.web.decoding import CODEC_BY_PYTHON_NAME
from newsmill.web.malformed_bytes import decode_malformed

CODECS = sorted(set(CODEC_BY_PYTHON_NAME.values()))
TEXT_BY_CODEC = {
    "gb18030": "渡轮返回港口", "big5hkscs": "渡輪返回港口", "euc_jp": "港の灯台",
    "cp932": "港の灯台",
    "iso2022_jp": "港の灯台", "cp949": "항구의 등대", "utf-8": "гавань", "utf-16-le": "гавань",
    "utf-16-be": "гавань",
}  # fmt: skip


@pytest.mark.parametrize("codec", CODECS)
def test_what_a_codec_writes_is_read_again(codec: str) -> None:
    text = "".join(
        character
        for character in (bytes((byte,)).decode(codec, "ignore") for byte in range(0x20, 0x100))
        if character.encode(codec, "ignore").decode(codec, "ignore") == character
    )
    text += TEXT_BY_CODEC.get(codec, "")
    # 0x80 is the euro in GB 18030 of browsers; translated characters have another place.
    read = decode_malformed(text.encode(codec), codec)
    different = {pair for pair in zip(text, read, strict=True) if pair[0] != pair[1]}
    assert different <= {*zip("〜‖−¢£¬╝╬", "～∥－￠￡￢ўЎ", strict=True)}


@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "euc_jp", "cp932", "cp949", "utf-8"])
def test_a_cut_character_costs_one_replacement_and_no_markup(codec: str) -> None:
    text = TEXT_BY_CODEC[codec]
    cut = text.encode(codec)[:-1]
    assert decode_malformed(cut + b"</p>" + text.encode(codec), codec) == (
        f"{text[:-1]}\ufffd</p>{text}"
    )


@pytest.mark.parametrize(
    ("body", "codec", "text"),
    [
        (b"a\x81\x8d\x93b", "cp1252", "a\x81\x8d“b"),
        (b"\x98\xcf", "cp1251", "\x98П"),
        (b"\xd2\xc1", "cp1253", "\ufffdΑ"),
        (b"\x80\xff<", "gb18030", "€\ufffd<"),
        (b"\xad\xa1", "euc_jp", "①"),
        (b"\x1b$B-!\x1b(Bx", "iso2022_jp", "①x"),
        (b"\xa1\xc1", "euc_jp", "～"),
        (b"\xae\xbe", "koi8-u", "ўЎ"),
        (b"\xff\xc3x", "utf-8", "\ufffd\ufffdx"),
        (b"\xe2\x82x", "utf-8", "\ufffdx"),
        (b"\x00\xd8x\x00", "utf-16-le", "\ufffdx"),
    ],
)
def test_bytes_mean_what_the_encoding_standard_says(body: bytes, codec: str, text: str) -> None:
    assert decode_malformed(body, codec) == text


@pytest.mark.parametrize("codec", CODECS)
@given(body=st.binary(max_size=60))
def test_any_bytes_are_decoded(codec: str, body: bytes) -> None:
    decode_malformed(body, codec).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("codec", CODECS)
def test_many_errors_take_linear_time(codec: str) -> None:
    started = time.process_time()
    decode_malformed(b"\xff\x81" * 100_000, codec)
    assert time.process_time() - started < 3
