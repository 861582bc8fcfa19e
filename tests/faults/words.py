"""Words and sentence patterns of invented news, in four languages.

All that carries meaning is drawn, and little of a pattern stays: two texts that have nothing to do
with each other share hardly a pair of neighbouring words, so that none looks like a copy.
"""

from collections.abc import Mapping, Sequence

PEOPLE = (
    "Ingrid Solvang", "Pierre Lemaire", "Amara Okafor", "Tomas Lindqvist", "Grace Whitfield",
    "Daniel Herrera", "Yuki Tanaka", "Robert Ashworth", "Elena Petrova", "Samuel Mensah",
    "Charlotte Dubois", "Michael Brennan",
)  # fmt: skip
PLACES = (
    "Norway", "Lisbon", "Kenya", "Toronto", "Marseille", "Warsaw", "Chile", "Dublin", "Osaka",
    "Geneva", "Brazil", "Edinburgh",
)  # fmt: skip
ORGANISATIONS = (
    "the European Commission", "the Red Cross", "Northern Rail", "the World Bank", "Reuters",
    "Oxford University", "the Ministry of Health", "Atlantic Shipping",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONTHS = ("January", "March", "May", "June", "September", "November")

Table = Mapping[str, Sequence[str]]

NOUNS: Table = {
    "en": (
        "harbour", "budget", "railway", "orchestra", "bridge", "museum", "satellite", "market",
        "hospital", "reservoir", "factory", "school", "ferry", "library", "airport", "archive",
        "bakery", "barracks", "border", "brewery", "canal", "cathedral", "cemetery", "charter",
        "choir", "cinema", "clinic", "coast", "college", "contract", "convoy", "court", "dairy",
        "depot", "district", "embassy", "engine", "estate", "exhibition", "farm", "festival",
        "forest", "fortress", "fountain", "garden", "glacier", "harvest", "highway", "island",
        "jury", "laboratory", "lighthouse", "marsh", "meadow", "mine", "monastery", "observatory",
        "orchard", "parliament", "pipeline", "prison", "quarry", "refinery", "shelter", "shipyard",
        "stadium", "statue", "strike", "tannery", "theatre", "tower", "tunnel", "turbine",
        "university", "valley", "verdict", "vineyard", "warehouse", "workshop", "zoo",
    ),
    "fr": (
        "le port", "le budget", "le pont", "le musée", "le marché", "le barrage", "le théâtre",
        "le lycée", "le chantier", "le tunnel", "le stade", "la gare", "la mairie", "la forêt",
        "la vallée", "la rivière", "la colline", "la cathédrale", "la caserne", "la prison",
        "la boulangerie", "la grève", "la récolte", "la vigne", "la frontière", "la banque",
        "le quai", "le village", "le jardin", "le canal", "le phare", "le tribunal", "le contrat",
        "le convoi", "le dépôt", "le festival", "le verger", "le refuge", "le glacier", "le moteur",
    ),
    "de": (
        "der Hafen", "der Haushalt", "der Bahnhof", "der Markt", "der Tunnel", "der Betrieb",
        "der Staudamm", "der Verein", "der Vertrag", "der Streik", "der Flughafen", "der Verlag",
        "die Brücke", "die Fabrik", "die Schule", "die Klinik", "die Ernte", "die Grenze",
        "die Werft", "die Mühle", "die Kaserne", "die Bibliothek", "die Orgel", "die Straße",
        "die Insel", "die Siedlung", "das Museum", "das Theater", "das Gericht", "das Dorf",
        "das Lager", "das Kraftwerk", "das Denkmal", "das Gefängnis", "das Schiff", "das Tal",
        "das Labor", "das Stadion", "das Archiv", "das Kloster",
    ),
    "es": (
        "el puerto", "el presupuesto", "el puente", "el museo", "el mercado", "el hospital",
        "el embalse", "el teatro", "el colegio", "el acuerdo", "el aeropuerto", "el sindicato",
        "la estación", "la fábrica", "la escuela", "la cosecha", "la frontera", "la biblioteca",
        "la catedral", "la cárcel", "la huelga", "la carretera", "la isla", "la playa",
        "la montaña", "la bodega", "el tribunal", "el barco", "el faro", "el bosque", "el jardín",
        "el archivo", "el cuartel", "el estadio", "el túnel", "el valle", "el molino", "el taller",
        "el contrato", "el monumento",
    ),
}  # fmt: skip
VERBS: Table = {
    "en": (
        "abandoned", "admired", "approved", "blamed", "bought", "cancelled", "celebrated",
        "compared", "condemned", "criticised", "defended", "delayed", "described", "designed",
        "discovered", "doubted", "enlarged", "examined", "financed", "flooded", "guarded",
        "ignored", "improved", "inherited", "inspected", "invented", "leased", "measured",
        "mentioned", "moved", "neglected", "occupied", "painted", "photographed", "praised",
        "promised", "protected", "reached", "rebuilt", "refused", "rented", "repaired", "replaced",
        "rescued", "saved", "searched", "sold", "studied", "supported", "surrounded", "visited",
    ),
    "fr": (
        "a vendu", "a refusé", "a financé", "a visité", "a défendu", "a critiqué", "a retardé",
        "a découvert", "a décrit", "a agrandi", "a examiné", "a ignoré", "a inspecté", "a loué",
        "a mesuré", "a négligé", "a occupé", "a photographié", "a promis", "a protégé",
        "a reconstruit", "a réparé", "a remplacé", "a sauvé", "a étudié", "a soutenu", "a traversé",
    ),
    "de": (
        "besuchte", "verkaufte", "lobte", "prüfte", "verteidigte", "beschrieb", "entdeckte",
        "erneuerte", "finanzierte", "kritisierte", "mietete", "räumte", "rettete", "schloss",
        "schützte", "suchte", "unterstützte", "untersuchte", "verglich", "verließ", "vermaß",
        "verschob", "versprach", "verwaltete", "vergaß", "zerstörte", "zeichnete",
    ),
    "es": (
        "vendió", "visitó", "defendió", "criticó", "retrasó", "descubrió", "describió", "amplió",
        "examinó", "olvidó", "inspeccionó", "alquiló", "midió", "abandonó", "ocupó", "pintó",
        "prometió", "protegió", "reconstruyó", "reparó", "sustituyó", "salvó", "estudió", "apoyó",
        "cruzó", "rechazó", "compró",
    ),
}  # fmt: skip
ADJECTIVES: Table = {
    "en": (
        "abandoned", "ancient", "angry", "brave", "broken", "busy", "cautious", "cheap", "clumsy",
        "cold", "costly", "crowded", "curious", "damp", "dusty", "elegant", "empty", "famous",
        "fragile", "frozen", "gloomy", "golden", "hidden", "hollow", "hungry", "jealous", "lonely",
        "narrow", "northern", "noisy", "patient", "peaceful", "proud", "quiet", "rural", "rusty",
        "secret", "shallow", "silent", "southern", "stubborn", "sunny", "tidy", "urban", "wealthy",
        "western", "windy", "wooden", "yellow", "young",
    ),
    "fr": (
        "ancien", "calme", "célèbre", "cher", "étroit", "fragile", "froid", "humide", "immense",
        "inutile", "jaune", "lourd", "moderne", "neuf", "pauvre", "perdu", "propre", "rapide",
        "rural", "secret", "solide", "sombre", "superbe", "tranquille", "urbain", "vide",
    ),
    "de": (
        "alt", "berühmt", "billig", "breit", "dunkel", "einsam", "eng", "feucht", "geheim", "hoch",
        "kalt", "klein", "kostbar", "laut", "leer", "modern", "mutig", "neu", "reich", "ruhig",
        "schmal", "schön", "schwer", "still", "tief", "weit",
    ),
    "es": (
        "antiguo", "barato", "caro", "célebre", "débil", "enorme", "estrecho", "feliz", "frágil",
        "frío", "húmedo", "inútil", "joven", "largo", "lento", "moderno", "nuevo", "oscuro",
        "pobre", "rápido", "rural", "secreto", "sólido", "tranquilo", "urbano", "vacío",
    ),
}  # fmt: skip
PATTERNS: Table = {
    "en": (
        "{person} {verb} the {adjective} {noun} of {place} because the {noun2} was {adjective2}",
        "On {day} {organisation} {verb} {amount} {adjective} visitors at the {noun} and {verb2} it",
        "In {month} a {adjective} {noun} near {place} {verb} the {adjective2} {noun2}",
        "The {noun} that {person} {verb} is {adjective} and has {amount} {adjective2} rooms",
        "Nobody in {place} {verb} the {noun} while the {adjective} {noun2} {verb2} {organisation}",
        "After the {noun} the {adjective} {noun2} {verb} its {noun3}, which {person} {verb2}",
        "{organisation} {verb} that {noun} and {verb2} a {adjective} {noun2} with the {noun3}",
        "The {adjective} {noun} in {place} was {verb}, so the {noun2} {verb2} {amount} of them",
        "As the {noun} was {adjective}, {person} {verb} it and {verb2} the {noun2} in {month}",
        "There was a {adjective} {noun} between the {noun2} and the {noun3} that {person} {verb}",
    ),
    "fr": (
        "{person} {verb} {noun} de {place}, parce que {noun2} était {adjective} et {adjective2}",
        "Selon {person}, {noun} {verb} {noun2} et {verb2} {noun3} avec {amount} amis de {place}",
        "Dans {noun} on {verb} pour la ville {noun2}, qui est plus {adjective} que {noun3}",
        "Comme {noun} est {adjective}, {noun2} {verb} les habitants de {place} et {verb2} {noun3}",
        "Personne ne sait pourquoi {noun} {verb} {noun2}, mais {person} {verb2} {noun3}",
        "Pendant que {person} {verb} {noun}, {noun2} de {place} {verb2} {amount} des siens",
    ),
    "de": (
        "{person} {verb} in {place} etwas, als {noun} {adjective} war und auch {noun2} nicht",
        "Weil {noun} so {adjective} ist, {verb} {person} am Montag {noun2} und {verb2} {noun3}",
        "Nachdem {noun} nicht mehr {adjective} war, {verb} man in {place} {noun2} und {noun3}",
        "Niemand {verb} {noun}, aber {person} {verb2} {noun2} mit {amount} Leuten aus {place}",
        "Dort, wo {noun} {adjective} und {noun2} {adjective2} ist, {verb} {person} auch {noun3}",
        "Ob {noun} nun {adjective} oder {adjective2} ist, {verb} {person} und {verb2} {noun2}",
    ),
    "es": (
        "{person} {verb} {noun} de {place}, porque {noun2} era {adjective} y muy {adjective2}",
        "Según {person}, {noun} {verb} {noun2} y {verb2} {noun3} con {amount} amigos de {place}",
        "Como {noun} es {adjective}, {noun2} {verb} a los vecinos de {place} y {verb2} {noun3}",
        "Nadie sabe por qué {noun} {verb} {noun2}, pero {person} {verb2} {noun3} en la ciudad",
        "Mientras {person} {verb} {noun}, {noun2} de {place} {verb2} {amount} de los suyos",
        "Donde {noun} es {adjective} y {noun2} es {adjective2}, {person} {verb} también {noun3}",
    ),
}
REGISTER = {
    "en": "This is the story of {place} under number {number}",
    "fr": "C'est l'histoire de {place} sous le numéro {number}",
    "de": "Das ist die Geschichte aus {place} unter der Nummer {number}",
    "es": "Esta es la historia de {place} con el número {number}",
}
