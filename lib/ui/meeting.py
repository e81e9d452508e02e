"""Meeting mode: a queue of saved views, stepped through with a note each. The address holds where one is."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from lib import settings
from lib.store import saved
from lib.store.saved import Saved
from lib.ui import components
from lib.ui.links import PAGES, Page, href
from lib.view import View, from_params


def bar(page: Page, view: View) -> dict[str, str | None]:
    """Show where in the queue of ``view`` one is, with the note; return the addresses that keys lead to."""
    ends = {"present": href(page, _ended(view) if view.present else view.with_(present=True)), "end": None}
    if view.present:
        ends["end"] = href(page, _ended(view))
    if not view.queue:
        return ends | {"previous": None, "next": None}
    views = saved.queue(settings.store_dir(), view.queue)
    ways = ways_of(views, view)
    components.meeting(_shown(views, view) | ways | {"end": href(page, _ended(view))})
    return ends | ways


def ways_of(views: list[Saved], view: View) -> dict[str, str | None]:
    """Return the addresses of the steps before and after the one that ``view`` is at; None at either end."""
    at = (view.step or 1) - 1
    before, after = at - 1, at + 1
    return {
        "previous": step_address(views, before, view) if 0 <= before < len(views) else None,
        "next": step_address(views, after, view) if 0 <= after < len(views) else None,
    }


def step_address(views: list[Saved], number: int, view: View | None = None) -> str:
    """Return the address of step ``number`` (from 0) of a queue, in presentation where ``view`` is."""
    own = views[number]
    present = view.present if view else True
    return href(page_of(own), opened(own).with_(queue=own.queue, step=number + 1, present=present))


def page_of(own: Saved) -> Page:
    """Return the page of a saved view; the front page where there is no such page any more."""
    return next((page for page in PAGES if page.path == own.page), PAGES[0])


def opened(own: Saved) -> View:
    """Return the view that was saved; what it cannot read any more is left out."""
    return from_params(parse_qs(own.query, keep_blank_values=True))[0]


def _ended(view: View) -> View:
    return view.with_(present=False, queue=None, step=None)


def _shown(views: list[Saved], view: View) -> dict[str, Any]:
    at = (view.step or 1) - 1
    if not 0 <= at < len(views):
        gone = "This queue has no views any more." if not views else f"This queue ends with step {len(views)}."
        return {"where": view.queue, "name": "", "note": gone}
    return {"where": f"{view.queue}, {at + 1} of {len(views)}", "name": views[at].name, "note": views[at].note}
