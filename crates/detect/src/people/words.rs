//! The words that lead to values of people, payments and patients, by topic and in the languages of our customers.

use std::sync::LazyLock;

use super::kinds::IDS;
use super::text::Index;
use crate::grams::{Keyword, Start, Target};

/// What a keyword is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// A kind of number, by its place in `IDS`.
    Id(u8),
    /// Digits that stand inside numbers of one form only.
    Digits,
    Card,
    Birth,
    Phone,
    Title,
    Salutation,
    Introduction,
    Role,
    Closing,
    Street,
    Place,
    Diagnosis,
    Record,
    Coordinates,
    HomePath,
    /// The ending of an internal name, or the sign behind a program that writes to syslog.
    Host,
    /// `%40`: the sign of an address inside an address on the web.
    Escaped,
    Insert,
    Grid,
    /// A word in front of the parameters of a statement.
    Parameters,
    /// A small word inside a name.
    Particle,
    /// How the name of a disease begins.
    Disease,
    /// The unit of a dose.
    Dose,
    /// A word in front of the plate of a vehicle.
    Plate,
}

impl Topic {
    /// Whether the keyword ends with a blank or a sign, so that a letter follows it.
    pub(crate) const fn before_letters(self) -> bool {
        matches!(
            self,
            Self::Title
                | Self::Salutation
                | Self::Introduction
                | Self::Record
                | Self::Escaped
                | Self::Host
                | Self::Particle
                | Self::Disease
        )
    }

    /// Whether whatever follows the keyword says nothing about it.
    pub(crate) const fn before_anything(self) -> bool {
        matches!(self, Self::Dose | Self::Street)
    }

    /// Whether a title of a few letters, which is also a unit or the end of a word, needs its capital.
    pub(crate) fn needs_capital(self, word: &[u8]) -> bool {
        matches!(self, Self::Title)
            && matches!(
                word,
                b"ms "
                    | b"mr "
                    | b"dr "
                    | b"ms. "
                    | b"mr. "
                    | b"dr. "
                    | b"mrs "
                    | b"mrs. "
                    | b"miss "
            )
    }
}

