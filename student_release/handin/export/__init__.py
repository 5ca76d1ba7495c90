"""Notebook -> pandoc -> Typst -> PDF: no LaTeX, no browser, no network.

It knows neither a homework nor grading: `written.json`, which the build makes, says what the written questions are.

notebook.py    a notebook file -> cells, whatever program wrote it
questions.py   cells -> answers to the written questions
outputs.py     what a code cell printed and drew -> parts
parts.py       a text of one kind, a picture or a note: what everything below works on
printable.py   characters that cannot be printed are shown by their number
fonts.py       which font has which character
fonts          those that come along, and their licenses
images.py      pictures -> files that Typst can read
maths.py       where the formulas of a Markdown text stand
macros.py      `\\newcommand` and `\\def` put in place
pandoc.py      Markdown -> pandoc's tree -> Typst
tree.py        that tree: making nodes, walking them
raw_html.py    HTML inside Markdown
direction.py   blocks that run from right to left
convert.py     parts -> blocks of Typst markup, by all of these
markup.py      Typst markup of our own
press.py       Typst at work: a document -> PDF
page.typ       the look of every page
setting.py     blocks that Typst refuses are replaced by their source
whole.py       a whole notebook as PDF
written.py     the written answers as PDF, each question on its own pages
proof.py       the PDF that was written, opened again
"""
