"""Names that several rules know, written as running text because that is how lists are checked."""


def table(text: str) -> tuple[str, ...]:
    """Return the words of `text`, one by one."""
    return tuple(text.split())


MONTHS_LT = table(
    "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio "
    "gruodžio"
)

# Small words within the names of people, and of what is called after them.
PARTICLES = frozenset(table("van von de der den di da al"))

# The seats of Lithuania's municipalities: a visit to one of them is a visit to us.
TOWNS = frozenset(
    table("""
Akmenė Alytus Anykščiai Birštonas Biržai Druskininkai Elektrėnai Gargždai Ignalina Jonava Joniškis
Jurbarkas Kaišiadorys Kalvarija Kaunas Kėdainiai Kelmė Klaipėda Kretinga Kupiškis Lazdijai
Marijampolė Mažeikiai Molėtai Neringa Pagėgiai Pakruojis Palanga Panevėžys Pasvalys Plungė Prienai
Radviliškis Raseiniai Rietavas Rokiškis Skuodas Šakiai Šalčininkai Šiauliai Šilalė Šilutė Širvintos
Švenčionys Tauragė Telšiai Trakai Ukmergė Utena Varėna Vilkaviškis Vilnius Visaginas Zarasai
""")
)

# Cities abroad whose nominative their other cases leave open: one with them is sure.
CITIES = frozenset(
    table("""
antverpenas atėnai barselona bazelis bergamas bergenas bialystokas bilbao bolonija bona bordo
briugė brno brovarai bydgoščius burgasas cėsys charkivas chelmas chersonas chmelnyckis čerkasai
černihivas černivcai daugpilis debrecenas dnipras dortmundas drezdenas duisburgas diuseldorfas
edinburgas elblongas erfurtas esenas eindhovenas espas florencija frankfurtas gdanskas gdynė
genuja gentas geteborgas giumris glazgas gracas groningenas grenoblis haga hamburgas haifa haris
insbrukas izjumas jelgava jekabpilis jūrmala kanai kaohsiungas karlsrūhė katovicai kelcai kelnas
kylis kiotas kobė košicė krokuva kutaisis leipcigas lydsas liepoja lježas lilis lincas
linčiopingas lionas liverpulis liublinas lodzė lucerna lvivas magdeburgas malaga malmė mančesteris
manheimas marselis milanas miunsteris mykolajivas miunchenas narva neapolis nica niurnbergas
odensė odesa olštynas orhusas osaka ostrava palermas pernu pečas pilzenas plockas plovdivas
poltava portas poznanė rėzeknė rivnė rostokas roterdamas salcburgas saragosa seinai sevilija
sopotas stavangeris strasbūras sumai suvalkai ščecinas štutgartas tainanas tamperė tartu
ternopilis torunė trondheimas tulūza turinas turku umeo upsala utrechtas užhorodas valensija valka
valmiera varna venecija ventspilis verona vroclavas zaporižia žešuvas žitomiras
""")
)

# Given names that tell a person from two other words with capitals where no office stands beside;
# a name that is not here is still read where one does, or where its surname has a telling ending.
GIVEN_NAMES = frozenset(
    table("""
adomas agnė aidas aistė aldona aleksandra aleksandras algimantas algirdas algis alma alvydas andrius
antanas arnoldas artūras arvydas arūnas asta audra audrius audronė augustas aurelija aurimas aušra
austėja benas birutė bronius česlovas daiva dainius dalia dalius danguolė darius daumantas deividas
diana dina dominykas domas donata donatas dovilė dovydas edgaras edita edmundas eduardas edvardas
edvinas egidijus eglė eimantas elena emilija emilis ernestas erika erikas evaldas feliksas gabija
gabrielė gediminas giedrė giedrius gintaras gintarė gintautas gitana gitanas goda gražina greta
gustas henrikas ieva ignas ilona indrė inga ingrida irena irma irmantas jadvyga janina jolanta
jolita jonas jovita jokūbas juozapas juozas julija julius juras jurga jurgis jurgita justas justina
justinas jūratė karolina karolis kazimieras kazys kęstutis kornelija kostas kotryna kristina
kristupas laima laimonas laimutė laura laurynas leonas liepa liudas liudvikas lina linas loreta
lukas mantas marija marijonas marijus marius martynas matas milda mindaugas monika nerijus neringa
nijolė ona oskaras paulius pijus petras povilas pranas ramunė ramūnas rasa raimonda raimondas
raimundas ramutė regina remigijus renata ričardas rima rimantas rimas rimvydas rita robertas rokas
rolandas romas romualdas rosita rūta rytis sandra saulė saulius sigita sigitas silvija simas simona
simonas skaistė skirmantas sonata stanislovas stasys svetlana šarūnas šarūnė tadas tautvydas teresė
tomas ugnė urtė vaida vaidas vaidotas vaiva valdas valdemaras valdonė valentina valentinas valerija
valerijus vanda vesta viktoras viktorija vida vidas vidmantas vilija vilius viltė vilma vincas
violeta virginija virginijus visvaldas vita vitalija vitalijus vladas vladimiras vygantas vykintas
vytas vytautas vytenis zenonas zigmas zita zofija žaneta žibutė živilė žydrūnas žydrė žygimantas
""")
)
