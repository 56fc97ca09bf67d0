"""What each verb does to events of the API, of sources and of files; and that a rebuilt database says the same."""

from __future__ import annotations

import pytest

from tests.writing.desk import Desk, content
from timeline import review
from timeline.errors import Conflict, StoreUnavailable
from timeline.model.query import Filter
from timeline.writing import steps
from timeline.writing.draft import RevisionChanged, revision
from timeline.writing.pointed import InvalidBody
from timeline.writing.writer import NotInFiles

SAID = {"title": "Weir opened", "when": "2027-05-04", "tags": ["weir"]}


@pytest.fixture
def desk(tmp_path):
    opened = Desk(tmp_path)
    yield opened
    opened.store.close()


def created(desk: Desk, **said) -> str:
    (id,) = desk.write(steps.Create(event=SAID | said)).ids
    return id


def told(desk: Desk, **said: tuple[str, str]) -> str:
    desk.tell(**said or {"weir": ("Weir opened", "2027-05-04")})
    (event,) = [event for event in desk.store.select(Filter()) if event.origin == "source"]
    return event.id


def origin(desk: Desk, kind: str) -> str:
    makers = {"api": lambda: created(desk), "source": lambda: told(desk), "file": lambda: "hatching"}
    return makers[kind]()


@pytest.mark.parametrize("kind", ["api", "source", "file"])
class TestOfEachOrigin:
    def test_a_title_is_edited_and_the_history_says_by_whom(self, desk, kind):
        id = origin(desk, kind)
        done = desk.write(steps.Edit(id=id, changes={"title": "Another"}))
        assert desk.event(id).title == "Another"
        assert [(change.kind, change.by) for change in done.changes] == [("revised", "Ada")]
        assert desk.store.history(id)[-1].by == "Ada"
        assert done.changes[0].position == desk.store.position()

    def test_words_are_read_as_a_date_and_said_back(self, desk, kind):
        id = origin(desk, kind)
        done = desk.write(steps.Edit(id=id, changes={"when": "some time in autumn 2028"}))
        assert desk.event(id).when.edtf == "2028-23"
        (read,) = done.understood
        assert (read.pointer, read.edtf, read.words) == ("/changes/when", "2028-23", "autumn of 2028")
        assert read.rule

    def test_what_is_cancelled_is_reinstated_as_it_was(self, desk, kind):
        id = origin(desk, kind)
        before = desk.event(id).status
        desk.write(steps.Cancel(id=id, reason="A flood."))
        assert (desk.event(id).status, desk.event(id).reason) == ("cancelled", "A flood.")
        desk.write(steps.Reinstate(id=id))
        assert (desk.event(id).status, desk.event(id).reason) == (before, "")
        assert desk.kinds(id)[-2:] == ["cancelled", "reinstated"]

    def test_what_is_withdrawn_needs_a_reason_and_comes_back(self, desk, kind):
        id = origin(desk, kind)
        with pytest.raises(InvalidBody, match="/reason"):
            desk.write(steps.Withdraw(id=id, reason=" "))
        desk.write(steps.Withdraw(id=id, reason="It was never planned."))
        assert desk.event(id).is_gone
        with pytest.raises(Conflict, match="withdrawn"):
            desk.write(steps.Edit(id=id, changes={"title": "Another"}))
        desk.write(steps.Reinstate(id=id, reason="It was."))
        assert desk.kinds(id)[-2:] == ["withdrawn", "reinstated"]
        assert not desk.event(id).is_gone

    @pytest.mark.parametrize(
        "step",
        [
            lambda id: steps.Edit(id=id, changes={"title": "Another", "when": "2029", "tags": None}),
            lambda id: steps.Cancel(id=id, reason="A flood."),
            lambda id: steps.Withdraw(id=id, reason="No."),
        ],
    )
    def test_each_change_is_undone_and_then_says_what_it_said(self, desk, kind, step):
        id = origin(desk, kind)
        before = desk.event(id)
        desk.write(step(id))
        assert desk.event(id) != before
        desk.write(steps.Undo(id=id))
        after = desk.event(id)
        for name in ("title", "when", "tags", "status", "reason"):
            assert getattr(after, name) == getattr(before, name), name
        assert after.edited == before.edited
        assert after.sequence == before.sequence + 2

    def test_an_earlier_change_is_undone_and_what_came_after_stays(self, desk, kind):
        id = origin(desk, kind)
        first = desk.write(steps.Edit(id=id, changes={"title": "Another"})).changes[0]
        desk.write(steps.Edit(id=id, changes={"summary": "Words."}))
        desk.write(steps.Undo(id=id, position=first.position))
        assert desk.event(id).title != "Another"
        assert desk.event(id).summary == "Words."

    def test_what_was_changed_since_is_not_undone(self, desk, kind):
        id = origin(desk, kind)
        first = desk.write(steps.Edit(id=id, changes={"title": "Another"})).changes[0]
        desk.write(steps.Edit(id=id, changes={"title": "A third"}))
        with pytest.raises(Conflict, match="title"):
            desk.write(steps.Undo(id=id, position=first.position))

    def test_another_revision_is_refused_with_the_present_one(self, desk, kind):
        id = origin(desk, kind)
        seen = revision(desk.event(id))
        desk.write(steps.Edit(id=id, revision=seen, changes={"title": "Another"}))
        with pytest.raises(RevisionChanged) as raised:
            desk.write(steps.Edit(id=id, revision=seen, changes={"title": "A third"}))
        assert raised.value.revision == revision(desk.event(id))
        assert desk.event(id).title == "Another"

    def test_what_is_only_tried_writes_nothing_and_shows_each_format(self, desk, kind):
        id = origin(desk, kind)
        before, text = desk.event(id), desk.text()
        tried = desk.write(steps.Edit(id=id, changes={"title": "Another"}), dry=True)
        assert desk.event(id) == before
        assert desk.text() == text
        assert tried.dry
        (shown,) = tried.previews
        assert shown.change.kind == "revised"
        assert set(shown.formats) == {"atom", "rss", "json", "ics"}
        assert all("Another" in each.after and "Another" not in each.before for each in shown.formats.values())
        assert shown.line.after.startswith("Another (")
        assert "Another" in shown.announced

    def test_a_rebuilt_database_says_the_same(self, desk, kind):
        id = origin(desk, kind)
        desk.write(steps.Edit(id=id, changes={"title": "Another", "when": "2029"}))
        desk.write(steps.Cancel(id=id, reason="A flood."))
        rebuilt = desk.rebuilt()
        assert content(rebuilt.event(id)) == content(desk.event(id))
        assert [(c.kind, c.at, c.by) for c in rebuilt.history(id)] == [
            (c.kind, c.at, c.by) for c in desk.store.history(id)
        ]

    def test_it_is_merged_into_another_and_unmerged(self, desk, kind):
        id = origin(desk, kind)
        other = created(desk, title="The other") if kind != "file" else "other"
        if kind == "file":
            desk.write(steps.Edit(id=id, changes={"summary": "Words."}))
            path = desk.directory / "events.yaml"
            path.write_text(desk.text() + "  - {id: other, added: 2026-01-01T09:00:00Z, title: Other, when: 2013}\n")
            desk.writer.folder.load(desk.now, desk_nothing())
        before = desk.event(id)
        desk.write(steps.Merge(id=id, into=other))
        assert (desk.event(id).status, desk.event(id).merged_into) == ("merged", other)
        desk.write(steps.Unmerge(id=id))
        after = desk.event(id)
        assert (after.status, after.merged_into, after.edited) == (before.status, "", before.edited)
        assert desk.kinds(id)[-2:] == ["merged", "split"]


