"""Whatever happens to a file of a store: no wrong number is read, and the next sweep goes on."""

import pytest
from damage import example, killed_store, read


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    place = tmp_path_factory.mktemp("damage")
    template = killed_store(place / "whole", place / "killed")
    return template, read(place / "whole")


@pytest.mark.parametrize("number", range(64))
def test_a_damaged_file_gives_no_wrong_number_and_blocks_nothing(number, stores, tmp_path):
    template, truth = stores
    example(number, template, truth, tmp_path / "damaged")
