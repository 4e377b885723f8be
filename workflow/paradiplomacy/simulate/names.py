"""Invented names of cities, regions and ports: beginnings and endings per language, no real city among the results."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from paradiplomacy.simulate.real_names import REAL_NAMES


@dataclass(frozen=True)
class Language:
    """How names of a language are put together.

    Parameters
    ----------
    beginnings, endings
        a name of a place is one of each.
    regions
        patterns of names of regions; `{}` stands for a beginning.
    """

    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    regions: tuple[str, ...]


def _language(beginnings: str, endings: str, regions: str) -> Language:
    return Language(tuple(beginnings.split()), tuple(endings.split()), tuple(regions.split("|")))


LANGUAGES = {
    "bg": _language(
        "Belo Boro Gorno Dolno Dragan Kamen Krast Lyubo Malo Mirko Novo Osta Pchel Raden Rado Slavo Staro Stoyan "
        "Tarno Veli Vlado Vrancho Zhelo Zlato Yavor",
        "grad vets ovo itsa evtsi inovo chevo slav polye brod mir vodets",
        "{}grad oblast|{}ska planina|{}sko pole",
    ),
    "cs": _language(
        "Bělo Bran Brno Dobro Doubra Hrad Javor Jezer Kamen Krasno Kunra Lesko Milo Nepra Ostro Podhor Rado Sedl "
        "Slavo Stříbr Svato Třeb Vlade Vodňa Vratno Želez",
        "šov nice častice břeh hora vín kovice šťany měř slav nov žice",
        "{}sko|{}ský kraj|Horní {}sko",
    ),
    "da": _language(
        "Bjerre Brande Elle Fjord Glams Grøn Hjort Holme Kalle Klint Lund Mølle Nør Ravne Skov Sønder Tran Vest Øster "
        "Ålum",
        "bæk borg by gård havn holt høj løse rup strup sø vad",
        "{}land|Nordre {}|Søndre {}",
    ),
    "de": _language(
        "Ahren Alten Amsel Bären Birken Blanken Brunn Dachs Dorn Eber Eichel Elster Erlen Falken Finster Frauen "
        "Friesen Gäns Grauen Hasel Hirsch Holler Immen Jäger Kalten Kiefern Königs Kranich Lauter Linden Löwen Mühl "
        "Nessel Ochsen Pappel Raben Reiher Rothen Salz Schwanen Silber Sonnen Stein Ulmen Wachtel Weiden Wolfs",
        "aue berg brück burg eck furt grün hafen hausen heide heim hofen kirch lohe roda stadt tal walde",
        "{}gau|{}mark|Ober{}land|{}er Land",
    ),
    "el": _language(
        "Agro Alo Anemo Argyro Chryso Dendro Elaio Galano Ilio Kalo Kampo Kastro Kera Lefko Lithi Makro Mavro Melo "
        "Neo Palaio Petro Platano Potamo Stavro Thalasso Xero",
        "ria chori ni kastro limni mata nisi polita potamos ra skala vouni",
        "{}ria|Dytiki {}nia|Anatoliki {}nia",
    ),
    "en": _language(
        "Ardna Bally Balla Carrick Clon Cool Derry Drum Dun Glen Inish Kil Kin Knock Lis Mullagh Rath Ros Tober Tully",
        "bracken corran dargan fenna gortan kerrin lasson mallin narrow rennick shannar varragh",
        "West {}more|North {}shire|South {}land",
    ),
    "es": _language(
        "Alba Almen Arro Bena Campo Carra Castel Cerro Duera Esca Fresno Galla Guada Hermo Llano Lagu Mira Monte "
        "Naval Olme Palo Peña Quinta Ribe Roble Salva Santo Torre Valde Villa Zarzo",
        "blanca cárdena cejo duero elvira fría gosa hermosa jara luenga mayor nueva ñera queda rrubia sol vera zuela",
        "Valle de {}ra|Sierra de {}na|Tierras de {}ra|{}ria",
    ),
    "et": _language(
        "Haap Jõe Kalda Kivi Kuuse Laane Mere Männi Põhja Raba Saare Tamme Uus Õuna",
        "kula linna mõisa nõmme pere saarna vere välja",
        "{}maa|{}kond",
    ),
    "fi": _language(
        "Haapa Harju Hirvi Honka Joutsen Kallio Karhu Kesä Koivu Kuusi Lahti Lepo Mänty Niemi Ranta Ruska Suvi Tammi "
        "Tuuli Vaahtera Yli",
        "järvi joki kangas kaupunki koski lahti linna mäki niemi salmi suo vesi",
        "{}maa|Etelä-{}la|Pohjois-{}la",
    ),
    "fr": _language(
        "Aigue Ambre Argen Aubre Beau Belle Bré Champ Chante Clair Cour Épine Ferre Fontai Franche Grand Haute Long "
        "Lou Mar Mont Mou Neu Noir Pierre Roche Rouvre Saint-Aub Saint-Ger Sauve Val Vaire Ville",
        "bois bourg çay cliers court dreuil fort gnac lieu mance nelle noy pont rance sac thières vaux villers",
        "Pays {}mançais|{}gnois|Val-de-{}noy|Haut-{}rois",
    ),
    "hr": _language(
        "Bijelo Boro Brezo Drago Gornji Hrasto Jasen Jele Kame Ljubo Malo Novi Otok Plavo Rado Slano Sveti Vrbo Zlato",
        "grad vac šćica polje brdo šica vina nik",
        "{}ska županija|{}sko primorje|{}ska zagora",
    ),
    "hu": _language(
        "Almás Bükk Csillag Diós Erdő Fehér Füzes Gyöngy Hárs Homok Kerek Kis Lápos Magas Mező Nagy Nyír Pász Rózsa "
        "Sár Szil Tölgy Új Vas Zöld",
        "bánya egyház falva hegyes kút lak liget patak telke tó vár vásár",
        "{}ság|Felső-{}alja|{}vidék",
    ),
    "it": _language(
        "Acqua Alto Arci Bella Bor Campo Casal Castel Cerre Chiara Civi Col Fiora Fonta Galli Lago Mare Mon Monte "
        "Olmo Pietra Poggio Rocca San-Bar San-Ge Sasso Serra Torre Tre Valle Vico Villa",
        "bruna cenza delfo fiero gnano lupara maggio mara nuova rella rocco roso sano stella tano tera verna vivo",
        "Terre di {}sano|Val {}rella|{}gna|Alta {}zia",
    ),
    "lt": _language(
        "Ąžuol Balt Berž Eglyn Ežer Gint Jūr Kalv Liep Medin Naujak Rag Sartin Šilel Uosin Vytar Žem",
        "ai ainiai ava ė ėnai iškės ynė uva upis",
        "{}ija|{}aičiai",
    ),
    "lv": _language(
        "Ābel Bērz Dūk Ezer Gulb Jaun Kalnr Liel Mež Ozol Prieg Rūp Sarkan Upes Zilk Zvej",
        "ava ciems ene grīva iņi krasti muiža pils sala upe",
        "{}zeme|{}gale",
    ),
    "mt": _language("Ħal Marsa Raħal Santa Wied", "bira lija mquna rġella żejra", "Gżejjer {}lija|{}wa"),
    "nl": _language(
        "Aalden Barne Beek Boven Braam Diepen Elzen Geester Groen Haver Hoge IJzer Kerk Lange Linge Maars Meer Nieuw "
        "Noorder Olden Roden Schar Spoor Stern Twee Veen Wester Wilgen Zand Zuider",
        "berge broek burg dam dijk donk drecht hout kerk lo ooij poort rade sloot veld vliet waard wolde",
        "{}land|Noord-{}veen|{}streek|Over-{}waard",
    ),
    "pl": _language(
        "Białko Borze Brzozo Chmie Dąbro Dobro Głogo Gołę Grabo Jaśmi Jele Kamie Klono Kraśni Leszczy Lipo Łabę Maliń "
        "Mokrzy Niedźwie Olszy Ostrze Piasto Rado Sandro Sokoło Starzy Święto Tarno Wierzcho Wiśnio Zawi Źródło Żura",
        "bórz dzin gród nica nowiec rzec rzyska szyn śnik tków wice wnica źnia żyn",
        "{}skie|{}wskie|Ziemia {}cka",
    ),
    "pt": _language(
        "Agua Alde Alto Arou Branca Car Castro Cova Figue Fonte Lage Man Mondi Nogue Oli Pena Ribe São-Ba Serra Vale "
        "Vila Vimi",
        "beira çal çoso dela drinha fria gança lhosa meda nhães nova rinha zelo",
        "Terras de {}drinha|{}rinha Litoral|Alto {}gança",
    ),
    "ro": _language(
        "Albă Arini Bistri Bră Căli Cern Codru Dealu Fântâ Frăsi Gălbi Iezer Lunca Măgu Mără Nucă Ocni Pădu Peri Plo "
        "Râu Sălci Scoru Stejă Târgu Ulmi Valea Vadu Zimbri",
        "baia cești dava deni gura lești mara neni nița rești șani șoara tești țeni vați",
        "Ținutul {}cești|{}ștea|{}via",
    ),
    "sk": _language(
        "Biel Brez Bystr Červen Dolina Dubno Hlboko Javor Kamen Krásno Lipt Mlyno Nižno Olše Podhra Rudno Slan Turo "
        "Vrano Žiar",
        "ádza anka čany háj kovce ľov nec ník šovce žany",
        "{}sko|{}ský kraj|Horné {}sko",
    ),
    "sl": _language("Brezo Gora Jezer Kamno Lipno Podgo Ravno Slapo", "drava ljana nica rje šica vec", "{}ska|{}sko"),
    "sv": _language(
        "Ask Berg Björk Ek Fager Gran Gös Hassel Häger Kalm Karle Ljus Lind Myr Näs Ros Sand Skär Sten Strand Svart "
        "Sö Trost Viken Åker Älv",
        "borga by fors hamn holm köping lösa måla näs rud stad sund torp tuna vik ås",
        "{}land|Norra {}dalen|Södra {}bygden",
    ),
    "tr": _language(
        "Ak Bal Deniz Gök Kara Kızıl Sarı Taş Yeşil", "burunlar güney hisarlı koyu limanı pazarlı", "{}eli"
    ),
    "ar": _language(
        "Bni- Dar-el- Kasr-el- Mers-el- Oued- Ras-el- Sidi-", "Amzal Harchi Tazir Wardan Zouhal", "{}Wardan"
    ),
}  # fmt: skip


def folded(name: str) -> str:
    """Return `name` in lower case without diacritics, for comparison only."""
    plain = name.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O").replace("ı", "i")
    plain = plain.replace("ħ", "h").replace("Ħ", "H").replace("ß", "ss").replace("æ", "ae").replace("Æ", "AE")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)).casefold()


def place_names(language: str, count: int, rng: np.random.Generator, taken: set[str]) -> list[str]:
    """Return `count` invented names of places, none of them a real city or (folded) in `taken`, which they join.

    Raises
    ------
    ValueError
        when the language has too few combinations left.
    """
    return _choose(_names_of_places(language), count, rng, taken)


@cache
def _names_of_places(language: str) -> list[str]:
    table = LANGUAGES[language]
    return [_joined(beginning, ending) for beginning in table.beginnings for ending in table.endings]


def region_names(language: str, count: int, rng: np.random.Generator, taken: set[str]) -> list[str]:
    """Return `count` invented names of regions, as `place_names` does."""
    table = LANGUAGES[language]
    every = [pattern.format(beginning) for beginning in table.beginnings for pattern in table.regions]
    return _choose(every, count, rng, taken)


def _choose(every: list[str], count: int, rng: np.random.Generator, taken: set[str]) -> list[str]:
    chosen: list[str] = []
    for position in rng.permutation(len(every)):
        if len(chosen) == count:
            break
        name = every[position]
        key = folded(name)
        if key not in taken and key not in REAL_NAMES:
            taken.add(key)
            chosen.append(name)
    if len(chosen) < count:
        raise ValueError(f"only {len(chosen)} of {count} names could be invented; add beginnings or endings")
    return chosen


def _joined(beginning: str, ending: str) -> str:
    """Join the parts; a letter that meets itself stands once ("Eichel" + "lohe"), a vowel gives way to a vowel."""
    if beginning[-1] == ending[0] or (beginning[-1] in "aeio" and ending[0] in "aeiouáéíó" and len(beginning) > 3):
        return beginning[:-1] + ending
    return beginning + ending


CYRILLIC = {
    "sht": "щ", "ch": "ч", "sh": "ш", "zh": "ж", "ts": "ц", "ya": "я", "yu": "ю", "a": "а", "b": "б", "v": "в",
    "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "y": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о",
    "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х",
}  # fmt: skip
GREEK = {
    "ch": "χ", "th": "θ", "ph": "φ", "ps": "ψ", "ou": "ου", "a": "α", "v": "β", "g": "γ", "d": "δ", "e": "ε",
    "z": "ζ", "i": "ι", "k": "κ", "l": "λ", "m": "μ", "n": "ν", "x": "ξ", "o": "ο", "p": "π", "r": "ρ", "s": "σ",
    "t": "τ", "y": "υ", "f": "φ",
}  # fmt: skip
SCRIPTS = {"bg": CYRILLIC, "el": GREEK}


def native_script(name: str, language: str) -> str:
    """Return `name` in the script of its language: Cyrillic for Bulgarian, Greek for Greek, else unchanged."""
    letters = SCRIPTS.get(language)
    if letters is None:
        return name
    words = []
    for word in name.lower().split(" "):
        written, at = "", 0
        while at < len(word):
            length = next((n for n in (3, 2, 1) if word[at : at + n] in letters), 1)
            written += letters.get(word[at : at + length], word[at : at + length])
            at += length
        if language == "el" and written.endswith("σ"):
            written = written[:-1] + "ς"
        words.append(written[:1].upper() + written[1:])
    return " ".join(words)
