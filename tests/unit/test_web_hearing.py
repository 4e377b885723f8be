"""Names as languages hear them, and rows, clauses and sentences that tell whose tie a page speaks of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web_judge import judge, page, places, weighed

from paradiplomacy.web.features import POSITION
from paradiplomacy.web.respelling import chinese_sounds, heard_in_china
from paradiplomacy.web.unit_names import Designations, unit_mentions
from paradiplomacy.web.unlisted import is_pinyin, unlisted_place


def features_of(place: str, text: str, **values: str) -> set[str]:
    """The features of the last mention of a place."""
    row = [item.features for item in weighed(page(text, **values)) if item.mention.place.name == place][-1]
    return {name for name, at in POSITION.items() if row[at]}


@pytest.mark.parametrize(
    ("pinyin", "written"),
    [
        ("Hangzhou", "Hangdžov"),
        ("Zhangzhou", "Čang-čou"),
        ("Suzhou", "Су-джоу"),
        ("Zhengzhou", "Džengdžov"),
        ("Qingdao", "Циндао"),
        ("Tianjin", "Τιεντζίν"),
        ("Jiaxing", "Ťia-sing"),
    ],
)
def test_transcriptions_sound_like_pinyin(pinyin: str, written: str) -> None:
    assert chinese_sounds(written) == chinese_sounds(pinyin, pinyin=True)


@given(st.text(alphabet="abcdeghijklnoqsuxyz", min_size=1, max_size=12))
def test_sounds_are_the_same_whatever_the_case_and_hyphens(name: str) -> None:
    assert chinese_sounds(name.upper()) == chinese_sounds(name) == chinese_sounds("-".join(name))


def test_a_province_allows_one_sound_amiss_and_tells_namesakes() -> None:
    cities = judge().gazetteer.heard_cities
    found = heard_in_china("Čang-čou", cities, "Fujian")
    assert found is not None and found.name == "Zhangzhou"
    amiss = heard_in_china("Šaosink", cities, "Zhejiang")
    assert amiss is not None and amiss.name == "Shaoxing"
    assert heard_in_china("Šaosink", cities, "Yunnan") is None
    assert heard_in_china("Kravín", cities, "") is None


def test_a_name_in_pinyin_is_no_respelling_of_another() -> None:
    assert is_pinyin("Qingtian") and is_pinyin("Xi'an") and not is_pinyin("Hangdžov")
    assert unlisted_place("CN", "Qingtang", "Zhejiang", judge().gazetteer).name == "Qingtang"


def test_a_namesake_in_the_state_named_is_meant() -> None:
    text = "Побратимени градове\nСАЩ\tИлинойс\tПеория\t2001\nКитай\tДжъдзян\tНинбо\t1995\nПолша\tМазовия\tРадом\t1963"
    assert places(text, language="bg", country="BG") == [("US", "Peoria"), ("CN", "Ningbo")]


def test_a_preposition_is_no_part_of_a_name_and_a_county_no_town() -> None:
    text = "Su Ročesteriu (Ilinojus, JAV) partnerystės sutartis galioja nuo 2003 metų."
    assert places(text, language="lt", country="LT") == [("US", "Rochester")]
    text = "Nasctha\n- Co. Bergen, New Jersey (SAM) – 2009\n- Lyon, an Fhrainc\n- Köln, an Ghearmáin"
    assert places(text, language="ga", country="IE") == [("US", "Bergen County")]


def test_every_word_of_a_unit_may_be_inflected() -> None:
    text = " primator banskej bystrice a sibiului cisnadie "
    assert unit_mentions(text, ["Banská Bystrica"], Designations()) == [10, 18]
    assert unit_mentions(text, ["Sibiu-Cisnădie"], Designations()) == [29, 38]
    assert unit_mentions(" nova bystrica ", ["Banská Bystrica"], Designations()) == []


def test_names_of_other_things_are_no_places() -> None:
    assert (
        places("Venskabsbyer\n- Boston, USA\nBorger | Erhverv | Politik", language="da", country="DK")[0][1] == "Boston"
    )
    listed = "Unsere Partnerstädte\n- Pirna (Sachsen), 1990\n- Boston (USA), 1995\n- Lyon (Frankreich), 1980"
    assert places(listed) == [("US", "Boston")]
    assert ("US", "Center") not in places("In Houston (USA) besuchte man das German American Heritage Center.")


def test_rows_under_a_column_of_municipalities_are_theirs() -> None:
    text = "Partnerschaften\nGemeinde\tPartner\tseit\nAltfeld\tWeihai (China)\t2010\nBergdorf\tLyon (Frankreich)\t1990"
    region = features_of("Weihai", text, unit="Landkreis Hohenried")
    assert "row of another town" in region and not any(name.startswith("heading:") for name in region)
    assert "row of another town" not in features_of("Weihai", text, unit="Hohenried")
    own = "Partnerschaften\nStadt\tLand\nWeihai\tChina\nLyon\tFrankreich"
    assert "row of another town" not in features_of("Weihai", own, unit="Landkreis Hohenried")


def test_a_row_that_says_there_is_no_agreement_takes_back_the_heading() -> None:
    text = "Partnerské mestá\n- Detroit, USA – bez zmluvy\n- Milwaukee, USA, 1999\n- Lyon, Francúzsko"
    denied = features_of("Detroit", text, language="sk", country="SK")
    assert "denied in row" in denied and "list and explicit heading" not in denied
    assert "list and explicit heading" in features_of("Milwaukee", text, language="sk", country="SK")


def test_a_clause_takes_a_place_up_again() -> None:
    tie = "V Pittsburghu, kjer smo pobrateni od leta 1995, bo župan jeseni."
    assert "tie word in next clause" in features_of("Pittsburgh", tie, language="sl", country="SI")
    none = "V Pittsburghu, kjer bo prestopil, ga čaka župan pobratenega mesta Lyon."
    assert "tie word in next clause" not in features_of("Pittsburgh", none, language="sl", country="SI")


def test_a_province_is_the_other_side_where_its_city_is_only_where_they_met() -> None:
    text = "De commissaris heeft in Nanjing een overeenkomst met de provincie Jiangsu ondertekend."
    found = places(text, language="nl", country="NL", unit="Provincie Zeeland")
    assert found == [("CN", "Nanjing"), ("CN", "Jiangsu")]
    assert places("De band met Nanjing in de provincie Jiangsu bestaat lang.", language="nl", country="NL") == [
        ("CN", "Nanjing")
    ]


def test_another_municipality_may_act() -> None:
    text = "Община Ветово подписа договор за побратимяване с Далиен, Китай."
    other = features_of("Dalian", text, language="bg", country="BG", unit="Област Русе")
    assert {"other municipality acts", "other municipality and region"} <= other
    own = features_of("Dalian", text, language="bg", country="BG", unit="Ветово")
    assert "other municipality acts" not in own
