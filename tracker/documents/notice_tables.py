"""Tables of a notice as WordprocessingML: native tables with plain bars, which any word processor opens.

They carry their own formatting, so that they look the same in whichever template they are put.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

# Fonts of official documents (GB/T 9704); a template's font table names what stands in for them.
BODY_FONT, HEAD_FONT, NOTE_FONT = "仿宋", "黑体", "楷体"
LATIN_FONT = "Times New Roman"
BAR_PARTS = 20  # a bar cell is made of this many columns, some of them filled
BAR_COLOUR, HEAD_COLOUR = "8FB3D9", "EEF2F7"
TWIPS_PER_MM = Decimal("56.6929")
SMALL, TEXT = 18, 32  # half-points: 小五 in tables, 三号 in paragraphs


@dataclass(frozen=True)
class Bar:
    """A share of a cell's width, 0 to 1."""

    share: Decimal

    @property
    def filled(self) -> int:
        """How many parts are filled: anything above zero is seen, and only a full bar is full."""
        parts = int(min(max(self.share, Decimal(0)), Decimal(1)) * BAR_PARTS)
        return max(parts, 1) if self.share > 0 else 0


Cell = str | Bar


@dataclass(frozen=True)
class Column:
    heading: str
    millimetres: int
    is_number: bool = False
    is_bar: bool = False

    @property
    def span(self) -> int:
        return BAR_PARTS if self.is_bar else 1


@dataclass(frozen=True)
class Table:
    """`is_whole` keeps a short table on one page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_whole: bool = False


@dataclass(frozen=True)
class Block:
    """A heading with lines, a table and notes under it; each may be missing."""

    title: str = ""
    lines: tuple[str, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything it says, for those who look for its numbers."""
        cells = (
            [cell for row in self.table.rows for cell in row if isinstance(cell, str)] if self.table else []
        )
        headings = [column.heading for column in self.table.columns] if self.table else []
        return (self.title, *self.lines, *headings, *cells, *self.notes)


class Blocks(tuple[Block, ...]):
    """Blocks that a template places with one placeholder: {{p boards }}."""

    def __html__(self) -> str:
        # Nothing at all would leave a place without a paragraph, which a table's cell must have.
        return "".join(_block(block) for block in self) or "<w:p/>"


def plain(text: str) -> str:
    """A text without the control characters that XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\n\t")


def _block(block: Block) -> str:
    parts = []
    if block.title:
        parts.append(_paragraph(block.title, font=NOTE_FONT, bold=True, keep=True, indent=True))
    parts += [_paragraph(line, keep=bool(block.table or block.title), indent=True) for line in block.lines]
    if block.table:
        parts.append(_table(block.table))
    parts += [_paragraph(note, size=SMALL, font=NOTE_FONT) for note in block.notes]
    if block.table and not block.notes:  # two tables in a row would grow into one
        parts.append(_paragraph("", size=SMALL))
    return "".join(parts)


def _run(text: str, *, size: int, font: str, bold: bool = False) -> str:
    weight = "<w:b/>" if bold else ""
    properties = (
        f'<w:rFonts w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" w:cs="{LATIN_FONT}" w:eastAsia="{font}"/>'
        f'{weight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(plain(text))}</w:t></w:r>'


def _paragraph(
    text: str,
    *,
    size: int = TEXT,
    font: str = BODY_FONT,
    bold: bool = False,
    keep: bool = False,
    indent: bool = False,
    align: str = "left",
) -> str:
    """One paragraph; `keep` holds it together with what follows."""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="560" w:lineRule="exact"/>'
    if size == SMALL:
        spacing = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
    properties = (
        ("<w:keepNext/>" if keep else "")
        + spacing
        + ('<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else "")
        + f'<w:jc w:val="{align}"/>'
    )
    # An empty paragraph is as tall as its mark.
    properties += "" if text else f'<w:rPr><w:sz w:val="{size}"/></w:rPr>'
    run = _run(text, size=size, font=font, bold=bold) if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def _table(table: Table) -> str:
    grid = "".join(
        f'<w:gridCol w:w="{_twips(column.millimetres) // column.span}"/>' * column.span
        for column in table.columns
    )
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F8A97"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    width = sum(_twips(column.millimetres) for column in table.columns)
    properties = (
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        '<w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
    )
    head = "".join(_cell(column.heading, column, is_head=True) for column in table.columns)
    lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    last = len(table.rows) - 1
    for place, row in enumerate(table.rows):
        # The heading never stands alone at the foot of a page, nor the last row at the head of one.
        keep = place < last and (table.is_whole or place in (0, last - 1))
        cells = "".join(
            _cell(cell, column, keep=keep) for cell, column in zip(row, table.columns, strict=True)
        )
        lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _cell(content: Cell, column: Column, *, is_head: bool = False, keep: bool = False) -> str:
    if isinstance(content, Bar):
        return _bar(content, column, keep)
    align = "center" if is_head else "right" if column.is_number else "left"
    font = HEAD_FONT if is_head else BODY_FONT
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{HEAD_COLOUR}"/>' if is_head else ""
    paragraph = _paragraph(content, size=SMALL, font=font, keep=is_head or keep, align=align)
    properties = f"{_width(_twips(column.millimetres), column.span)}{shade}<w:vAlign w:val=" + '"center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph}</w:tc>"


def _bar(bar: Bar, column: Column, keep: bool) -> str:
    """The filled and the empty part: two cells without a line between them."""
    part = _twips(column.millimetres) // BAR_PARTS
    pieces = ((bar.filled, BAR_COLOUR, "right"), (BAR_PARTS - bar.filled, "auto", "left"))
    paragraph = _paragraph("", size=SMALL, keep=keep)
    whole = bar.filled in (0, BAR_PARTS)
    return "".join(
        f"<w:tc><w:tcPr>{_width(part * span, span)}"
        + ("" if whole else f'<w:tcBorders><w:{side} w:val="nil"/></w:tcBorders>')
        + f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/></w:tcPr>{paragraph}</w:tc>'
        for span, colour, side in pieces
        if span
    )


def _width(twips: int, span: int) -> str:
    return f'<w:tcW w:w="{twips}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")


def _twips(millimetres: int) -> int:
    return int(millimetres * TWIPS_PER_MM)
