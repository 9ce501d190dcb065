"""Kernels that make numbers: the generator, and quantile functions as polynomials.

All kernels work on rows of lanes: iterations side by side, in tiles of 64. They are compiled with strict floating-point
rules, so that every machine gives the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from serpin.engines.simulation.model.randomness import PARITY, ROTATIONS

Function = TypeVar("Function", bound=Callable[..., Any])
Row = NDArray[np.float32]
Bits = NDArray[np.uint32]
Single = np.float32
Word = np.uint32
Whole = np.int32


def kernel(function: Function) -> Function:
    """Compile a function that only other kernels call."""
    compiled: Function = njit(nogil=True, error_model="numpy", no_cpython_wrapper=True)(function)
    return compiled


def outer_kernel(function: Function) -> Function:
    """Compile a function for this machine and keep the code on disk, where there is a place for it."""
    try:
        compiled: Function = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        compiled = njit(nogil=True, error_model="numpy")(function)
    return compiled


@intrinsic  # type: ignore[untyped-decorator]
def threefry(typing: Any, c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any, k2: Any, k3: Any) -> Any:  # noqa: ARG001, PLR0917
    """Return the four words of Threefry4x32-20, as 32-bit instructions that the compiler puts side by side."""
    signature = types.UniTuple(types.uint32, 4)(*([types.uint32] * 8))

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def constant(value: int) -> Any:
            return ir.Constant(ir.IntType(32), value)

        def turned(word: Any, distance: int) -> Any:
            left = builder.shl(word, constant(distance))
            return builder.or_(left, builder.lshr(word, constant(32 - distance)))

        keys = list(arguments[4:])
        parity = constant(PARITY)
        for key in keys:
            parity = builder.xor(parity, key)
        keys.append(parity)
        words = [builder.add(word, key) for word, key in zip(arguments[:4], keys, strict=False)]
        for turn in range(20):
            first, second = ROTATIONS[turn % 8]
            one, other = (1, 3) if turn % 2 == 0 else (3, 1)
            words[0] = builder.add(words[0], words[one])
            words[one] = builder.xor(turned(words[one], first), words[0])
            words[2] = builder.add(words[2], words[other])
            words[other] = builder.xor(turned(words[other], second), words[2])
            if turn % 4 == 3:
                step = turn // 4 + 1
                for position in range(4):
                    words[position] = builder.add(words[position], keys[(step + position) % 5])
                words[3] = builder.add(words[3], constant(step))
        return context.make_tuple(builder, signature.return_type, words)

    return signature, code


@intrinsic  # type: ignore[untyped-decorator]
def fused(typing: Any, a: Any, b: Any, c: Any) -> Any:  # noqa: ARG001
    """Return a·b + c with one rounding, on every machine."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
        return builder.fma(*arguments)

    return types.float32(types.float32, types.float32, types.float32), code


@kernel
def fill_row(out: Row, value: np.float32) -> None:
    """Write one value into all lanes."""
    for lane in range(out.shape[0]):
        out[lane] = value


@kernel
def copy_row(out: Row, source: Row) -> None:
    """Write a row into another."""
    for lane in range(out.shape[0]):
        out[lane] = source[lane]


