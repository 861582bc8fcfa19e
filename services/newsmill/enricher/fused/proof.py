"""Texts on which the forward pass must find what spaCy finds, before it is trusted with others.

They are invented, and they have what tokenizer, features and parser treat in their own ways: white
space of all kinds, contractions, emoticons, addresses, names at both ends of a text, long names,
names side by side, capitals, other scripts.
"""

SENTENCES = (
    (
        "President Amara Lindqvist flew from Nairobi to Geneva on Tuesday to meet Foreign Minister "
        "Jean-Luc d'Aubigny of France, who hadn't been to Kenya since 14 March 2019."
    ),
    "The Northern Harbour Commission said it will pay $4.2 million (about £3.3m) to U.S. firms.",
    "“We're not amused,” said Dr. Ola Nordmann Jr., head of Nordhavn Plc's Asian arm, at 6 p.m.",
    (
        "PARIS (Sauvanne Presse) - Le président Émile Vasseur s'est rendu aujourd'hui à Lyon, "
        "où l'Union des pêcheurs de l'Atlantique-Nord l'attendait depuis lundi 3 mai 2021."
    ),
    "L'Organisation mondiale de la santé et la Banque de France n'ont rien dit, selon Mme Durand.",
    "STOCKS FALL IN TOKYO AS BANK OF JAPAN RAISES RATES; NIKKEI DOWN 3.4%",
    "She can't've known that they'd won't-fix it, cuz y'all ain't gonna :) ;-) :-/ (-_-) C++ o.O!",
    "See https://example.org/a?b=c#d, write to desk@example.com or call +44 20 7946 0000.",
    (
        "The Committee for the Protection of the Coasts, Rivers, Lakes and Wetlands of the Federal "
        "Republic of Germany and of the Kingdom of the Netherlands met in The Hague, Rotterdam, "
        "Utrecht, Bonn, Kiel and Bremen between the first and the twenty-third of September 2020."
    ),
    "Tom Ann Bob Mary Lee Kim Park Jones, Smith, O'Neill and MacGregor-Ng v. State of Oregon",
    "Ural\u00a0Mountains  and   the\tBlack\nSea\r\n\r\nwere  seen .  By  whom ?   \n \n  By Ivan",
    "Владимир Петров и 王小明 met محمد الأمين near Αθήνα 🙂👍🏽 on 2021-05-03T10:00Z #Berlin @Oslo",
    "«\u200bLa Seine\u200b» — «\u2060Le Rhône\u2060» – “\u200eRiver Thames\u200e” … No. 10",
    "10-year, 1/2, 3x4, 5km/h, $1,000.50, 20%, 1980s, '99, No.7, a.m./p.m., e.g., i.e. (Apr. 1st)",
    "!!!???...---***///((()))[[[]]]{{{}}}~~~```^^^===+++",
    " Lima",
    "Quito ",
    "\n\nMr\n",
    "Oslo",
    "A",
    ".",
    " ",
    "\t\n \n\n ",
    "",
)

# The last is longer than a tile of the forward pass, and has all sentences as neighbours.
TEXTS = (*SENTENCES, " ".join(SENTENCES), "\n\n".join(reversed(SENTENCES)))
