"""Words the large world is made of; all invented or common."""

GIVEN_LT = (
    "Rasa",
    "Tomas",
    "Eglė",
    "Mantas",
    "Inga",
    "Jonas",
    "Asta",
    "Paulius",
    "Vilija",
    "Justas",
)
FAMILY_LT = (
    "Žemaitytė", "Šimkus", "Kučinskaitė", "Paškevičius", "Urbonaitė", "Čepaitis", "Ąžuolaitė",
    "Šeškus", "Ūselytė", "Įkūnas",
)  # fmt: skip
GIVEN = (
    "Anna", "Bartosz", "Chih-wei", "Dieter", "Élodie", "Felix", "Greta", "Hui-chen", "Ivan",
    "Jānis", "Kenji", "Laia", "Mei-ling", "Niamh", "Oksana", "Põld", "Quentin", "Rasmus", "Şule",
    "Tadeusz", "Ulla", "Věra", "Wen-lung", "Ya-ting", "Žiga",
)  # fmt: skip
FAMILY = (
    "Andersson", "Bērziņa", "Chen", "Dąbrowska", "El Idrissi", "Ferrer", "Górny", "Huang",
    "Ivanenko", "Jovanović", "Kovalchuk", "Lin", "Müller", "Novák", "O'Dowd", "Põldmaa", "Quist",
    "Rossi", "Šimić", "Tsai", "Uotila", "van der Heijden", "Wójcik", "Xu", "Yıldız", "Žukauskas",
)  # fmt: skip
WORDS = (
    "Šiaurė", "Delta", "Formosa", "Horizon", "Jade", "Krantas", "Lotus", "Meridian", "Nemunas",
    "Orbita", "Polaris", "Quanta", "Saulė", "Tiltas", "Uostas", "Vega", "Žalgiris",
)  # fmt: skip
TRADES = ("Automation", "Data", "Energy", "Mobility", "Robotics", "Sign", "Systems", "Water")
TOPICS = (
    "El. parašo valdymo platformos", "Duomenų analizės įrankiai", "Automatizavimo sprendiniai",
    "Saugos ir privatumo priemonės", "Išmanusis judumas", "Nulinė tarša",
    "Atsinaujinanti energetika", "Pramonė 4.0", "Daiktų internetas", "Puslaidininkiai",
    "Parama Ukrainai", "Švietimas ir talentai",
)  # fmt: skip
PLACES = (
    ("Taipėjus", "TW"), ("Barselona", "ES"), ("Liublinas", "PL"), ("Ryga", "LV"),
    ("Vinycia", "UA"), ("Hanoveris", "DE"), ("Tokijas", "JP"), ("Talinas", "EE"),
)  # fmt: skip
NOTES = (
    "Skambino, prašo pasiūlymo iki mėnesio pabaigos.",
    "Sent the overview of our industrial park; they will answer next week.",
    "Susitikime sutarta dėl bandomojo duomenų rinkinio.",
    "Nori susipažinti su LEZ sąlygomis ir darbo rinka.",
    "Asked for a contact at the vocational training centre.",
)
