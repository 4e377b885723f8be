"""Sentences of the simulated sites in 22 languages: lists, prose and news on partner places, and sentences that only seem so.

Written for the simulation alone; what reads pages has its own words. {c} is a place, {l} its country, {u} the unit, {y} a
year. Sentences keep names in their basic form, as forms do, so that no name needs a case.
"""

# ruff: noqa: E501 - a sentence stands on one line

from __future__ import annotations

from typing import NamedTuple


class SiteTexts(NamedTuple):
    """Texts of one language; `menu` and `header` hold their parts separated by semicolons."""

    menu: str
    heading: str
    intro: str
    header: str
    china: str
    usa: str
    active: str
    news_title: str
    news: str
    ended: str
    planned: str
    company: str
    culture: str
    footer: str
    filler: str


TEXTS: dict[str, SiteTexts] = {
    "bg": SiteTexts(
        "Начало;Администрация;Туризъм;Контакти", "Побратимени градове", "Нашите партньори в чужбина са:",
        "Град;Държава;От година", "Китай", "САЩ",
        "От {y} г. {u} е побратимен с град {c} ({l}) и двете администрации обменят опит.",
        "Делегация от град партньор", "Кметът посрещна гости от нашия побратимен град {c} ({l}). Споразумението бе подновено.",
        "Партньорството с град {c} беше прекратено през {y} г.",
        "Общинският съвет обсъжда бъдещо побратимяване с град {c}.",
        "Фирма от {c} откри нов завод в индустриалната зона.", "В библиотеката е открита изложба със снимки от {c}.",
        "Община {u}. Всички права запазени.", "Сметосъбирането през празничните дни се извършва по променен график.",
    ),
    "cs": SiteTexts(
        "Úvod;Radnice;Turistika;Kontakty", "Partnerská města", "Naše partnerství v zahraničí:",
        "Město;Stát;Od roku", "Čína", "USA",
        "Od roku {y} má {u} uzavřené partnerství s městem {c} ({l}) a obě radnice si vyměňují zkušenosti.",
        "Návštěva z partnerského města", "Primátor přijal hosty z našeho partnerského města {c} ({l}). Dohoda byla obnovena.",
        "Partnerství s městem {c} bylo v roce {y} ukončeno.",
        "Zastupitelstvo zvažuje uzavření partnerství s městem {c}.",
        "Firma se sídlem ve městě {c} otevřela v průmyslové zóně nový závod.", "V knihovně začala výstava fotografií z cesty do města {c}.",
        "Magistrát {u}. Prohlášení o přístupnosti.", "Svoz odpadu bude o svátcích probíhat podle změněného harmonogramu.",
    ),
    "da": SiteTexts(
        "Forside;Borger;Turisme;Kontakt", "Venskabsbyer", "Vi samarbejder med disse byer i udlandet:",
        "By;Land;Siden", "Kina", "USA",
        "Siden {y} har {u} været venskabsby med {c} ({l}), og de to rådhuse udveksler erfaringer.",
        "Besøg fra venskabsby", "Borgmesteren tog imod gæster fra vores venskabsby {c} ({l}). Aftalen blev fornyet.",
        "Venskabet med {c} blev afsluttet i {y}.", "Byrådet drøfter et muligt venskab med {c}.",
        "Et firma fra {c} har åbnet en ny fabrik i erhvervskvarteret.", "Biblioteket viser en udstilling med billeder fra {c}.",
        "{u} Kommune. Om hjemmesiden.", "Affald hentes i helligdagene efter en ændret plan.",
    ),
    "de": SiteTexts(
        "Startseite;Rathaus;Tourismus;Kontakt", "Unsere Partnerstädte", "Verbindungen ins Ausland bestehen mit:",
        "Stadt;Land;Seit", "China", "USA",
        "Seit {y} ist {u} mit {c} ({l}) durch eine Städtepartnerschaft verbunden, und beide Rathäuser tauschen Erfahrungen aus.",
        "Besuch aus der Partnerstadt", "Der Bürgermeister empfing Gäste aus unserer Partnerstadt {c} ({l}). Der Vertrag wurde erneuert.",
        "Die Partnerschaft mit {c} wurde {y} beendet.", "Der Gemeinderat berät über eine mögliche Partnerschaft mit {c}.",
        "Ein Unternehmen aus {c} hat im Gewerbegebiet ein neues Werk eröffnet.",
        "Die Bücherei zeigt eine Ausstellung mit Bildern aus {c}.",
        "{u}. Impressum und Datenschutz.", "Der Müll wird an den Feiertagen nach einem geänderten Plan abgeholt.",
    ),
    "el": SiteTexts(
        "Αρχική;Δήμος;Τουρισμός;Επικοινωνία", "Αδελφοποιημένες πόλεις", "Οι συνεργασίες μας στο εξωτερικό:",
        "Πόλη;Χώρα;Από", "Κίνα", "ΗΠΑ",
        "Από το {y} η πόλη {u} είναι αδελφοποιημένη με την πόλη {c} ({l}) και οι δύο δήμοι ανταλλάσσουν εμπειρίες.",
        "Επίσκεψη από αδελφή πόλη", "Ο δήμαρχος υποδέχθηκε αντιπροσωπεία από την αδελφή πόλη {c} ({l}). Η συμφωνία ανανεώθηκε.",
        "Η αδελφοποίηση με την πόλη {c} έληξε το {y}.", "Το δημοτικό συμβούλιο εξετάζει μελλοντική αδελφοποίηση με την πόλη {c}.",
        "Εταιρεία από την πόλη {c} άνοιξε νέο εργοστάσιο στη βιομηχανική ζώνη.",
        "Στη βιβλιοθήκη παρουσιάζεται έκθεση φωτογραφίας από την πόλη {c}.",
        "Δήμος {u}. Όροι χρήσης.", "Η αποκομιδή απορριμμάτων στις αργίες γίνεται με διαφορετικό πρόγραμμα.",
    ),
    "en": SiteTexts(
        "Home;Council;Visitors;Contact", "Our twin towns", "We have links abroad with:",
        "City;Country;Since", "China", "USA",
        "{u} has been twinned with {c} ({l}) since {y}, and both councils share what they learn.",
        "Guests from our twin town", "The mayor welcomed guests from our twin city {c} ({l}). The agreement was renewed.",
        "The partnership with {c} came to an end in {y}.", "The council is considering a future partnership with {c}.",
        "A company from {c} has opened a plant on the business estate.", "The library shows an exhibition of pictures of {c}.",
        "{u} Council. Terms of use.", "Waste is collected on other days during the holidays.",
    ),
    "es": SiteTexts(
        "Inicio;Ayuntamiento;Turismo;Contacto", "Ciudades hermanadas", "Mantenemos vínculos en el exterior con:",
        "Ciudad;País;Desde", "China", "Estados Unidos",
        "{u} está hermanada con {c} ({l}) desde {y} y ambos ayuntamientos intercambian experiencias.",
        "Visita de la ciudad hermana", "El alcalde recibió a una delegación de nuestra ciudad hermana {c} ({l}). El convenio fue renovado.",
        "El hermanamiento con {c} finalizó en {y}.", "El pleno estudia un posible hermanamiento con {c}.",
        "Una empresa de {c} ha abierto una fábrica en el polígono industrial.", "La biblioteca acoge una exposición de fotografías de {c}.",
        "Ayuntamiento de {u}. Aviso legal.", "La recogida de residuos en festivos sigue un calendario distinto.",
    ),
    "et": SiteTexts(
        "Avaleht;Linnavalitsus;Turism;Kontakt", "Sõpruslinnad", "Meie välispartnerid on:",
        "Linn;Riik;Alates", "Hiina", "USA",
        "Alates {y}. aastast on {u} ja {c} ({l}) sõpruslinnad ning mõlemad linnavalitsused vahetavad kogemusi.",
        "Külalised sõpruslinnast", "Linnapea võttis vastu külalised meie sõpruslinnast {c} ({l}). Leping uuendati.",
        "Sõprussuhted linnaga {c} lõppesid {y}. aastal.", "Linnavolikogu arutab võimalikku sõpruslinna lepingut linnaga {c}.",
        "Ettevõte linnast {c} avas tööstuspargis uue tehase.", "Raamatukogus avati näitus piltidega linnast {c}.",
        "{u} linnavalitsus. Kasutustingimused.", "Jäätmeid veetakse pühade ajal muudetud graafiku järgi.",
    ),
    "fi": SiteTexts(
        "Etusivu;Kaupunki;Matkailu;Yhteystiedot", "Ystävyyskaupungit", "Kumppanimme ulkomailla:",
        "Kaupunki;Maa;Vuodesta", "Kiina", "Yhdysvallat",
        "Vuodesta {y} lähtien {u} ja {c} ({l}) ovat olleet ystävyyskaupunkeja, ja kaupungit vaihtavat kokemuksia.",
        "Vieraita ystävyyskaupungista", "Kaupunginjohtaja otti vastaan vieraita ystävyyskaupungistamme {c} ({l}). Sopimus uusittiin.",
        "Ystävyyskaupunkisuhde kaupunkiin {c} päättyi vuonna {y}.", "Valtuusto harkitsee ystävyyskaupunkisopimusta kaupungin {c} kanssa.",
        "Yritys kaupungista {c} avasi uuden tehtaan teollisuusalueelle.", "Kirjastossa on esillä kuvia kaupungista {c}.",
        "{u}. Tietosuoja ja saavutettavuus.", "Jätteet noudetaan juhlapyhinä muutetun aikataulun mukaan.",
    ),
    "fr": SiteTexts(
        "Accueil;Mairie;Tourisme;Contact", "Villes jumelées", "Nos liens à l'étranger :",
        "Ville;Pays;Depuis", "Chine", "États-Unis",
        "{u} est jumelée avec {c} ({l}) depuis {y} et les deux mairies échangent leurs expériences.",
        "Visite de la ville jumelle", "Le maire a reçu une délégation de notre ville jumelle {c} ({l}). L'accord a été renouvelé.",
        "Le jumelage avec {c} a pris fin en {y}.", "Le conseil municipal étudie un possible jumelage avec {c}.",
        "Une entreprise de {c} a ouvert une usine dans la zone d'activités.", "La bibliothèque présente une exposition de photographies de {c}.",
        "Ville de {u}. Mentions légales.", "La collecte des déchets suit un autre calendrier pendant les jours fériés.",
    ),
    "hr": SiteTexts(
        "Početna;Uprava;Turizam;Kontakt", "Gradovi prijatelji", "Naši partneri u inozemstvu:",
        "Grad;Država;Od godine", "Kina", "SAD",
        "Od {y}. godine {u} ima potpisan sporazum o prijateljstvu s gradom {c} ({l}), a dvije uprave razmjenjuju iskustva.",
        "Posjet iz grada prijatelja", "Gradonačelnik je primio goste iz našeg grada prijatelja {c} ({l}). Sporazum je obnovljen.",
        "Suradnja s gradom {c} prekinuta je {y}. godine.", "Gradsko vijeće razmatra buduće prijateljstvo s gradom {c}.",
        "Tvrtka iz grada {c} otvorila je novi pogon u industrijskoj zoni.", "U knjižnici je otvorena izložba fotografija grada {c}.",
        "Grad {u}. Uvjeti korištenja.", "Odvoz otpada tijekom blagdana obavlja se prema izmijenjenom rasporedu.",
    ),
    "hu": SiteTexts(
        "Kezdőlap;Önkormányzat;Turizmus;Kapcsolat", "Testvérvárosaink", "Külföldi kapcsolataink:",
        "Város;Ország;Mióta", "Kína", "Egyesült Államok",
        "{u} és {c} ({l}) {y} óta testvérvárosok, a két önkormányzat tapasztalatot cserél.",
        "Látogatás a testvérvárosból", "A polgármester fogadta a testvérvárosunk, {c} ({l}) küldöttségét. A megállapodást megújították.",
        "A(z) {c} városával kötött testvérvárosi kapcsolat {y}-ben megszűnt.", "A közgyűlés mérlegeli a testvérvárosi kapcsolat létesítését {c} városával.",
        "Egy {c} városából érkezett cég új üzemet nyitott az ipari parkban.", "A könyvtárban {c} városáról nyílt fotókiállítás.",
        "{u} önkormányzata. Adatvédelem.", "Az ünnepnapokon a hulladékszállítás módosított rend szerint történik.",
    ),
    "it": SiteTexts(
        "Home;Comune;Turismo;Contatti", "Città gemellate", "I nostri legami all'estero:",
        "Città;Paese;Dal", "Cina", "Stati Uniti",
        "Dal {y} {u} è gemellata con {c} ({l}) e i due comuni si scambiano esperienze.",
        "Visita dalla città gemella", "Il sindaco ha ricevuto una delegazione della nostra città gemella {c} ({l}). L'accordo è stato rinnovato.",
        "Il gemellaggio con {c} si è concluso nel {y}.", "Il consiglio comunale valuta un possibile gemellaggio con {c}.",
        "Un'azienda di {c} ha aperto uno stabilimento nella zona industriale.", "La biblioteca ospita una mostra di fotografie di {c}.",
        "Comune di {u}. Note legali.", "La raccolta dei rifiuti nei giorni festivi segue un altro calendario.",
    ),
    "lt": SiteTexts(
        "Pradžia;Savivaldybė;Turizmas;Kontaktai", "Miestai partneriai", "Mūsų partneriai užsienyje:",
        "Miestas;Šalis;Nuo", "Kinija", "JAV",
        "Nuo {y} metų {u} ir {c} ({l}) yra miestai partneriai, abi savivaldybės keičiasi patirtimi.",
        "Svečiai iš miesto partnerio", "Meras priėmė svečius iš mūsų miesto partnerio {c} ({l}). Sutartis buvo atnaujinta.",
        "Partnerystė su miestu {c} nutraukta {y} metais.", "Miesto taryba svarsto būsimą partnerystę su miestu {c}.",
        "Įmonė iš miesto {c} pramonės zonoje atidarė naują gamyklą.", "Bibliotekoje atidaryta nuotraukų iš miesto {c} paroda.",
        "{u} savivaldybė. Privatumo politika.", "Atliekos švenčių dienomis vežamos pagal pakeistą grafiką.",
    ),
    "lv": SiteTexts(
        "Sākums;Pašvaldība;Tūrisms;Kontakti", "Sadraudzības pilsētas", "Mūsu partneri ārzemēs:",
        "Pilsēta;Valsts;Kopš", "Ķīna", "ASV",
        "Kopš {y}. gada {u} un {c} ({l}) ir sadraudzības pilsētas, un abas pašvaldības apmainās ar pieredzi.",
        "Viesi no sadraudzības pilsētas", "Mērs uzņēma viesus no mūsu sadraudzības pilsētas {c} ({l}). Līgums tika atjaunots.",
        "Sadarbība ar pilsētu {c} tika izbeigta {y}. gadā.", "Dome apspriež iespējamu sadarbību ar pilsētu {c}.",
        "Uzņēmums no pilsētas {c} industriālajā zonā atvēra jaunu rūpnīcu.", "Bibliotēkā atklāta fotogrāfiju izstāde par pilsētu {c}.",
        "{u} pašvaldība. Lietošanas noteikumi.", "Atkritumu izvešana svētku dienās notiek pēc mainīta grafika.",
    ),
    "nl": SiteTexts(
        "Home;Gemeente;Toerisme;Contact", "Onze partnersteden", "Banden met het buitenland:",
        "Stad;Land;Sinds", "China", "Verenigde Staten",
        "Sinds {y} heeft {u} een stedenband met {c} ({l}) en wisselen beide stadhuizen ervaringen uit.",
        "Bezoek uit de partnerstad", "De burgemeester ontving gasten uit onze partnerstad {c} ({l}). De overeenkomst werd vernieuwd.",
        "De stedenband met {c} werd in {y} beëindigd.", "De gemeenteraad overweegt een stedenband met {c}.",
        "Een bedrijf uit {c} heeft een fabriek geopend op het bedrijventerrein.", "De bibliotheek toont een tentoonstelling met foto's van {c}.",
        "Gemeente {u}. Privacyverklaring.", "Afval wordt op feestdagen volgens een ander schema opgehaald.",
    ),
    "pl": SiteTexts(
        "Strona główna;Urząd;Turystyka;Kontakt", "Miasta partnerskie", "Nasi partnerzy za granicą:",
        "Miasto;Kraj;Od roku", "Chiny", "Stany Zjednoczone",
        "Od {y} roku {u} współpracuje z miastem partnerskim {c} ({l}), a oba urzędy wymieniają się doświadczeniami.",
        "Wizyta z miasta partnerskiego", "Prezydent przyjął gości z naszego miasta partnerskiego {c} ({l}). Umowa została odnowiona.",
        "Współpraca z miastem {c} zakończyła się w {y} roku.", "Rada miasta rozważa nawiązanie partnerstwa z miastem {c}.",
        "Firma z miasta {c} otworzyła nowy zakład w strefie przemysłowej.", "W bibliotece otwarto wystawę zdjęć z miasta {c}.",
        "Urząd Miasta {u}. Deklaracja dostępności.", "Odpady w dni świąteczne są odbierane według zmienionego harmonogramu.",
    ),
    "pt": SiteTexts(
        "Início;Município;Turismo;Contactos", "Cidades geminadas", "As nossas ligações no estrangeiro:",
        "Cidade;País;Desde", "China", "Estados Unidos",
        "{u} está geminada com {c} ({l}) desde {y} e os dois municípios trocam experiências.",
        "Visita da cidade geminada", "O presidente da câmara recebeu uma delegação da nossa cidade geminada {c} ({l}). O acordo foi renovado.",
        "A geminação com {c} terminou em {y}.", "A câmara municipal estuda uma possível geminação com {c}.",
        "Uma empresa de {c} abriu uma fábrica na zona industrial.", "A biblioteca apresenta uma exposição de fotografias de {c}.",
        "Município de {u}. Aviso legal.", "A recolha de resíduos nos feriados segue outro calendário.",
    ),
    "ro": SiteTexts(
        "Acasă;Primăria;Turism;Contact", "Orașe înfrățite", "Legăturile noastre în străinătate:",
        "Oraș;Țară;Din", "China", "Statele Unite",
        "Din anul {y}, {u} este înfrățit cu orașul {c} ({l}), iar cele două primării fac schimb de experiență.",
        "Vizită din orașul înfrățit", "Primarul a primit oaspeți din orașul nostru înfrățit {c} ({l}). Acordul a fost reînnoit.",
        "Înfrățirea cu orașul {c} a încetat în anul {y}.", "Consiliul local analizează o posibilă înfrățire cu orașul {c}.",
        "O firmă din orașul {c} a deschis o fabrică în zona industrială.", "Biblioteca găzduiește o expoziție de fotografii din orașul {c}.",
        "Primăria {u}. Termeni și condiții.", "Colectarea deșeurilor în zilele de sărbătoare urmează alt program.",
    ),
    "sk": SiteTexts(
        "Úvod;Mestský úrad;Turizmus;Kontakt", "Partnerské mestá", "Naši partneri v zahraničí:",
        "Mesto;Štát;Od roku", "Čína", "USA",
        "Od roku {y} má {u} uzavreté partnerstvo s mestom {c} ({l}) a oba úrady si vymieňajú skúsenosti.",
        "Návšteva z partnerského mesta", "Primátor prijal hostí z nášho partnerského mesta {c} ({l}). Dohoda bola obnovená.",
        "Partnerstvo s mestom {c} bolo v roku {y} ukončené.", "Zastupiteľstvo zvažuje uzavretie partnerstva s mestom {c}.",
        "Firma z mesta {c} otvorila v priemyselnej zóne nový závod.", "V knižnici otvorili výstavu fotografií z mesta {c}.",
        "Mesto {u}. Vyhlásenie o prístupnosti.", "Odvoz odpadu bude počas sviatkov prebiehať podľa zmeneného harmonogramu.",
    ),
    "sl": SiteTexts(
        "Domov;Občina;Turizem;Kontakt", "Pobratena mesta", "Naši partnerji v tujini:",
        "Mesto;Država;Od leta", "Kitajska", "ZDA",
        "Od leta {y} je {u} pobrateno z mestom {c} ({l}) in obe upravi izmenjujeta izkušnje.",
        "Obisk iz pobratenega mesta", "Župan je sprejel goste iz našega pobratenega mesta {c} ({l}). Sporazum je bil obnovljen.",
        "Sodelovanje z mestom {c} se je končalo leta {y}.", "Mestni svet razmišlja o prihodnjem pobratenju z mestom {c}.",
        "Podjetje iz mesta {c} je v industrijski coni odprlo nov obrat.", "V knjižnici je odprta razstava fotografij mesta {c}.",
        "Občina {u}. Pogoji uporabe.", "Odvoz odpadkov med prazniki poteka po spremenjenem urniku.",
    ),
    "sv": SiteTexts(
        "Start;Kommun;Turism;Kontakt", "Vänorter", "Våra förbindelser utomlands:",
        "Ort;Land;Sedan", "Kina", "USA",
        "Sedan {y} är {u} vänort med {c} ({l}) och de båda stadshusen utbyter erfarenheter.",
        "Besök från vänorten", "Borgmästaren tog emot gäster från vår vänort {c} ({l}). Avtalet förnyades.",
        "Vänortsavtalet med {c} upphörde {y}.", "Kommunfullmäktige diskuterar ett möjligt vänortsavtal med {c}.",
        "Ett företag från {c} har öppnat en fabrik i industriområdet.", "Biblioteket visar en utställning med bilder från {c}.",
        "{u} kommun. Om webbplatsen.", "Sophämtningen under helgerna följer ett ändrat schema.",
    ),
}  # fmt: skip
LANGUAGE_OF = {
    "AT": "de", "BE": "nl", "BG": "bg", "CY": "el", "CZ": "cs", "DE": "de", "DK": "da", "EE": "et", "EL": "el",
    "ES": "es", "FI": "fi", "FR": "fr", "HR": "hr", "HU": "hu", "IE": "en", "IT": "it", "LT": "lt", "LU": "fr",
    "LV": "lv", "MT": "en", "NL": "nl", "PL": "pl", "PT": "pt", "RO": "ro", "SE": "sv", "SI": "sl", "SK": "sk",
}  # fmt: skip
