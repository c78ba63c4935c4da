//! Words for streets, in front of their names, behind them and grown together with them.

/// Words behind the name of a street in English; the second list needs a place behind it.
#[rustfmt::skip]
pub(super) const ENDINGS: &[&str] = &[
    "street", "avenue", "ave", "road", "boulevard", "blvd", "st", "rd", "parkway", "pkwy", "highway", "hwy",
];
#[rustfmt::skip]
pub(super) const DOUBTFUL_ENDINGS: &[&str] = &[
    "lane", "ln", "drive", "dr", "court", "ct", "terrace", "crescent", "way", "square", "close", "place", "pl",
    "circle", "gardens", "grove", "trail", "loop", "row", "hill", "park", "mews", "walk", "plaza", "path", "alley",
    "rise", "view", "green", "point", "approach", "broadway", "turnpike", "ridge", "crossing", "heights", "villas", "wharf", "quay",
    "chowk", "nagar", "marg", "ganj", "colony", "layout", "puram", "parade", "esplanade", "causeway", "vale", "gate", "common",
    "chase", "copse", "croft", "drove", "embankment", "end", "field", "fields", "glade", "glen", "hollow", "knoll", "lodge", "manor",
    "meadow", "meadows", "mount", "orchard", "passage", "pike", "promenade", "reach", "run", "spur", "track", "trace", "valley", "yard",
    "bend", "brook", "circuit", "cove", "creek", "estate", "estates", "extension", "freeway", "garden", "harbor", "haven", "island",
    "junction", "landing", "motorway", "overpass", "pass", "pines", "plains", "ranch", "rapids", "shore", "springs", "station", "stream",
    "summit", "throughway", "trafficway", "union", "village", "ville", "vista", "walks", "ways", "wells",
];
/// Words in front of the name of a street.
#[rustfmt::skip]
pub(super) const BEGINNINGS: &[&str] = &[
    "rue ", "boulevard ", "bd ", "avenue ", "allée ", "allées ", "impasse ", "chemin ", "quai ", "place ", "calle ",
    "c/ ", "avda. ", "avda ", "avenida ", "paseo ", "plaza ", "via ", "viale ", "piazza ", "corso ", "rua ",
    "travessa ", "ul. ", "ulica ", "aleja ", "os. ", "av. ", "cours ", "route ", "chaussée ", "ronda ", "camino ", "pasaje ",
    "callejón ", "glorieta ", "rambla ", "carrera ", "cuesta ", "calzada ", "privada ", "circuito ", "retorno ", "andador ",
    "strada ", "contrada ", "borgo ", "vicolo ", "largo ", "lungomare ", "piazzale ", "rotonda ", "praça ", "praceta ", "alameda ",
    "estrada ", "rodovia ", "r. ", "beco ", "pl. ", "plac ", "al. ", "carrer ", "camí ", "tv. ", "c.so ", "v.le ", "p.za ", "imp. ",
    "avinguda ", "passeig ", "servidão ", "urbanización ", "ctra. ", "carretera ",
];
/// Ends of words that are the name of a street with what it is.
#[rustfmt::skip]
pub(super) const GROWN: &[&str] = &[
    "straße", "strasse", "str.", "gasse", "allee", "platz", "weg", "damm", "ufer", "straat", "gracht", "laan",
    "plein", "kade", "dijk", "singel", "ring", "hof", "steeg", "dreef", "gatan", "vägen", "gade", "vej", "veien", "katu",
];
/// Beginnings that are seldom anything else.
#[rustfmt::skip]
pub(super) const STRONG: &[&str] = &[
    "rue ", "calle ", "rua ", "ul. ", "ulica ", "avda", "avenida ", "viale ", "piazza ", "impasse ", "allée", "paseo ",
    "c/ ", "boulevard ", "praça ", "chemin ", "chaussée ", "travessa ",
];