def desk_nothing():
    from timeline.load import Beside
    from timeline.store.contract import Outcome

    return Beside({}, Outcome())


class TestOfSources:
    def test_the_word_of_a_person_outlives_what_the_source_says_next(self, desk):
        id = told(desk)
        desk.write(steps.Edit(id=id, changes={"when": "2027-05-05", "title": "Weir opens"}))
        desk.tell(weir=("Weir open at last", "2027-06-01"))
        event = desk.event(id)
        assert (event.title, event.when.edtf) == ("Weir opens", "2027-05-05")
        assert [conflict.when.edtf for conflict in event.conflicts] == ["2027-06-01"]

    def test_what_a_person_withdrew_stays_withdrawn(self, desk):
        id = told(desk)
        desk.write(steps.Withdraw(id=id, reason="A hoax."))
        desk.tell(weir=("Weir open at last", "2027-06-01"))
        assert desk.event(id).reason == "A hoax."
        assert desk.kinds(id) == ["added", "withdrawn"]

    def test_a_merger_is_undone_at_the_event_that_speaks_for_both(self, desk):
        id = told(desk)
        desk.tell("radio", bridge=("Bridge opened", "2028-05-04"))
        (other,) = (event.id for event in desk.store.select(Filter()) if event.title == "Bridge opened")
        desk.write(steps.Merge(id=other, into=id))
        assert desk.kinds(id)[-1] == "sourced"
        desk.write(steps.Undo(id=id))
        assert (desk.event(other).status, desk.event(other).merged_into) == ("scheduled", "")
        assert {citation.source for citation in desk.event(id).sources} == {"paper"}
        assert {citation.source for citation in desk.event(other).sources} == {"radio"}
        desk.tell("radio", bridge=("Bridge opened", "2028-05-04"))
        assert {citation.source for citation in desk.event(id).sources} == {"paper"}

    def test_what_a_second_source_said_is_not_undone_but_taken_out(self, desk):
        id = told(desk)
        desk.tell("radio", opening=("Weir opened", "2027-05-04"))
        assert desk.kinds(id) == ["added", "sourced"]
        with pytest.raises(Conflict, match=r"claim opening of radio .* `timeline review --unmerge radio opening`"):
            desk.write(steps.Undo(id=id))
        assert review.unmerge(desk.store, "radio", "opening", desk.now)

    def test_an_undone_edit_lets_the_source_speak_again(self, desk):
        id = told(desk)
        desk.write(steps.Edit(id=id, changes={"title": "Weir opens"}))
        desk.tell(weir=("Weir open at last", "2027-05-04"))
        desk.write(steps.Undo(id=id, position=desk.store.history(id)[1].position))
        assert desk.event(id).title == "Weir open at last"
        assert desk.event(id).edited == ()

    def test_merged_events_stay_merged_when_the_source_is_read_again(self, desk):
        desk.tell(weir=("Weir opened", "2027-05-04"), gala=("Gala at the river", "2027-05-20"))
        one, other = sorted(desk.store.select(Filter(tags=())), key=lambda e: e.title)[:2]
        ids = {event.title: event.id for event in desk.store.select(Filter()) if event.origin == "source"}
        one, other = ids["Gala at the river"], ids["Weir opened"]
        desk.write(steps.Merge(id=one, into=other, reason="The same."))
        assert {citation.key for citation in desk.event(other).sources} == {"weir", "gala"}
        desk.tell(weir=("Weir opened", "2027-05-04"), gala=("Gala at the river!", "2027-05-20"))
        assert desk.event(one).status == "merged"
        desk.write(steps.Unmerge(id=one))
        assert {citation.key for citation in desk.event(one).sources} == {"gala"}
        assert {citation.key for citation in desk.event(other).sources} == {"weir"}
        desk.tell(weir=("Weir opened", "2027-05-04"), gala=("Gala by the river", "2027-05-20"))
        assert desk.event(one).title == "Gala by the river"
        assert desk.event(one).status == "scheduled"

    def test_a_source_event_becomes_part_of_an_entry_without_touching_the_file(self, tmp_path):
        desk = Desk(tmp_path, edit_files=False)
        id, text = told(desk), desk.text()
        desk.write(steps.Merge(id=id, into="hatching"))
        assert desk.text() == text
        assert [citation.key for citation in desk.event("hatching").sources] == ["weir"]
        assert desk.kinds("hatching") == ["added", "sourced"]