#[rustfmt::skip]
const CARD: &[&str] = &[
    "card", "visa", "mastercard", "amex", "american express", "maestro", "kreditkarte", "carte bancaire",
    "carte bleue", "carte de crédit", "tarjeta", "carta di credito", "creditcard", "cartão", "karta kredytowa",
    "karty", "diners", "cvv", "cvc", "cvn2",
];
#[rustfmt::skip]
const BIRTH: &[&str] = &[
    "born", "birth", "dob", "d.o.b", "geboren", "geb.", "geburts", "née le", "né le", "nee le", "ne le ", "naissance",
    "nacido", "nacida", "nació el", "nacimiento", "nato il", "nata il", "nascita", "nato a", "nata a", "geboorte",
    "nascido", "nascida", "nascimento", "nasceu", "urodzon", "urodzenia", "f. nac", "geb ", "bday", "生年月日", "född", "né(e)",
    "data ur", "nasc.", "ur. ", "naiss.",
    "nací el", "nacì il", "nasci em", "f. nacimiento", "født", "fødsels", "födelse", "syntynyt", "syntymä", "narozen",
    "születet", "született", "születés", "născut", "nașterii", "nasterii", "doğum", "rođen", "geboortedat", "b-day",
];
#[rustfmt::skip]
const PHONE: &[&str] = &[
    "phone", "tel", "tél", "mobile", "cell", "fax", "handy", "mobil", "móvil", "telefon", "teléfono", "telefono",
    "celular", "cellulare", "portable", "telefone", "telemóvel", "telefoon", "mobiel", "komórk", "rufnummer",
    "whatsapp", "call me", "call us", "reach me", "reach us", "reached at", "reach him", "reach her", "ring me",
    "text me", "call him", "call her", "contact me", "contact us", "sms", "voicemail",
    "hotline", "durchwahl", "erreichbar", "gsm", "call back", "callback no", "callback", "ph:", "ph.", "mob:", "mob.", "contact n",
    "appeler au", "joindre au", "llámame", "llamar al", "bel me", "anrufen", "reached on", "電話", "携帯", "appelez", "mon numéro", "numéro est le", "my home", "home ", "telefonisch",
    "erreichen mich", "mich unter", "mobilnummer", "bereiken op", "ligar para", "puhelin", "volejte", "telefonszám",
    "matkapuh", "you can call", "dzwonić", "telefonisk", "tlf", "chiamarmi", "chiamare al", "contactarme",
    "contattarmi", "mi número", "mio numero", "meu número", "mein nummer", "my number is", "my cell",
    "tlm", "fone", "ph=", "called ", "bereikbaar op", "llámeme al", "call us at", "reachable on", "reachable at", "ligou do", "llamó desde", "ha chiamato dal", "nås på", "zadzwoń", "ligne directe", "recapito",
    "registered mobile", "called from", "calling from", "call from",
];
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "mr. ", "mr ", "mrs. ", "mrs ", "ms. ", "ms ", "miss ", "dr. ", "dr ", "prof. ", "professor ", "herr ", "herrn ",
    "frau ", "monsieur ", "madame ", "mme ", "mlle ", "mademoiselle ", "sr. ", "sra. ", "srta. ", "señor ", "señora ",
    "señorita ", "signor ", "signora ", "signorina ", "sig. ", "sig.ra ", "dott. ", "dott.ssa ", "ing. ", "dña. ", "meneer ",
    "mevrouw ", "mevr. ", "dhr. ", "de heer ", "senhor ", "senhora ", "pani ", "pana ", "panie ", "panu ", "pan ",
    "sir ", "don ", "doña ", "m. ", "sr ", "sra ", "rev. ", "dra. ", "avv. ", "drs. ", "mgr ", "fam. ", "familie ", "mw. ",
    "dr.ssa ", "sig.na ", "lek. ", "inż. ", "lic. ", "mtro. ", "mtra. ", "mag. ", "freiherr ", "mej. ", "jhr. ",
    "vážený ", "vážená ", "pán ", "paní ", "pane ", "hr. ", "fru ", "fr. ", "domnul ", "doamna ", "sayın ",
];
#[rustfmt::skip]
const SALUTATIONS: &[&str] = &[
    "dear ", "hi ", "hello ", "hey ", "good morning ", "good afternoon ", "good evening ", "hallo ", "liebe ",
    "lieber ", "guten tag ", "guten morgen ", "servus ", "bonjour ", "bonsoir ", "salut ", "cher ", "chère ",
    "chere ", "hola ", "estimado ", "estimada ", "querido ", "querida ", "buenos días ", "buenas tardes ", "ciao ",
    "buongiorno ", "gentile ", "caro ", "cara ", "egregio ", "beste ", "geachte ", "hoi ", "dag ", "olá ", "prezado ",
    "prezada ", "bom dia ", "cześć ", "witaj ", "drogi ", "droga ", "szanowny ", "szanowna ", "thanks ", "thank you ",
    "danke ", "merci ", "gracias ", "grazie ", "obrigado ", "obrigada ", "bedankt ",
    "hej ", "hei ", "kære ", "kjære ", "kära ", "bästa ", "hyvä ", "ahoj ", "dobrý den ", "vážený pane ",
    "kedves ", "tisztelt ", "bună ", "stimate ", "stimată ", "merhaba ", "sayın ", "poštovani ", "poštovana ",
    "labas ", "sveiki ", "takk ", "kiitos ", "děkuji ", "köszönöm ", "mulțumesc ",
    "olá, ", "hola, ", "welcome ", "willkommen ", "bienvenue ", "bienvenido ", "bienvenida ", "bem-vindo ", "bem-vinda ", "benvenuto ",
    "benvenuta ", "välkommen ", "velkommen ",
    "teşekkürler ", "greetings ", "sehr geehrte frau ", "sehr geehrter herr ",
];
#[rustfmt::skip]
const INTRODUCTIONS: &[&str] = &[
    "my name is ", "my name's ", "name is ", "i am ", "i'm ", "i’m ", "this is ", "my full name is ",
    "mein name ist ", "ich heiße ", "ich bin ", "ich heisse ", "je m'appelle ", "je m’appelle ", "mon nom est ",
    "je suis ", "me llamo ", "mi nombre es ", "soy ", "mi chiamo ", "il mio nome è ", "sono ", "mijn naam is ",
    "ik heet ", "ik ben ", "meu nome é ", "me chamo ", "chamo-me ", "nazywam się ", "mam na imię ", "jestem ",
    "known as ", "hier ist ", "named ", "name of ", "on behalf of ", "im namen von ", "au nom de ", "en nombre de ",
    "in the name of ",
    "jag heter ", "mitt namn är ", "jeg heter ", "jeg hedder ", "mit navn er ", "mitt navn er ", "nimeni on ",
    "minun nimeni on ", "jmenuji se ", "volám sa ", "a nevem ", "mă numesc ", "zovem se ", "moje ime je ",
    "benim adım ", "calls me ", "call me ", "your name? ", "last name? ", "first name? ", "full name? ",
    "née ", "t.n.v. ", "mein kollege ", "meine kollegin ", "mi nombre completo es ", "me presento, ", "name's ",
];
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "customer", "patient", "contact", "caller", "employee", "agent", "owner", "cardholder", "beneficiary", "spouse",
    "doctor", "client", "member", "subscriber", "tenant", "applicant", "manager", "colleague", "husband", "wife",
    "daughter", "mother", "father", "brother", "sister", "physician", "nurse", "student", "teacher", "passenger",
    "guest", "guardian", "supervisor", "technician", "engineer", "account holder", "accountholder", "policyholder",
    "assigned to", "reported by", "requested by", "approved by", "created by", "signed by", "prepared by",
    "submitted by", "spoke with", "spoke to", "talked to", "speak with", "attn", "attention", "c/o", "user", "kunde",
    "kundin", "mitarbeiter", "ansprechpartner", "versicherte", "inhaber", "kontoinhaber", "karteninhaber", "cliente",
    "usuario", "paciente", "paziente", "empleado", "titular", "titulaire", "salarié", "employé", "intestatario",
    "klant", "patiënt", "medewerker", "utente", "funcionário", "klient", "pacjent", "pracownik", "colaborador",
    "name:", "name =", "name=", "name\"", "name'", "holder\"", "display\"", "individual_name=", "name\\\"", "names:", "nom :", "nom:", "nombre:", "nome:", "naam:", "nazwisko",
    "author:", "recipient", "witness", "payee", "payer", "sender", "consignee", "insured", "nominee", "next of kin",
    "emergency contact", "prénom", "vorname:", "name ", "an:", "rekeninghouder", "kontohavare", "kund:", "płatnik", "nabywca", "facturé à", "rechnungsempfänger",
    "pt:", "od:", "de:", "de :", "à :", "para:", "reporter", "unterschrift", "empleada", "funcionária", "氏名", "差出人", "報告者", "患者名", "お名前", "von:", "from:", "to:", "cc:", "bcc:",
    "holder=", "holder:", "kundnamn", "kunde:", "asiakas", "potilas", "pasient", "zákazník", "pacient:", "ügyfél",
    "hasta:", "müşteri", "korisnik:", "jméno:", "navn:", "namn:", "nimi:", "név:", "nume:", "ime:", "firmato da",
    "signé par", "unterzeichnet von", "firmado por", "ondertekend door", "assinado por", "account manager",
    "relationship manager", "team lead", "primary care", "provider:", "referred by", "seen by", "attending:",
    "dictated by", "verified by", "informed by", "advised by", "contacted by",
    "cust=", "cust:", "cn=", "pat. ", "betr.:", "betreff:", "concerne :", "visitor", "headteacher", "head teacher", "vorgesetzte", "kandidaat", "contactpersoon", "candidate", "interviewer", "fahrer", "pupil",
    "sachbearbeiter", "antragsteller", "absender", "empfänger", "destinataire", "expéditeur", "destinatario", "remitente", "mittente",
    "ontvanger", "afzender", "odbiorca", "nadawca", "auftraggeber", "bewerber", "teilnehmer", "mieter", "vermieter", "tochter", "sohn",
    "ehefrau", "ehemann", "bruder", "schwester", "lebensgefährt", "épouse", "époux", "esposa", "esposo", "marido", "moglie", "marito", "figlio",
    "s/o ", "remito a ", "t.n.v. ", "paid by ", "recusado por ",
    "figlia", "echtgeno", "dochter", "zoon ", "assistant", "secretary", "consultant", "surgeon", "dentist", "therapist", "resident",
    "lessee", "borrower", "guarantor", "claimant", "plaintiff", "defendant", "signatory", "niece", "nephew", "uncle", "aunt ", "grandmother",
    "grandfather", "grandson", "granddaughter", "fiancé", "son ", "neighbour", "neighbor", "landlord", "buyer", "seller", "registrant",
    "attendee", "participant", "chauffeur", "conducteur", "passagier", "huésped", "ospite", "médico", "médecin", "arzt", "ärztin",
    "huisarts", "pharmacist", "prescriber", "requester", "approver", "reviewer", "responsable", "gestionnaire", "beneficiario", "bénéficiaire",
    "eigenaar", "buren:", "leerling", "huurder", "verzekerde", "bestuurder", "propriétaire", "locataire", "assuré", "conjoint", "témoin",
    "propietario", "inquilino", "asegurad", "conductor", "testigo", "tutor", "alumno", "alumna", "proprietario", "conducente", "assicurat",
    "contraente", "testimone", "genitore", "alunno", "proprietária", "segurado", "segurada", "motorista", "aluno", "aluna", "responsável",
    "eigentümer", "halter", "fahrer", "zeuge", "zeugin", "schüler", "erziehungsberechtigt", "betreuer", "właściciel", "kierowca", "świadek",
    "opiekun", "uczeń", "wychowawca", "ubezpieczon", "ägare", "förare", "elev:", "vårdnadshavare", "ejer:", "sjåfør", "eier:", "hija ", "hijo ",
    "filha ", "filho ", "fille ", "fils ", "córka", "syn ", "matka", "ojciec", "madre ", "padre ", "mère ", "père ", "mutter ", "vater ",
    "begünstigt", "empfangsberechtigt", "mandatsträger", "ordonnateur", "ordenante", "ordinante", "beneficiário", "odbiorca:", "zleceniodawca",
];
#[rustfmt::skip]
const CLOSINGS: &[&str] = &[
    "regards", "best wishes", "sincerely", "yours truly", "yours faithfully", "cheers", "many thanks", "thank you",
    "thanks", "all the best", "best,", "warmly", "cordially", "respectfully", "grüßen", "grüße", "gruß", "gruss",
    "grüsse", "grüssen", "cordialement", "bien à vous", "salutations", "amicalement", "saludos", "atentamente",
    "un saludo", "cordialmente", "cordiali saluti", "distinti saluti", "saluti", "groet", "groeten", "hoogachtend",
    "atenciosamente", "cumprimentos", "abraços", "pozdrawiam", "z poważaniem", "pozdrowieniami", "vriendelijke",
    "grazie", "merci", "gracias", "obrigado", "obrigada", "danke",
    "hälsningar", "hälsning", "mvh", "hilsen", "hilsner", "terveisin", "s pozdravem", "s pozdravom", "üdvözlettel",
    "tisztelettel", "cu stimă", "cu respect", "saygılarımla", "saygılar", "srdačan pozdrav", "lijep pozdrav",
    "lugupidamisega", "pagarbiai", "ar cieņu", "bien cordialement", "sincères salutations", "meilleures salutations",
    "saluti cordiali", "met vriendelijke", "mit besten", "viele grüße", "liebe grüße", "mfg",
    "kind regards", "best regards", "rgds", "sent by", "signed,",
];
#[rustfmt::skip]
const STREETS: &[&str] = &[
    " street", " avenue", " ave", " road", " boulevard", " blvd", " lane", " drive", " court", " terrace",
    " crescent", " parkway", " highway", " st,", " st.", " st ", " rd,", " rd.", " rd ", " ln ", " ln,", " ln.", " dr,", " dr.",
    " dr ", " ct,", " ct ", " pkwy", " hwy", " pl,", " way", " square", " close", " place", " circle", " gardens",
    " grove", " apt", " suite", "straße", "strasse", "str. ", "gasse", "allee", "platz", "weg ", "damm", "ufer ",
    "rue ", "boulevard ", "bd ", "avenue ", "allée", "impasse", "chemin ", "quai ", "place ", "calle ", "c/ ", "avda",
    "avenida", "paseo ", "plaza ", "via ", "viale ", "piazza ", "corso ", "straat", "gracht", "laan ", "plein ",
    "kade ", "rua ", "travessa ", "ul. ", "ulica ", "aleja ", "al. ", "os. ", "p.o. box", "po box", "postfach",
    " nagar", " marg", " chowk", "singel ", "steeg ", "dreef ", "praça ", "rodovia ", "camino ", "pasaje ", "contrada ", "vicolo ", "rambla ",
    "alameda ", "glorieta ", "piazzale ", "strada ", "estrada ", "largo ", "ronda ", "carrera ", "plac ", "pl. ",
    "chaussée ", "gatan ", "vägen ", "gade ", "vej ", "veien ", "katu ", "utca ", "náměstí ", "caddesi", "sokak",
    "cesta ", "ulice ", "av. ", "carrer ", "camí ", "tv. ", "callejón ", "calzada ", "borgo ", "lungomare ", "praceta ", "allées ",
    "callejon ", "c.so ", "v.le ", "p.za ", "imp. ", "avinguda ", "passeig ", "cad. ", "sok. ", "servidão ", "urbanización ", "ctra. ", "carretera ",
];
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "address", "live at", "lives at", "lived at", "lived in", "living at", "live in", "reside", "located at",
    "house is at", "ship to", "shipped to", "ship it to", "deliver", "send it to", "moved to", "moving to",
    "mail it to", "home at", "office is at", "is at ", "adresse", "anschrift", "wohnhaft", "wohne", "wohnt", "habite",
    "domicili", "dirección", "direccion", "vivo en", "indirizzo", "abito in", "residente", "adres", "adress är", "住所", "residence", "moramos", "woont",
    "woon op", "endereço", "moro na", "mieszka", "zamieszk", "billing ", "billing:", "billing_", "billing-", "bill to",
    "bor på", "bor i ", "bydlím", "címem", "locuiesc", "adresim", "osoitteeni", "moro em", "vivo em", "resido",
    "sent to", "taxi to", "meet me at", "vivo en la", "abitante", "lives in", "based at", "send a new", "post it to",
    "collect from", "pick up from", "addr=\"", "addr='", "addr\":", "addr':", "pickup:", "location:", "woonachtig", "woonplaats", "bezoekadres", "lieu=\"", "lieu :", "now at ", "sede legale", "siège social", "lebt in", "zugestellt an", "entrega en", "lieferung an", "adresa", "osoite", "lakcím", "bostad",
];
#[rustfmt::skip]
const DIAGNOSIS: &[&str] = &[
    "icd-10", "icd10", "icd 10", "icd_10", "icd:", "diagnos", "dx:", "dx ", "dx=", "dx code", "diagnóstico", "icd-code",
    "icd code", "cie-10", "cim-10", "rozpoznanie", "hauptdiagnose", "problemlist", "problem list", "krankschreib", "diagnosen", "\"dx\"", "snomed.info/sct", "medical history", "antécédents", "vorerkrankung",
];
#[rustfmt::skip]
const RECORDS: &[&str] = &[
    "pid|", "nk1|", "in1|", "gt1|", "dg1|", "pv1|", "obr|", "orc|", "aip|", "pd1|", "rol|", "prt|", "txa|", "nm1*", "abk:", "abf:", "begin:vcard", "(0010,", "pn [", ":50k:", ":59:",
    ":50f:", ":59f:", "?30", "?31", "?32", "~29", "~30", "~31", "~32", "~33", "~38", "{4200}", "{5000}", "{4100}", "<nm>", "<given>", "<family>", "<strtnm>", "family=", "given=", "<<<<", "\"identifier\"", "\"line\"",
    "/name/", "ref*", "per*", "bpr*", "\"telecom\"", "dmg*", ":25:", "<patientrole", "<birthtime", "113883.4.1\"", "113883.4.6\"", "113883.4.3.", "113883.4.572\"", "113883.4.927\"", "113883.6.90\"", "113883.6.3\"", "113883.6.103\"", "evn|", "mrg|", "pv2|", "al1|", "prb|", "(0008,1080", "(0010,21b", "(0010,2180",
];
#[rustfmt::skip]
const COORDINATES: &[&str] = &[
    "lat", "latitude", "coord", "pos=", "pos:", "geo:", "point(", "point (", "gps", "location", "position", "breitengrad",
    "longitude", "lng", "lon", "koordinaten", "coordonn", "latlng", "lat_lng", "latlong",
];
#[rustfmt::skip]
const HOMES: &[&str] = &[
    "/home/", "/users/", "\\users\\", "\\\\users\\\\", "settings\\",
];
/// Endings of internal names, and how lines of syslog begin: with a month, or behind a newer time with a program that every machine
/// has. The sign behind any program would do too, and stands on every line of many other logs.
#[rustfmt::skip]
const HOSTS: &[&str] = &[
    ".internal", ".corp", ".local", ".intra", ".lan ", ".lan:", ".lan/", ".lan\"", ".lan,", ".home.arpa",
    "jan ", "feb ", "mar ", "apr ", "may ", "jun ", "jul ", "aug ", "sep ", "oct ", "nov ", "dec ",
    " kernel: ", " systemd[", " systemd-", " sshd[", " cron[", " sudo: ", " sudo[", " postfix/", " dhclient[", " rsyslogd", " named[",
    " haproxy[", " dockerd[", " containerd[", " kubelet[", " networkmanager[", " chronyd[", " ntpd[", " snmpd[", " auditd[",
];
/// What stands inside a written number of one kind and seldom elsewhere: a Brazilian head office, a Swiss insured person.
const DIGITS: &[&str] = &["/0001-", "756."];
/// Names of fields, in languages other than those of the detectors' main list, and what they add to it.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "vorname", "nachname", "familienname", "geburts", "strasse", "straße", "anschrift", "telefon", "handy",
    "hausnummer", "prénom", "prenom", "nom", "naissance", "adresse", "téléphone", "portable", "apellido", "nombre",
    "fecha_nac", "fechanac", "nacimiento", "teléfono", "telefono", "dirección", "direccion", "domicilio", "móvil",
    "cognome", "nome", "nascita", "indirizzo", "codice_fiscale", "codicefiscale", "cellulare", "achternaam",
    "voornaam", "geboorte", "adres", "telefoon", "woonplaats", "sobrenome", "apelido", "nascimento", "endereço",
    "endereco", "telefone", "celular", "nazwisko", "imię", "imie", "urodzenia", "ulica", "firstname", "fname",
    "lname", "personname", "person_name", "customer_name", "customername", "customer name", "client_name",
    "clientname", "client name", "employee_name", "employeename", "employee name", "contact_name", "contactname",
    "contact name", "user_full", "holder", "displayname", "display_name", "nickname", "recipient", "payee", "spouse",
    "doctor", "physician", "emergency", "phone", "fax", "telephone", "msisdn", "zip", "postal", "postcode", "expir",
    "exp_date", "exp date", "expdate", "exp_month", "exp_year", "valid thru", "valid_thru", "swift", "bic", "iban",
    "nhs", "nino", "dea", "national_ins", "insurance", "pesel", "bsn", "cpf", "cnpj", "tfn", "aadhaar", "aadhar",
    "dni", "steuer", "passport", "vin", "vehicle", "licence", "license", "plate", "student", "matrikel", "birthplace",
    "place_of_birth", "tax_n", "social_ins", "nric", "personnummer", "sozialvers", "ahv", "icd", "dx_code", "health",
    "medicaid", "chart_n", "full_address", "postaladdress", "postal_address", "residence", "latitude", "longitude",
    "lat", "lng", "lon", "gps", "givenname", "cn:", "sn:", "identification", "identity",
    // Nordic, Baltic, Czech, Slovak, Hungarian, Romanian, Croatian and Turkish names.
    "fornavn", "förnamn", "fornamn", "efternavn", "efternamn", "etternavn", "etunimi", "sukunimi", "jméno", "jmeno",
    "příjmení", "prijmeni", "priezvisko", "keresztn", "vezetékn", "prenume", "soyad", "prezime", "fødsels", "fodsels",
    "födelse", "fodelse", "syntym", "naroz", "születés", "szuletesi", "nașterii", "nasterii", "doğum", "dogum_",
    "hostname", "host_name", "fqdn", "nodename", "node_name", "computername", "computer_name", "machine_name", "servername", "server_name",
    "\"host\"", "host=", "rhost", "workstation",
    "rođenja", "rodenja", "puhelin", "osoite", "bydliště", "bydliste", "lakcím", "postadress", "rodné", "rodne_",
    "kennitala", "isikukood", "henkilö", "fiscal", "holder", "guarantor", "prescriber", "remitter", "enrollee",
    // Names that documents with a structure have as keys, where they stand in logs and attributes.
    "zuname", "rufname", "kontoinhaber", "karteninhaber", "versicherter", "titular", "titulaire", "intestatario", "naam", "navn", "namn", "nimi",
    "nabywca", "platnik", "antragsteller", "absender", "empfaenger", "debtor", "creditor", "forename", "beneficiar", "policyholder", "signatory",
    "accountholder", "account_holder", "ansprechpartner", "klant", "roepnaam", "addressee", "surgeon", "nominativo", "betalare", "telno", "telnr",
    "telkom", "tel_", "movil", "telemovel", "komorka", "faxn", "contactn", "contact_n", "festnetz", "callern", "caller_n", "bdate",
    "dtnasc", "dt_nasc", "fnac", "f_nac", "fecnac", "dataur", "data_ur", "dogumtar", "gebdat", "gebtag", "naiss", "coord", "pickup", "dropoff",
    "geolat", "geolo", "latitud", "longitud", "documentn", "document_n", "travel_doc", "traveldoc", "pasport", "dlnum", "dl_num", "dl_no",
    "immatricul", "targa", "kenteken", "kennzeichen", "numberplate", "regnr", "reg_n", "regno", "registration_n", "carreg", "placa",
    "bastidor", "telaio", "chasis", "viatura", "pupil", "learner", "legitymac", "cedula", "cni=", "cni\"", "fnr=", "fnr\"", "hetu", "cpr=", "cpr\"",
    "pnr=", "pnr\"", "kimlik", "niss", "insz", "dowod", "dowód", "idcard", "id_card", "idnumber", "id_number", "id_no", "documento", "ausweis",
    "rijksreg", "numadh", "adherent", "adhérent", "versnr", "kvnr", "poliza", "ohip", "ramq", "utente", "policyid", "policy_id", "patid", "pat_id",
    "hospitaln", "hospital_n", "encounter", "admission_n", "fallnr", "nationalnumber", "national_number", "drug", "medication", "medicament",
    "medikament", "line1", "line2", "addr1", "gata=", "vej=", "katuosoite", "logradouro", "adrline", "ln=", "fn=", "family\"", "given\"", "family:", "given:", "anyja", "immat", "vrm\"",
    "last=", "first=", "city", "town", "ort=", "ort:", "ort\"", "ville=", "ville:", "ville\"", "ville>", "ort>", "locality", "ciudad", "città",
    "citta", "cidade", "plaats", "miasto", "stadt=", "stadt:", "stadt\"", "stadt>", "plz", "postnr", "postnummer", "cap=", "cap:", "cap\"",
    "nirpay", "niraff", "nirass", "nirben", "nirsal", "nircon", "dda=", "dda\"", "dda:", "personnin", "docnr", "supanncode",
    "enrolment", "enrollment", "medicare", "bankgiro", "clabe", "tarjeta", "carte_", "kreditkart", "kortnummer",
];

