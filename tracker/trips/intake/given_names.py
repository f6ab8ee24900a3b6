"""Common Lithuanian given names, to tell a person from two other words with capitals.

A name that is not here is still read where a role stands beside it; this list only lets a rule
trust a name that stands alone.
"""

_NAMES = """
Adomas Agnė Aidas Aistė Albertas Aldona Aleksandra Aleksandras Alfonsas Alfredas Algimantas Algirdas
Algis Alma Alvydas Ana Andrius Antanas Arnoldas Artūras Arvydas Arūnas Asta Audra Audrius Audronė
Augustas Aurelija Aurimas Aušra Austėja Benas Bernardas Birutė Bronius Česlovas Daiva Dainius Dalia
Daina Dalius Danguolė Darius Daumantas Deividas Deimantė Diana Dina Dominykas Domas Donata Donatas
Dovilė Dovydas Edgaras Edita Edmundas Eduardas Edvardas Edvinas Eglė Eimantas Elena Elvyra Emilija
Emilis Ernestas Erika Erikas Evaldas Feliksas Gabija Gabrielė Gediminas Genovaitė Giedrė Giedrius
Gintaras Gintarė Gintautas Gitana Gitanas Goda Gražina Greta Gustas Gvidas Henrikas Ieva Ignas Ilona
Indrė Inga Ingrida Irena Irma Irmantas Jadvyga Janina Jolanta Jolita Jonas Jovita Jokūbas Juozapas
Juozas Julija Julius Juras Jurga Jurgis Jurgita Justas Justina Justinas Jūratė Karolina Karolis
Kazimieras Kazys Kęstutis Kornelija Kostas Kotryna Kristina Kristupas Ksavera Laima Laimonas Laimutė
Laura Lauras Laurynas Leonas Leonardas Liepa Liucija Liudas Liudvikas Lina Linas Loreta Lukas Mantas
Marija Marijonas Marijus Marius Martynas Matas Milda Mindaugas Monika Nerijus Nerija Nijolė Ona
Oskaras Pijus Petras Povilas Pranas Ramunė Ramūnas Rasa Raimonda Raimondas Raimundas Ramutė Regina
Remigijus Renata Ričardas Rima Rimantas Rimas Rimvydas Rita Robertas Roberta Rokas Rolandas Romas
Romualdas Rosita Ruslanas Rūta Rytis Sandra Saulė Saulius Severinas Sigita Sigitas Silva Silvija
Simas Simona Simonas Skaistė Skirmantas Sonata Stanislovas Stasys Svetlana Šarūnas Šarūnė Tadas
Tautvydas Teodoras Teresė Tomas Ugnė Urtė Vaida Vaidas Vaidotas Vaiva Valdas Valdemaras Valdonė
Valentina Valentinas Valerija Valerijus Vanda Vesta Viktoras Viktorija Vida Vidas Vidmantas Vilija
Vilius Viltė Vilma Vincas Violeta Virginija Virginijus Visvaldas Vita Vitalija Vitalijus Vitas
Vladas Vladimiras Vygantas Vykintas Vytas Vytautas Vytenis Zenonas Zigmas Zita Zofija Žaneta
Žibutė Živilė Žydrūnas Žydrė Žygimantas
"""

GIVEN_NAMES = frozenset(_NAMES.lower().split())