class TestOfFiles:
    def test_without_the_setting_the_file_and_line_are_named(self, tmp_path):
        desk = Desk(tmp_path, edit_files=False)
        with pytest.raises(NotInFiles, match=r"events\.yaml:2"):
            desk.write(steps.Edit(id="hatching", changes={"title": "Another"}))

    def test_an_entry_that_was_saved_meanwhile_is_not_overwritten(self, desk):
        path = desk.directory / "events.yaml"
        path.write_text(desk.text().replace("Sturgeon hatch", "Sturgeon hatched"))
        with pytest.raises(Conflict, match=r"events\.yaml:2.*not published yet"):
            desk.write(steps.Edit(id="hatching", changes={"title": "Another"}))
        assert "Sturgeon hatched" in desk.text()

    def test_a_full_disk_leaves_the_file_and_the_store_as_they_were(self, desk, monkeypatch):
        from timeline.files import history_writer

        before, text = desk.event("hatching"), desk.text()

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(history_writer, "append", full)
        with pytest.raises(StoreUnavailable, match="No space"):
            desk.write(steps.Edit(id="hatching", changes={"title": "Another"}))
        assert desk.text() == text
        assert desk.event("hatching") == before
        assert sorted(path.name for path in desk.directory.iterdir() if path.name.startswith(".")) == []
        monkeypatch.undo()
        desk.write(steps.Edit(id="hatching", changes={"title": "Another"}))
        assert desk.event("hatching").title == "Another"

    def test_what_is_not_recorded_by_a_check_is_nothing(self, desk):
        from timeline import files
        from timeline.files.comparison import unrecorded_problems

        desk.write(steps.Edit(id="hatching", changes={"title": "Another"}))
        assert unrecorded_problems(files.read(desk.directory, {}), desk.now) == []