/// Words that stand at the end of longer ones.
#[rustfmt::skip]
const INSIDE: &[&str] = &[
    "straße", "strasse", "str. ", "gasse", "allee", "platz", "weg ", "damm", "ufer ", "straat", "gracht", "laan ", "plein ",
    "kade ", "phone", "birth", "geburts", "singel ", "steeg ", "dreef ", "gatan ", "vägen ", "gade ", "vej ", "veien ", "katu ",
];

/// Words in front of the plate of a vehicle.
#[rustfmt::skip]
pub(super) const PLATES: &[&str] = &[
    "kennzeichen", "kenteken", "placa ", "placa:", "targa ", "targa:", "nummerplaat", "number plate", "license plate", "licence plate", "plate ", "plate:",
    "plate no", "vehicle reg", "reg. no", "reg no", "immatriculation", "immatriculé", "plaque ", "viatura", "matrícula", "voiture", "rejestracyjn", "registreringsn",
    "regnr", "carlicense", "x-kfz", "kfz", "transporter ", "auto ", "nr rej",
];

/// Every keyword of this part, with its topic.
pub(crate) fn keywords() -> Vec<Keyword> {
    let mut all = Vec::new();
    for (place, entry) in IDS.iter().enumerate() {
        if let Ok(place) = u8::try_from(place) {
            add(&mut all, entry.words, Target::People(Topic::Id(place)));
        }
    }
    for (words, topic) in [
        (CARD, Topic::Card),
        (BIRTH, Topic::Birth),
        (PHONE, Topic::Phone),
        (TITLES, Topic::Title),
        (SALUTATIONS, Topic::Salutation),
        (INTRODUCTIONS, Topic::Introduction),
        (ROLES, Topic::Role),
        (CLOSINGS, Topic::Closing),
        (STREETS, Topic::Street),
        (PLACES, Topic::Place),
        (DIAGNOSIS, Topic::Diagnosis),
        (RECORDS, Topic::Record),
        (COORDINATES, Topic::Coordinates),
        (HOMES, Topic::HomePath),
        (HOSTS, Topic::Host),
        (DIGITS, Topic::Digits),
        (&["%40", "%2b"], Topic::Escaped),
        (&["insert into"], Topic::Insert),
        (&["-+-"], Topic::Grid),
        (
            &["binding parameter", "parameters: ", "parameters=["],
            Topic::Parameters,
        ),
        (super::roles::PARTICLES, Topic::Particle),
        (super::diseases::DISEASES, Topic::Disease),
        (PLATES, Topic::Plate),
        (super::doses::UNITS, Topic::Dose),
    ] {
        add(&mut all, words, Target::People(topic));
    }
    add(&mut all, FIELDS, Target::Field);
    // Short words are kept off by a letter behind them: `nhsNumber` needs its own.
    for (place, entry) in IDS.iter().enumerate() {
        let Ok(place) = u8::try_from(place) else {
            continue;
        };
        for word in entry.words.iter().filter(|w| w.len() == 3 && w.is_ascii()) {
            for tail in ["number", "num", "code", "card", "id"] {
                let text = format!("{word}{tail}");
                all.push(Keyword::new(
                    &text,
                    Target::People(Topic::Id(place)),
                    Start::Word,
                ));
            }
        }
    }
    all
}

