"""The CRC of bytes that follow one another, from those of the parts: what zlib's `crc32_combine` does."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

POLYNOMIAL: Final = 0xEDB88320
ONE: Final = 1 << 31
"""x^0: bits are reflected, so the highest is the lowest power."""


def combined(first: int, second: int, shift: int) -> int:
    """The CRC of some bytes and others behind them; `shift` is that of the others' length."""
    return _times(shift, first) ^ second


@lru_cache(maxsize=4096)
def shift(length: int) -> int:
    """What so many bytes that follow do to a CRC: x to the power of their bits."""
    power, square = ONE, ONE >> 8
    while length:
        if length & 1:
            power = _times(square, power)
        square = _times(square, square)
        length >>= 1
    return power


def _times(a: int, b: int) -> int:
    """The product of two polynomials over GF(2), modulo that of the CRC."""
    product = 0
    while a:
        if a & ONE:
            product ^= b
        a = (a << 1) & 0xFFFFFFFF
        b = (b >> 1) ^ POLYNOMIAL if b & 1 else b >> 1
    return product
