"""What the rules look for in a Lithuanian report."""

import re
from functools import partial

from tracker.trips.intake.language import Language, words
from tracker.trips.intake.lithuanian import counts, inviters, organisations, people, places, topics
from tracker.trips.intake.source import DASH, WORD

_CAPITAL = r"[^\W\d_a-ząčęėįšųūž]"
_INFINITIVE = r"[^\W\d_]{3,}tis?"
_FUTURE = r"(?!(?:kuri|kit|ši)uos)[^\W\d_]{2,}(?:uos|ins|iks|ngs)"
_WILL_GIVE = (
    "atsiųs|išsiųs|nusiųs|persiųs|pateiks|parengs|perduos|suderins|pakvies|kreipsis|susisieks|"
    "apsvarstys|įvertins|paskirs|informuos|pasidalins|pasidalys|tarpininkaus|"
    r"(?:at|iš|nu|per)siųsime|pateiksime|pa(?:rengs|dėk|kvies)ime|perduosime|kreipsimės|susisieksime"
)
_QUOTED = r"[„“\"«](?P<name>[^„“”\"»\n]{3,120})[“”\"»]"
_EVENT = (
    r"(?i:konferencij|forum|parod|kongres|seminar|mug|festival|suvažiavim|sesij|susitikim|rengin|"
    r"asamblėj|hakaton|dirbtuv)\w*"
)
_OF_EVENT = r"[^\W\d_]{1,30}(?:o|os|ės|ų|ies|aus)"  # in the genitive
_ADJECTIVE = r"[^\W\d_]{3,30}in(?:ėje|iame)"
_COOPERATION = r"(?:bendradarbiav|bendradarbiau|partneryst)\w*"

