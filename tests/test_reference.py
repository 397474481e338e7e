"""The reference results change only on purpose; refresh them with `make reference`."""

from iei.experiments.evidence.reference import computed, differences, stored


def test_the_model_gives_the_reference_results():
    assert differences(computed(), stored()) == []


def test_a_small_change_of_a_coefficient_is_noticed():
    changed = computed({"trust_gain": 0.2001}, worlds=("province",))
    assert differences(changed, stored())


def test_a_missing_run_is_noticed():
    table = stored()
    assert differences(table.iloc[1:], table) == [f"run without counterpart: {('classroom', 'none', 0)}"]
