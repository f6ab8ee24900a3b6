"""The seats of Lithuania's municipalities: a visit to one of them is a visit to us."""

_NAMES = """
Akmenė Alytus Anykščiai Birštonas Biržai Druskininkai Elektrėnai Gargždai Ignalina Jonava Joniškis
Jurbarkas Kaišiadorys Kalvarija Kaunas Kazlų Kėdainiai Kelmė Klaipėda Kretinga Kupiškis Lazdijai
Marijampolė Mažeikiai Molėtai Neringa Pagėgiai Pakruojis Palanga Panevėžys Pasvalys Plungė Prienai
Radviliškis Raseiniai Rietavas Rokiškis Skuodas Šakiai Šalčininkai Šiauliai Šilalė Šilutė Širvintos
Švenčionys Tauragė Telšiai Trakai Ukmergė Utena Varėna Vilkaviškis Vilnius Visaginas Zarasai
"""

TOWNS = frozenset(_NAMES.split())
