"""Code 128 bars, as widths: what a hand scanner reads from a sheet.

An own encoder of thirty lines, because ReportLab's pulls in its whole chart package (0.1 s, half of the budget of a
sheet). Source of the table and the rules: ISO/IEC 15417. Set B for letters, set C for runs of digits (half the width).
"""

from __future__ import annotations

import re
from typing import Final

# Six digits to a code, in the order of the codes, 0 to 105.
_WIDTHS: Final = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122"
    "123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323"
    "131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131"
    "213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122"
    "141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112"
    "124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141"
    "411131211412211214211232"
)
_STOP_PATTERN: Final = (2, 3, 3, 1, 1, 1, 2)
_CODE_C, _CODE_B, _START_B, _START_C = 99, 100, 104, 105
# Four digits at either end, six inside, pay for the change of set.
_RUNS = re.compile(r"^(?:\d\d){2,}|(?:\d\d){3,}|(?:\d\d){2,}$")
QUIET_MODULES: Final = 10


def code128(value: str) -> tuple[int, ...] | None:
    """Encode a text; gives the widths of bar, space, bar, … in modules, without quiet zones.

    None when it holds a character outside printable ASCII (build numbers never do, DOMAIN §4): the caller then
    prints the number in letters alone.
    """
    if not value or not value.isascii() or not value.isprintable():
        return None
    codes: list[int] = []
    in_c = False
    position = 0
    for run in [*_RUNS.finditer(value), None]:
        start = run.start() if run else len(value)
        if position < start:
            codes.extend(_switch(codes, in_c, to_c=False))
            codes.extend(ord(char) - 32 for char in value[position:start])
            in_c = False
        if run:
            codes.extend(_switch(codes, in_c, to_c=True))
            digits = run.group()
            codes.extend(int(digits[i : i + 2]) for i in range(0, len(digits), 2))
            in_c, position = True, run.end()
    check = (codes[0] + sum(index * code for index, code in enumerate(codes))) % 103
    return tuple(int(width) for code in [*codes, check] for width in _pattern(code)) + _STOP_PATTERN


def _pattern(code: int) -> str:
    return _WIDTHS[6 * code : 6 * code + 6]


def _switch(codes: list[int], in_c: bool, *, to_c: bool) -> list[int]:
    if not codes:
        return [_START_C if to_c else _START_B]
    if in_c == to_c:
        return []
    return [_CODE_C if to_c else _CODE_B]
