"""What is written down before stores are dropped, and what a command reads of it."""

from pathlib import Path
from uuid import UUID, uuid4

from deploy.local.written_down import Present, write_down
from shared.runtime.restore import Erased, WrittenDown, written_down


def test_an_interrupted_try_s_knowledge_is_kept_and_its_waiting_invitations_alone_count(tmp_path: Path) -> None:
    mark = tmp_path / "restoring.jsonl"
    gone, back, ended, later, waiting, used = (str(uuid4()) for _ in range(6))
    write_down(mark, Present({gone: 4}, {back}, {ended}, {waiting}))
    write_down(mark, Present({gone: 2}, set(), {later}, {waiting, used}))
    assert written_down(mark) == WrittenDown(
        [Erased(UUID(gone), 4)], [UUID(back)], [UUID(one) for one in sorted([ended, later])], [UUID(waiting)]
    )
    write_down(mark, Present())
    assert written_down(mark).waiting == [UUID(waiting)]
    assert written_down(None) == WrittenDown()