@kernel
def fill(bits: Bits, seed: int, stream: int, key: int, tile: int, event: int) -> None:  # noqa: PLR0917
    """Fill a row with the words of an item, from a tile on; see :mod:`randomness` for what is counted how."""
    seed_low, seed_high = Word(seed), Word(np.uint64(seed) >> np.uint64(32))
    low, high = Word(key), Word(np.uint64(key) >> np.uint64(32))
    for step in range(bits.shape[0] // 64):
        part = bits[step * 64 : step * 64 + 64]
        block = Word(Word(tile + step) * Word(16))
        for lane in range(16):
            a, b, c, d = threefry(
                Word(block + Word(lane)), high, Word(event), Word(0), seed_low, seed_high, Word(stream), low
            )
            part[lane] = a
            part[16 + lane] = b
            part[32 + lane] = c
            part[48 + lane] = d


@kernel
def uniform_row(bits: Bits, out: Row) -> None:
    """Write the uniform numbers of a row of words: (k + ½) / 2²³ from the upper 23 bits."""
    for lane in range(bits.shape[0]):
        out[lane] = fused(Single(Whole(bits[lane] >> Word(9))), Single(2.0**-23), Single(2.0**-24))


@kernel
def _depth(side: np.float32) -> Any:
    """Return how deep in the tails a share u lies, from 2u − 1: −ln 4u(1−u) from 0 … 15.26, brought to −1 … 1.

    The logarithm is that of the exponent plus a polynomial of the mantissa; its error is 10⁻⁵.
    """
    product = fused(-side, side, Single(1.0))
    pattern = np.float32(product).view(np.int32)
    mantissa = np.int32((pattern & Whole(0x7FFFFF)) | Whole(0x3F800000)).view(np.float32)
    rest = Single(-0.003906784435291517)
    rest = fused(rest, mantissa, Single(0.03656632029610005))
    rest = fused(rest, mantissa, Single(-0.1443957570229305))
    rest = fused(rest, mantissa, Single(0.31703793942744773))
    rest = fused(rest, mantissa, Single(-0.3677273351362402))
    rest = fused(rest, mantissa, Single(10.699736296296273))
    return fused(Single(pattern), Single(-1.0829565261949957e-08), rest)


@kernel
def curve_row(bits: Bits, out: Row, base: np.float32, span: np.float32, coefficients: Row) -> None:
    """Write base + span · Q of words, with Q = E + (2u − 1) · O: seven coefficients of E and eight of O.

    E and O are the even and the odd part of the quantile function about its median. Both are smooth in −ln 4u(1−u),
    tails included, so that a polynomial of low degree gives Q to a thousandth of a standard deviation.
    """
    a0, a1, a2, a3 = coefficients[0], coefficients[1], coefficients[2], coefficients[3]
    a4, a5, a6 = coefficients[4], coefficients[5], coefficients[6]
    b0, b1, b2, b3 = coefficients[9], coefficients[10], coefficients[11], coefficients[12]
    b4, b5, b6, b7 = coefficients[13], coefficients[14], coefficients[15], coefficients[16]
    for lane in range(out.shape[0]):
        side = fused(Single(Whole(bits[lane] >> Word(9))), Single(2.0**-22), Single(2.0**-23 - 1.0))
        x = _depth(side)
        even = fused(a6, x, a5)
        odd = fused(b7, x, b6)
        even = fused(even, x, a4)
        odd = fused(odd, x, b5)
        even = fused(even, x, a3)
        odd = fused(odd, x, b4)
        even = fused(even, x, a2)
        odd = fused(odd, x, b3)
        even = fused(even, x, a1)
        odd = fused(odd, x, b2)
        even = fused(even, x, a0)
        odd = fused(odd, x, b1)
        odd = fused(odd, x, b0)
        out[lane] = fused(span, fused(side, odd, even), base)


@kernel
def odd_row(bits: Bits, out: Row, span: np.float32, coefficients: Row) -> None:
    """Write span · Q of words where the even part of Q is nothing, as for the normal distribution."""
    b0, b1, b2, b3 = coefficients[9], coefficients[10], coefficients[11], coefficients[12]
    b4, b5, b6, b7 = coefficients[13], coefficients[14], coefficients[15], coefficients[16]
    for lane in range(out.shape[0]):
        side = fused(Single(Whole(bits[lane] >> Word(9))), Single(2.0**-22), Single(2.0**-23 - 1.0))
        x = _depth(side)
        odd = fused(b7, x, b6)
        odd = fused(odd, x, b5)
        odd = fused(odd, x, b4)
        odd = fused(odd, x, b3)
        odd = fused(odd, x, b2)
        odd = fused(odd, x, b1)
        odd = fused(odd, x, b0)
        out[lane] = span * (side * odd)


@kernel
def two_sided_row(place: Row, out: Row, base: np.float32, span: np.float32, coefficients: Row) -> None:
    """Write base + span · Q of normal numbers between −6 and 6, with nine coefficients on each side of the median."""
    a0, a1, a2, a3, a4 = coefficients[0], coefficients[1], coefficients[2], coefficients[3], coefficients[4]
    a5, a6, a7, a8 = coefficients[5], coefficients[6], coefficients[7], coefficients[8]
    b0, b1, b2, b3, b4 = coefficients[9], coefficients[10], coefficients[11], coefficients[12], coefficients[13]
    b5, b6, b7, b8 = coefficients[14], coefficients[15], coefficients[16], coefficients[17]
    for lane in range(out.shape[0]):
        upper = place[lane] > Single(0.0)
        x = fused(place[lane] if upper else -place[lane], Single(1.0 / 3.0), Single(-1.0))
        value = b8 if upper else a8
        value = fused(value, x, b7 if upper else a7)
        value = fused(value, x, b6 if upper else a6)
        value = fused(value, x, b5 if upper else a5)
        value = fused(value, x, b4 if upper else a4)
        value = fused(value, x, b3 if upper else a3)
        value = fused(value, x, b2 if upper else a2)
        value = fused(value, x, b1 if upper else a1)
        value = fused(value, x, b0 if upper else a0)
        out[lane] = fused(span, value, base)


@kernel
def exponential(x: np.float32) -> Any:
    """Return eˣ for −40 < x < 40 by a polynomial of x/64 and six squarings; relative error 10⁻⁵ where |x| < 16."""
    y = x * Single(1.0 / 64.0)
    value = fused(Single(1.0 / 120.0), y, Single(1.0 / 24.0))
    value = fused(value, y, Single(1.0 / 6.0))
    value = fused(value, y, Single(0.5))
    value = fused(value, y, Single(1.0))
    value = fused(value, y, Single(1.0))
    value = value * value
    value = value * value
    value = value * value
    value = value * value
    value = value * value
    return value * value


@kernel
def present(day: np.float32, discount: np.float32) -> Any:
    """Return the discount factor of a working day: a polynomial and four squarings, exact to 10⁻⁶ within 20 years.

    Days before the start count as the start.
    """
    y = -(day if day > Single(0.0) else Single(0.0)) * (discount * Single(1.0 / 16.0))
    y = y if y > Single(-1.5) else Single(-1.5)
    value = fused(Single(1.0 / 120.0), y, Single(1.0 / 24.0))
    value = fused(value, y, Single(1.0 / 6.0))
    value = fused(value, y, Single(0.5))
    value = fused(value, y, Single(1.0))
    value = fused(value, y, Single(1.0))
    value = value * value
    value = value * value
    value = value * value
    return value * value


@kernel
def nearer(step: np.float32) -> Any:
    """Return e to a small power, by four terms of its series."""
    value = fused(Single(1.0 / 24.0), step, Single(1.0 / 6.0))
    value = fused(value, step, Single(0.5))
    value = fused(value, step, Single(1.0))
    return fused(value, step, Single(1.0))