class TestBatches:
    def test_all_or_nothing(self, desk):
        id = created(desk)
        position = desk.store.position()
        with pytest.raises(Conflict):
            desk.write(steps.Edit(id=id, changes={"title": "Another"}), steps.Reinstate(id=id))
        assert desk.store.position() == position
        assert desk.event(id).title == "Weir opened"

    def test_an_entry_and_an_event_of_the_api_change_together(self, desk):
        id = created(desk)
        done = desk.write(
            steps.Edit(id="hatching", changes={"title": "Another"}), steps.Edit(id=id, changes={"title": "A third"})
        )
        assert {change.event for change in done.changes} == {"hatching", id}
        assert (desk.event("hatching").title, desk.event(id).title) == ("Another", "A third")

    def test_the_problems_of_all_steps_are_told_at_once(self, desk):
        with pytest.raises(InvalidBody) as raised:
            desk.writer.write(
                [steps.Create(event={"title": "T"}), steps.Create(event={"when": "may", "title": True})],
                desk.now,
                "Ada",
                pointers=("/steps/0", "/steps/1"),
            )
        assert {problem.pointer for problem in raised.value.problems} == {
            "/steps/0/event",
            "/steps/1/event/title",
            "/steps/1/event/when",
        }

    def test_what_is_postponed_names_the_new_event_that_follows(self, desk):
        id = created(desk)
        done = desk.write(steps.Postpone(id=id, reason="Rain.", event=SAID | {"when": "2027-06-04"}))
        assert desk.event(id).status == "postponed"
        assert desk.event(desk.event(id).successor).when.edtf == "2027-06-04"
        assert [change.kind for change in done.changes] == ["added", "postponed"]
