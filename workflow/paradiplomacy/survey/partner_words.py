"""The words by which respondents tell years, form and state of a partnership, in the languages of the questionnaires.

English, German, French and Spanish. The reading of free text (survey.partner_list) knows no other words.
"""

from __future__ import annotations

import re

YEAR = r"(?<!\d)(\d{4})(?!\w)"
DASH = r"\s*[-–—]\s*"
TO = rf"(?:{DASH}|\s+(?:bis|to|until|till|à|a|al|hasta|jusqu['’]en|jusqu['’]à)\s+)"
TODAY = r"(?:heute|today|now|present|date|aujourd['’]hui|hoy|la actualidad|present day)"
FROM = r"(?:(?:since|seit|depuis|desde|from|von|ab|de|as of|à partir de|a partir de|in|en|im Jahr|established in)\s+)?"
UNTIL = r"(?:until|till|up to|bis|jusqu['’]en|jusqu['’]à|hasta)"

# tried in this order; the groups are years
FROM_TO = re.compile(rf"\b{FROM}{YEAR}{TO}{YEAR}", re.IGNORECASE)
FROM_TO_TODAY = re.compile(rf"\b{FROM}{YEAR}{TO}{TODAY}\b|\b{FROM}{YEAR}\s*[-–—]\s*(?=$|[),])", re.IGNORECASE)
ONLY_TO = re.compile(rf"\b{UNTIL}\s+{YEAR}", re.IGNORECASE)
ONLY_FROM = re.compile(rf"\b{FROM}{YEAR}|{YEAR}", re.IGNORECASE)

# kind -> pattern; the first kind that is found counts, a second one is reported
STATUS = {
    "ended": r"beendet|ausgelaufen|abgelaufen|ended|terminated|expired|discontinued|termin[ée]+e?s?|finalizad[oa]s?|"
    r"concluid[oa]s?|expiré[es]*",
    "dormant": r"ruhend|ruht|inaktiv|ausgesetzt|dormant|inactive|suspended|en sommeil|inactif|inactive|suspendue?|"
    r"inactiv[oa]s?|suspendid[oa]s?",
    "planned": r"geplant|in Vorbereitung|planned|in preparation|prévue?s?|en préparation|previst[oa]s?|en preparación",
    "active": r"aktiv|laufend|active|ongoing|current|actif|en cours|activ[oa]s?|en curso",
}
FORM = {
    "twinning": r"städtepartnerschaft(?:en)?|regionalpartnerschaft(?:en)?|partnerstadt|partnerschaft(?:svertrag)?|"
    r"twin(?:ning|ned)?(?: (?:city|town|agreement))?|sister (?:city|state|province)|partner (?:city|region)|"
    r"partnership(?: agreement)?|jumelages?|jumelée?s?|ville jumelée|partenariat|hermanamientos?|"
    r"ciudad hermana(?:da)?|hermanad[oa]s?",
    "friendship": r"friendship(?: (?:city|agreement))?|freundschaft(?:svertrag|sabkommen)?|accord d['’]amitié|amitié|"
    r"acuerdo de amistad|amistad",
    "memorandum": r"memorandum(?: of understanding)?|memoranda|mou|mous|absichtserklärung|letter of intent|loi|"
    r"mémorandum(?: d['’]entente)?|protocole d['’]accord|lettre d['’]intention|memorando(?: de entendimiento)?|"
    r"carta de intenciones",
    "agreement": r"(?:cooperation )?agreement|(?:kooperations)?abkommen|(?:kooperations)?vereinbarung|"
    r"accord(?: de coopération)?|convention|convenio|acuerdo(?: de cooperación)?",
    "project": r"projekte?|projects?|projektbezogen|projets?|proyectos?|pilot project",
    "contact": r"contacts?|kontakte?|exchanges?|austausch|échanges?|contactos?|intercambios?",
}
FORMS, STATUSES = tuple(FORM), tuple(STATUS)
FORM_WORDS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in FORM.items()}
STATUS_WORDS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in STATUS.items()}

# what may stand before a place and says nothing: it is left out at the beginning of a piece of text
BEFORE_A_PLACE = re.compile(
    r"^(?:(?:with|mit|avec|con|and|und|et|etwa)\s+)*(?:(?:(?:the|la|der|die)\s+)?(?:city of|stadt|ville de|ciudad de|"
    r"province of|state of|provinz|province d[eu]|provincia de)\s+)?(?=\w)",
    re.IGNORECASE,
)
BETWEEN_PLACES = re.compile(r"\s+(?:and|und|et|y|e|&|/)\s+")
CONNECTIVES = re.compile(r"with|mit|avec|con|and|und|et|y|for|an?|une?|una", re.IGNORECASE)
# a piece of text with one of these is a sentence, no place
SENTENCE = re.compile(
    r"\b(?:we|our|have|is|are|not|yet|wir|unsere?|haben|ist|sind|nicht|noch|nous|notre|avons|est|sont|pas|nosotros|"
    r"nuestr[oa]|tenemos|son|cooperate|[ck]ooperation|coopération|cooperación|various|several|mehrere|plusieurs|"
    r"vari[oa]s|different|many|viele|unknown|unbekannt|inconnu|desconocido|formal)\b",
    re.IGNORECASE,
)
NO_PARTNER = re.compile(
    r"none|no|nil|nothing|n/a|na|keine|keiner|nein|nichts|aucune?|non|rien|ningun[oa]|nada|0|[-–—]", re.IGNORECASE
)
