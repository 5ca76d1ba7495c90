"""Makes PDFs of notebooks: notebook -> pandoc -> Typst -> PDF, without LaTeX, a browser or the network.

The package knows neither a homework nor grading: `written.json`, which the build makes, says what the written
questions are. Importing the package loads nothing but this text. Its files, in the order in which they work:

notebook.py        a notebook file -> its saved cells, whatever program wrote it
questions.py       saved cells -> answers to the written questions
cell_parts.py      a text of one kind, a picture or a note: what everything below works on
outputs.py         what a code cell printed and drew -> parts
printable.py       characters that cannot be printed are shown by their number
fonts.py           which font has which character
fonts              those that come along, and their licenses
images.py          pictures -> files that Typst can read
maths.py           where the formulas of a Markdown text stand
macros.py          `\\newcommand` and `\\def` put in place
tree.py            pandoc's tree: making nodes, walking them
pandoc.py          Markdown -> pandoc's tree -> Typst, in processes of pandoc
raw_html.py        HTML inside Markdown
markup.py          Typst markup of our own
convert.py         parts -> blocks of Typst markup, by all of these
typst_press.py     runs Typst: a document -> PDF, and which pieces Typst refuses
page.typ           the look of every page
typeset.py         parts -> blocks that Typst takes: what it refuses is replaced by its source
whole_notebook.py  a whole notebook as PDF
written.py         the written answers as PDF, each question on its own pages
written_check.py   opens the written PDF again and checks that it is whole
"""