fn add(all: &mut Vec<Keyword>, words: &[&str], target: Target) {
    all.extend(words.iter().map(|word| {
        // Of a compound these are the last word, as in `Hauptstraße` and `homephone`.
        let place = if INSIDE.contains(word) {
            Start::Anywhere
        } else {
            Start::Word
        };
        Keyword::new(word, target, place)
    }));
}

pub(super) fn titles() -> &'static Index {
    static WORDS: LazyLock<Index> = LazyLock::new(|| Index::new(TITLES));
    &WORDS
}
pub(super) const fn salutations() -> &'static [&'static str] {
    SALUTATIONS
}
pub(super) const fn introductions() -> &'static [&'static str] {
    INTRODUCTIONS
}
pub(super) fn roles() -> &'static Index {
    static WORDS: LazyLock<Index> = LazyLock::new(|| Index::new(ROLES));
    &WORDS
}
pub(super) const fn closings() -> &'static [&'static str] {
    CLOSINGS
}
pub(super) const fn phones() -> &'static [&'static str] {
    PHONE
}
pub(super) const fn births() -> &'static [&'static str] {
    BIRTH
}
pub(super) const fn streets() -> &'static [&'static str] {
    STREETS
}
pub(super) const fn diagnoses() -> &'static [&'static str] {
    DIAGNOSIS
}
pub(super) const fn cards() -> &'static [&'static str] {
    CARD
}
