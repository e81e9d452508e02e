"""Named views are kept, ordered and undone, and neither a kill nor two writers lose one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from lib.store import saved


def test_a_view_is_kept_renamed_removed_and_brought_back(tmp_path: Path) -> None:
    view = saved.new("Ferry", "people", "outlet=Beta", note="Ask about the ferry")
    saved.put(tmp_path, view)
    (own,) = saved.kept(tmp_path)
    assert (own.name, own.page, own.query, own.note, own.queue) == (
        "Ferry", "people", "outlet=Beta", "Ask about the ferry", saved.QUEUE,
    )  # fmt: skip
    assert own.at.endswith("+00:00")
    saved.put(tmp_path, replace(own, name="Ferries"))
    saved.put(tmp_path, replace(own, name="Ferries", removed=True))
    assert saved.kept(tmp_path) == []
    assert [v.name for v in saved.removed(tmp_path)] == ["Ferries"]
    saved.put(tmp_path, replace(own, name="Ferries"))
    assert [v.name for v in saved.kept(tmp_path)] == ["Ferries"]
    assert [v.name for v in saved.history(tmp_path)] == ["Ferry", "Ferries", "Ferries", "Ferries"]


def test_a_queue_keeps_its_order(tmp_path: Path) -> None:
    for name in "abc":
        saved.put(tmp_path, saved.new(name, "", ""))
    saved.put(tmp_path, saved.new("x", "", "", queue="Other"))
    a, b, _ = saved.queue(tmp_path, saved.QUEUE)
    saved.put(tmp_path, replace(a, place=b.place), replace(b, place=a.place))
    assert [v.name for v in saved.queue(tmp_path, saved.QUEUE)] == ["b", "a", "c"]
    assert [v.name for v in saved.queue(tmp_path, "Other")] == ["x"]


def test_a_torn_line_costs_nothing_but_itself(tmp_path: Path) -> None:
    saved.put(tmp_path, saved.new("whole", "", ""))
    with (tmp_path / saved.FILE).open("ab") as file:
        file.write(b'{"id": "half", "na')
    saved.put(tmp_path, saved.new("after", "", ""))
    assert [v.name for v in saved.kept(tmp_path)] == ["whole", "after"]


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: saved.put(tmp_path, saved.new(str(i), "", "")), range(40)))
    views = saved.kept(tmp_path)
    assert {v.name for v in views} == {str(i) for i in range(40)}
    assert len({v.place for v in views}) == 40


def test_no_file_is_no_view(tmp_path: Path) -> None:
    assert saved.kept(tmp_path / "none") == []
