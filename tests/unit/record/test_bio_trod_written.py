from tests.data.make_documents import HERE, main


def test_the_documents_on_disk_are_those_that_are_written() -> None:
    main(_same)


def _same(name: str, content: bytes) -> None:
    assert (HERE / name).read_bytes() == content
