"""What the rules look for in an English report."""

import re

from tracker.trips.intake.english import counts, organisations, people, places
from tracker.trips.intake.english.people import CAPITAL
from tracker.trips.intake.language import Language, words

_JOURNEY = r"(?:business|study) (?:trip|visit)|trip|visit\w*|delegation|mission|travel\w*"
_EVENT = r"(?:Conference|Forum|Summit|E(?:xpo|XPO)|Congress|Fair|Exhibition|Festival|Symposium)"
_COOPERATION = r"(?:co-?operat\w+|collaborat\w+|partnership|work together)"

ENGLISH = Language(
    code="en",
    ordered=True,
    small_words=words(r"the|and|of|with|was|were|for|from|on|to|visit|mayor|city|report|trip|by"),
    report=words(
        r"business trip|study trip|(?:trip|visit|mission|travel) report|delegation|"
        r"official visit|study visit|(?:my|our) (?:\w+ )?(?:trip|visit|mission) to|"
        r"mission to|visited|report on (?:the|a|our) (?:\w+ ){0,2}(?:trip|visit)"
    ),
    perhaps=words(r"(?:visit|trip) (?:to|of)"),
    account=words(r"report|notes?|summary"),
    been=words(
        r"(?:i|we)(?: (?:am|was|are|were)|['’](?:m|re))(?: just)? (?:in|back)|"
        r"(?:just|are|am) back from|"
        r"(?:i|we) (?:just )?(?:spent|went|flew|returned|got back)"
    ),
    other_paper=words(r"minutes|invoice"),
    journey=words(_JOURNEY),
    sent=words(r"business trip|(?:trip|mission|travel) report|mission to|study (?:trip|visit) to"),
    travel=words(
        r"travel\w*|visit\w*|took part|participat\w+|attended|trip|mission|stayed|hosted|welcomed|"
        r"arrived|accompanied|back from|(?:i|we) (?:spent|went|flew|returned)|(?:i was|we were) in"
    ),
    home=organisations.find_home,
    place=places.find_place,
    stated_place=places.stated_place,
    where=words(r"place|where|venue|location|city|country"),
    origin=places.find_origin,
    people=people.read_people,
    delegation=words(r"delegation (?:included|comprised)|(?:consisted|composed|made up) of"),
    took_part=words(r"took part|participated|attended|accompanied"),
    went=words(
        r"travel\w*|visited|delegation (?:included|comprised)|(?:consisted|composed|made up) of|"
        r"(?:led|headed|accompanied) by|together with|represented|delegates were|"
        r"members of the delegation"
    ),
    author=words(r"(?:report )?(?:prepared|written|submitted|drafted) by"),
    first_person=words(
        r"i (?:was|met|had|took|gave|went|saw|spoke|\w+ed)|my (?:trip|visit|participation)|"
        r"we (?:met|saw|spent|spoke|visited|travel\w+|attended)"
    ),
    met=words(
        r"met|meets?|meetings?|discussed|talks|(?:spoke|talked) (?:with|to)|welcomed|hosted|"
        r"introduced|signed|negotiat\w+|contacts?|received"
    ),
    met_with=words(r"met|meets?|with|to|by"),
    cancelled=words(r"cancell?ed|postponed|called off|(?:did|could) not|unable to"),
    hosted=words(r"(?:received|welcomed|hosted|greeted)(?: by)?"),
    hosted_too=words(r"also (?:took part|attended|joined|participated)"),
    inviter=people.inviter,
    described=re.compile(r"(?!)(?P<name>)(?P<what>)"),
    organisations=organisations.find_organisations,
    inviters=organisations.find_inviters,
    counts=counts.find_counts,
    wish=words(r"wish\w*|wanted|express\w*|interest\w*|met|meetings?|talks|contacts?|asked"),
    guests=words(r"delegation|guests?|visitors"),
    everybody=words(r"people|persons|members|guests|participants|delegates"),
    crowd=words(r"attended|took part|participated|gathered|brought together"),
    event=(
        re.compile(rf"(?i:{_EVENT})\s+[“\"„](?P<name>[^”\"“\n]{{3,120}})[”\"“]"),
        re.compile(
            r"(?<![\w-])(?:(?:The|At|In|During)\s+(?:the\s+)?)?"
            rf"(?P<name>(?:{CAPITAL}[ ]+(?:(?:and|of|&|for|on)[ ]+)?){{1,7}}{_EVENT}(?![\w-])"
            rf"(?:\s+(?:on|of|&)\s+{CAPITAL}(?:\s+{CAPITAL}){{0,4}})?(?:\s+(?:19|20)\d\d)?)"
        ),
    ),
    event_name=str,
    purpose=re.compile(
        r"(?<!\w)(?:purpose|aim|objective|goal)s?\s+(?:of\s+(?:the|this|our)\s+(?:\w+\s+)?"
        r"(?:trip|visit|mission|journey)\s+)?(?:was|were|is)\s*:?\s*(?P<aim>[^\n]{4,600})"
    ),
    aim=re.compile(r"to\s"),
    next_aim=re.compile(r"(?:;|,)?\s+and\s+(?=to\s)|;\s*|,\s+(?=to\s)"),
    tells=words(
        r"(?:we |they |the delegation )?(?:also )?(?:met|discussed|visited|signed|spoke|"
        r"talked|attended|invited by|topics (?:discussed|covered))"
    ),
    promise=words(
        r"agreed (?:to|that|on)|undertook to|promised (?:to|that)|committed to|will (?:send|"
        r"prepare|provide|submit|organi[sz]e|contact|share|draft|sign|visit|arrange|invite|propose|deliver|host|"
        r"forward)"
    ),
    planned=words(r"plan(?:s|ned)? to|intends? to|(?:is|are) to"),
    topic_list=re.compile(
        rf"(?<!\w)(?:{_COOPERATION}|joint (?:projects|work))[^.:;\n]{{0,120}}?"
        r"(?:areas?|fields?|topics?|opportunities|themes|on|in|projects)\s*(?::|\s[–—]\s)"
    ),
    # „cooperation in public transport, school exchanges and cycling with the city“
    topics_within=(
        re.compile(
            rf"(?<!\w){_COOPERATION}[^.:;\n]{{0,40}}?\s(?:in|on)\s+(?:the\s+)?"
            r"(?:(?:following\s+)?(?:fields?|areas?)\s+of\s+)?"
            r"(?P<list>[^.:;,()\n]{3,100},[^.:;()\n]{3,200}?)"
            r"(?=\s+(?:were|was|is|are|will|with|between|at|by|during|has|have|which|that)\s|[.:;()\n]|$)"
        ),
    ),
    joined=re.compile(r"\s+(?:and|as well as)\s+"),
    parts=lambda before, after: len(before.split()) > 1 or len(after.split()) == 1,
    topic=lambda text: (text, True),
    topics_in_case=list,
)
