"""Whose tie a page tells of, what is only wished, and towns respelled by ear: each rule on sentences of its own."""

from __future__ import annotations

import numpy as np
import pytest
from web_judge import judge, mentions, places, scanner, ties
from web_judge import page as page_of

from paradiplomacy.web.actors import ACTOR_FEATURES, ACTORS_AGAINST, ACTORS_FOR
from paradiplomacy.web.classifier import TrainingMentions, _witnesses
from paradiplomacy.web.decision import weigh_page
from paradiplomacy.web.features import FEATURES
from paradiplomacy.web.respelling import consonants, respelled


def features(text: str, place: str, **values: str) -> set[str]:
    """Return the features that hold for the first mention of a place."""
    weighed = weigh_page(page_of(text, **values), scanner(), judge().settings.countries)
    item = next(item for item in weighed if item.mention.place.name == place)
    return {FEATURES[index] for index in np.flatnonzero(item.features)}


def test_each_feature_is_known_and_has_one_sign() -> None:
    assert set(ACTORS_FOR).isdisjoint(ACTORS_AGAINST)
    assert {*ACTORS_FOR, *ACTORS_AGAINST} <= set(ACTOR_FEATURES) <= set(FEATURES)


@pytest.mark.parametrize(
    ("text", "values", "place", "holds"),
    [
        ("Ein Vertrag mit der chinesischen Stadt Ningbo wurde unterzeichnet.", {}, "Ningbo", "with place"),
        ("Der Vertrag wurde in Ningbo unterzeichnet.", {}, "Ningbo", "at place without explicit"),
        ("Koostööleping Hiina linna Ningboga on allkirjastatud.", {"language": "et", "country": "EE"}, "Ningbo",
         "with place"),
        ("Der Landrat unterzeichnete ein Memorandum über die Zusammenarbeit mit Ningbo.", {}, "Ningbo",
         "region acts without unit"),
        ("Der Botschafter sagte, Ningbo möchte Partnerstadt werden.", {}, "Ningbo", "only wished"),
        ("Der Bürgermeister empfing eine Delegation aus Ningbo.\nBeide Städte unterzeichneten ein Abkommen.", {},
         "Ningbo", "both towns and tie word follow"),
        ("Delegation aus Ningbo zu Besuch.\nEin Abkommen wurde nicht unterzeichnet.", {}, "Ningbo", "denial follows"),
    ],
)  # fmt: skip
def test_who_acts_and_how_the_place_stands(text: str, values: dict[str, str], place: str, holds: str) -> None:
    assert holds in features(text, place, **values)


def test_the_province_of_a_partner_is_no_region_that_acts() -> None:
    assert "region acts" not in features("Neustadt und die Provinz Hunan sind Partner.", "Hunan")


def test_a_signature_that_is_told_is_no_wish() -> None:
    wish = "Neustadt will mit Ningbo eine Partnerschaft eingehen."
    deed = "Neustadt und Ningbo wollen enger zusammenarbeiten und haben eine Absichtserklärung unterzeichnet."
    assert "only wished" in features(wish, "Ningbo")
    assert "only wished" not in features(deed, "Ningbo")


def test_a_tie_told_in_the_next_paragraph_is_found_and_a_mere_visit_is_none() -> None:
    visit = "Der Bürgermeister empfing im Rathaus eine Delegation aus Ningbo, China."
    assert "Ningbo" in ties(f"{visit}\nBeide Städte unterzeichneten dabei ein Kooperationsabkommen.")
    assert "Ningbo" not in ties(f"{visit}\nDie Gäste besichtigten die Straßenbahn.")


@pytest.mark.parametrize(
    ("name", "written"),
    [("Savannah", "Σαβάνα"), ("Cleveland", "Klīvlenda"), ("Cincinnati", "Синсинати"), ("Norfolk", "Νόρφολκ")],
)
def test_a_town_respelled_by_ear_has_the_consonants_of_its_name(name: str, written: str) -> None:
    assert consonants(name) == consonants(written)


def test_of_towns_that_sound_alike_only_a_much_larger_one_is_told() -> None:
    towns = judge().gazetteer.heard_towns
    found = respelled("Σαβάνα", towns, "Georgia")
    assert found is not None and (found.name, found.admin1) == ("Savannah", "Georgia")
    assert respelled("Σαβάνα", towns, "Utah") is None
    assert respelled("Ωα", towns, "") is None


def test_a_list_names_the_town_before_its_state() -> None:
    text = "Αδελφοποιημένες πόλεις\n- Μπάρι, Ιταλία\n- Τσατανούγκα, Τενεσί, ΗΠΑ\n- Λυών, Γαλλία"
    found = mentions(text, language="el", country="EL")
    assert [mention.place.admin1 for mention in found] == ["Tennessee"]
    assert found[0].place.kind != "state"


def test_a_state_of_a_citys_name_is_no_second_place() -> None:
    assert places("Partnerstädte\n- Rochester (USA, New York)\n- Lyon (Frankreich)") == [("US", "Rochester")]


def test_a_tie_needs_one_mention_that_states_it() -> None:
    data = TrainingMentions(
        np.zeros((4, 1)), np.array([1, 1, 0, 0]), np.array(["a"] * 4), np.array(["de"] * 4),
        [("1", "Ningbo"), ("1", "Ningbo"), ("2", "Ningbo"), ("2", "Ningbo")], [],
    )  # fmt: skip
    kept = _witnesses(data, np.arange(4), np.array([0.1, 0.9, 0.5, 0.2]))
    assert kept.tolist() == [1, 2, 3]