LITHUANIAN = Language(
    code="lt",
    ordered=False,
    small_words=re.compile(
        r"[ąčęėįšųūž]|(?<!\w)(?:ir|su|apie|kad|buvo|miesto|bei|iki|nuo|metu|mero|vizito)(?!\w)"
    ),
    report=words(
        r"komandiruot\w*|delegacij\w*|kelionės (?:tiksl|ataskait|trukm)\w*|lankėsi|lankytasi|"
        r"viešėjo|viešnag\w*|stažuot\w*|svečiavosi"
    ),
    perhaps=words(r"(?:vizit|išvyk|kelion)\w*"),
    account=words(r"ataskaita|informacija|informuoj\w+|teiki(?:u|ame)|aprašas"),
    been=words(r"buvau|buvome|(?:par|su)?grįžau|(?:par|su)?grįžome|praleidau|praleidome"),
    other_paper=words(r"protokolas|sąskait\w*|faktūra"),
    journey=words(r"(?:komandiruot|vizit|kelion|išvyk|stažuot|viešnag|delegacij)\w*"),
    sent=words(r"komandiruot\w*"),
    travel=words(
        r"(?:ap(?:si)?)?lank(?:ėsi|ė|ytasi|iausi|ėmės)|viešė\w+|svečiavosi|(?:iš|nu|at)?vyk(?:o|ta|au|ome|ti|us\w+|ęs|ę|s\w+)|"
        r"dalyva(?:vo|uta|vau|vome)|keliav\w+|buvome|"
        r"(?:komandiruot|vizit|kelion|išvyk|stažuot)\w*"
    ),
    home=organisations.find_home,
    place=places.find_place,
    stated_place=partial(places.find_place, stated=True),
    where=words(r"viet\w+|mies\w+|šal\w+"),
    origin=places.find_origin,
    people=people.read_people,
    went=words(
        r"delegaciją sudar\w+|delegacijoje|delegacijai vadovavo|delegacijos (?:nari|sudėt)\w+|"
        r"vadovauja\w*|(?:buvome(?: [^;\n]{0,40})?|dviese|trise) su|"
        r"(?:komandiruotėje|vizite|kelionėje|kartu) dalyvavo|į komandiruotę|(?:iš|nu)?vyko|lankėsi|"
        r"viešėjo|atstovavo|(?:buvau|buvo|buvome) komandiruot\w*|lankiausi|lankėmės|"
        r"(?:iš|nu)?vyk(?:au|ome|ti|ęs|ę|usi|usios)|viešėjau|viešėjome"
    ),
    delegation=words(
        r"(?:komandiruotėje|kelionėje|vizite|išvykoje) dalyvavo|delegaciją sudar\w+|"
        r"delegacijos (?:nari|sudėt)\w+|kartu (?:vyko|dalyvavo)"
    ),
    took_part=words(r"dalyvavo"),
    author=words(
        r"(?:(?:ataskait|informacij|dokument|pažym)\w+ )?(?:parengė|rengė|surašė|pateikė)"
    ),
    first_person=words(
        r"aš|buvau|(?:iš|nu)?vykau|lankiausi|viešėjau|dalyvavau|susitikau|(?:iš|nu)?vykome|lankėmės|buvome|"
        r"viešėjome|dalyvavome|susitikome"
    ),
    met=words(
        r"susitik\w*|pokalb\w*|derėt\w*|deryb\w*|bendra[uv]\w*|priėmė|sutiko|pasitiko|kontakt\w*|"
        r"užmegzt\w*|pasirašė|aptarė|aptarta su|kalbėta(?:si)?|kalb(?:ėj|ėt)\w*si|supažindino|"
        r"palydėjo|globojo|mus lydėjo|kalbėj(?:ome|omės|au|ausi)|(?:su)?(?:si)?domėjosi|"
        r"su(?:si)?tarta|(?:stende|pas mus) apsilankė|(?:pa)?sveikino|susipažin\w+"
    ),
    met_with=words("su"),
    cancelled=words(r"neįvyko|atšauk\w+|nesusitik\w+|nepavyko|neatvyko|neteko"),
    hosted=words(
        r"(?:iš savivaldybės|mūsų|savivaldybės|šeimininkų)(?: pusės)? [–—-]|"
        r"savivaldybei atstovavo|su (?:svečiais|delegacija) susitiko|priėmė|sutiko|pasitiko|"
        r"pasveikino"
    ),
    hosted_too=words(r"taip pat dalyvavo|prisijungė"),
    inviter=inviters.inviter,
    # „Langdon Morris- vienas geriausių …“: a name, a dash, and what the person is.
    described=re.compile(
        rf"(?<![\w-])(?P<name>{_CAPITAL}[\w’']+(?: {_CAPITAL}[\w.’'-]*[^\W_-]){{1,2}})"
        rf"\s?(?:{DASH}\s|\s{DASH}\s)(?P<what>(?:vien[ao]s? {WORD}|žinom\w+) [^()\n;]{{3,200}}?)"
        r"(?=[).;\n]|$)"
    ),
    organisations=organisations.find_organisations,
    inviters=inviters.find_inviters,
    counts=counts.find_counts,
    wish=re.compile(
        r"(?<!\w)(?:nor(?:ą|ėjo|i)|pageidav|susitik|susidom|domėjosi|pokalb|bendrav|užmegz|laukė|"
        r"pasikeit|kontakt|deryb|išreišk|žad|siūl|pasiūl)"
    ),
    guests=words(r"delegacij\w*|sveči\w+|atvyko|viešėjo|svečiavosi|lankėsi"),
    everybody=words(r"asmenys|žmonės|nariai|svečiai|dalyviai|delegatai"),
    crowd=words(r"dalyvavo|dalyvauja|pristatė|eksponavo|rinkosi|suvažiavo|subūrė"),
    event=(
        re.compile(rf"(?<!\w){_EVENT}\s+{_QUOTED}"),
        re.compile(rf"{_QUOTED}\s+(?:\w+\s+)?{_EVENT}"),
        # „dalyvauta Baltijos miestų sąjungos posėdyje“
        re.compile(
            rf"(?<!\w)[Dd]alyva\w+\s+(?P<name>(?:{_ADJECTIVE}\s+)?{_CAPITAL}{_OF_EVENT}\s+"
            rf"(?:{_OF_EVENT}\s+){{0,6}}(?:(?:posėd|festival)yje|(?:konferencij|sesij|asamblėj|parod)oje|"
            r"(?:forum|kongres|suvažiavim|seminar)e|mugėje))(?!\w)"
        ),
        # „parodoje MIPIM 2026“: a name of capitals
        re.compile(rf"(?<!\w){_EVENT}[ \t]+(?P<name>{_CAPITAL}{{3,12}}(?:[ -]20\d\d)?)(?![\w-])"),
    ),
    event_name=topics.event_name,
    purpose=re.compile(
        r"(?<!\w)(?:komandiruotės|vizito|kelionės|išvykos|viešnagės)\s+tiksl(?:as|ai)\s*"
        rf"(?:buvo|yra|{DASH}|:)\s*(?P<aim>[^\n]{{4,600}})"
    ),
    aim=re.compile(rf"{_INFINITIVE}\b"),
    next_aim=re.compile(rf"(?:,?\s+bei|;|,?\s*taip pat)\s+(?=(?:{WORD}\s+)?{_INFINITIVE}\s)"),
    tells=words(
        r"(?:mes |taip pat |dar )?(?:susitikta|susitik(?:o|ome)|aptart(?:a|as|i|os)|aptarė(?:me)?|"
        r"(?:pa)?kvietė|(?:ap)?lankyta(?:si)?|aplankyt(?:as|i|os)|aplankė(?:me)?|kalbėta(?:si)?|"
        r"pasirašyt(?:a|as|i|os)|pasirašė(?:me)?|derėtasi|dalyvauta|dalyvavo(?:me)?|su(?:si)?tarta)"
    ),
    promise=re.compile(
        # what was agreed, and on what: to do something, that something, about something
        r"(?:(?<!\w)(?:su(?:si)?tarta|nutarta|(?:su|susi)tarė|su(?:si)?tarėme|įsipareig\w+|pažadė\w+|"
        r"nuspręsta|nusprendė|"
        r"sutiko(?=,? kad| (?:[^\W\d_]+ ){0,2}\w+ti ))|"
        r"^(?:taip pat )?(?:numat(?:yta|oma)|planuojama|ketinama))"
        r"(?!\w)"
        rf".*?(?:\b{_INFINITIVE}\b|(?<!\w)kad(?!\w)|\bdėl\b)"
        # what one side will give: „Lodzės savivaldybė atsiųs …“
        rf"|(?<!\w)(?:{_WILL_GIVE})(?!\w)|(?<!\w){_FUTURE}(?!\w).{{0,80}}?(?<!\w)iki\s"
        # „iki … parengti“, „turi parengti … iki …“
        rf"|(?:^|: )(?:iki|ne vėliau kaip)\s.{{4,60}}?\b(?:{_INFINITIVE}|{_FUTURE})\b"
        rf"|(?<!\w)(?:turi|privalo|reikia|būtina)\s+{_INFINITIVE}\b.{{0,80}}\biki\s"
    ),
    planned=words(r"planuojama|ketinama|numat(?:oma|yta)|kviečiama"),
    # „bendradarbiavimo galimybės tokiose srityse: …“, „bendradarbiauti šiose srityse – …“
    topic_list=re.compile(
        rf"(?<!\w)(?:{_COOPERATION}|"
        r"bendr(?:i|os|us|as|ą|ų|iems|oms) (?=veikl|projekt|iniciatyv|darb))"
        r"[^.:;\n]{0,140}?(?:srit|krypt|tem|klausim|galimyb|projekt|iniciatyv|veikl|program)\w*\s*"
        r"(?::|\s[–—-]\s|\(|,\s*(?:toki(?:os|ose|us|as|e)) kaip:?)\s*"
    ),
    # „bendradarbiavimo galimybės švietimo, kultūros ir turizmo srityse“
    topics_within=(
        re.compile(
            rf"(?<!\w){_COOPERATION}"
            r"(?:\s+(?:galimyb|sutart|susitarim|memorandum|plėtr|perspektyv|plan|klausim|kryp|toliau)\w*)?"
            r"\s+(?P<list>(?!(?:šio|tokio|įvairio|viso|kito|daugelyj|kelio)\w+ )[^.:;()\n]{3,160}?)"
            r"\s+(?:srityse|srityje|sritis|klausimais|temomis)(?!\w)"
        ),
        # „bendradarbiavimo memorandumas dėl kultūros mainų ir turizmo“
        re.compile(
            rf"(?<!\w){_COOPERATION}\s+(?:memorandum|susitarim|sutart|protokol)\w*\s+dėl\s+"
            r"(?P<list>[^.:;()\n]{3,160})(?=[.;\n]|$)"
        ),
    ),
    joined=re.compile(r"\s+(?:ir|bei|o taip pat|taip pat)\s+"),
    parts=topics.parts,
    topic=topics.nominative,
    topics_in_case=topics.from_instrumental,
)
