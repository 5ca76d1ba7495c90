"""The page of benchmarks holds what commands printed, and a new run changes its own section alone."""

import record


def test_a_new_run_replaces_its_own_section_alone_and_keeps_the_order():
    page = record.with_section(record.HEAD, "PDF", "one\n\n    $ x\n")
    page = record.with_section(page, "engine", "two\n\n    $ y\n    ## not a heading\n")
    again = record.with_section(page, "PDF", "three\n")
    assert again == f"{record.HEAD}\n## engine\n\ntwo\n\n    $ y\n    ## not a heading\n\n## PDF\n\nthree\n"


def test_what_is_named_is_there_and_what_is_kept_is_what_it_printed(monkeypatch):
    for command, minutes in record.BENCHMARKS.values():
        place = command[0] if command[0] != "-m" else command[1].replace(".", "/") + ".py"
        assert (record.ROOT / place).is_file()
        assert minutes > 0
    monkeypatch.setitem(record.BENCHMARKS, "PDF", (("-c", "print('MISSED 3'); raise SystemExit(1)"), 1))
    status, section = record.measured("PDF")
    assert status == 1
    assert "exit status 1." in section
    assert section.endswith("\n    MISSED 3\n")
