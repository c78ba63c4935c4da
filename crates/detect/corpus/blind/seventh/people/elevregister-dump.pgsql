--
-- PostgreSQL database dump
--

-- Dumped from database version 14.11 (Debian 14.11-1.pgdg120+2)
-- Dumped by pg_dump version 14.11 (Debian 14.11-1.pgdg120+2)

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TABLE skola.elev (
    id integer NOT NULL,
    personnummer character varying(13) NOT NULL,
    fornamn text NOT NULL,
    efternamn text NOT NULL,
    klass character varying(6),
    skyddad boolean DEFAULT false,
    gatuadress text,
    postnr character varying(6),
    ort text,
    epost text,
    andrad timestamp without time zone
);

ALTER TABLE skola.elev OWNER TO lararummet;

CREATE TABLE skola.vardnadshavare (
    id integer NOT NULL,
    elev_id integer NOT NULL,
    personnummer character varying(13),
    namn text,
    mobil text,
    epost text,
    bankid_senast timestamp without time zone
);

CREATE TABLE skola.anteckning (
    id bigint NOT NULL,
    elev_id integer NOT NULL,
    typ text,
    fritext text,
    skapad_av text,
    skapad date
);

CREATE TABLE skola.konfiguration (
    nyckel text NOT NULL,
    varde text
);

--
-- Data for Name: elev; Type: TABLE DATA; Schema: skola; Owner: lararummet
--

COPY skola.elev (id, personnummer, fornamn, efternamn, klass, skyddad, gatuadress, postnr, ort, epost, andrad) FROM stdin;
30117	⟦national_id|20110419-0945⟧	⟦person_name|Alva⟧	⟦person_name|Sandelin Öberg⟧	7B	f	⟦address|Björkhagsvägen 18 B⟧	⟦?|754 48⟧	⟦?|Uppsala⟧	⟦email|alva.sandelin@elev.granskolan.example⟧	2024-08-19 08:11:42.118
30118	⟦national_id|20100903-4198⟧	⟦person_name|Mohamed-Amin⟧	⟦person_name|Warsame⟧	8A	f	⟦address|Stenhagsvägen 204 lgh 1302⟧	⟦?|752 60⟧	⟦?|Uppsala⟧	⟦email|mohamed.warsame@elev.granskolan.example⟧	2024-08-19 08:11:42.119
30121	⟦national_id|20111227-2792⟧	⟦person_name|Vilgot⟧	⟦person_name|Hjärpe⟧	7B	t	\N	\N	\N	\N	2024-08-20 13:40:09.002
30126	⟦national_id|201201062062⟧	⟦person_name|Tindra Li⟧	⟦person_name|Kronqvist⟧	6C	f	⟦address|Norra Parkvägen 7⟧	⟦?|75645⟧	⟦?|Uppsala⟧	⟦email|tindra.kronqvist@elev.granskolan.example⟧	2024-08-21 07:55:30.7
30133	⟦national_id|20100531-5724⟧	⟦person_name|Ebba⟧	⟦person_name|af Lindholm⟧	8A	f	⟦address|c/o Wretman, Luthagsesplanaden 31⟧	⟦?|752 24⟧	⟦?|Uppsala⟧	⟦email|ebba.aflindholm@elev.granskolan.example⟧	2024-08-21 07:55:31.04
\.


--
-- Data for Name: vardnadshavare; Type: TABLE DATA; Schema: skola; Owner: lararummet
--

COPY skola.vardnadshavare (id, elev_id, personnummer, namn, mobil, epost, bankid_senast) FROM stdin;
5001	30117	⟦national_id|19790211-1942⟧	⟦person_name|Jessika Sandelin⟧	⟦phone|070-174 06 18⟧	⟦email|jessika.sandelin@brev.example⟧	2024-09-30 21:14:02
5002	30117	\N	⟦person_name|Pontus Öberg⟧	⟦phone|+46701740622⟧	\N	\N
5003	30118	⟦national_id|19820830-3894⟧	⟦person_name|Abdirahman Warsame⟧	⟦phone|0701740641⟧	⟦email|a.warsame82@brev.example⟧	2024-10-02 06:48:55
5007	30133	⟦national_id|750622-2210⟧	⟦person_name|Carl-Fredrik af Lindholm⟧	⟦phone|018-55 01 73⟧	⟦email|cf@aflindholm.example⟧	2024-09-11 17:20:00
\.


--
-- Data for Name: anteckning; Type: TABLE DATA; Schema: skola; Owner: lararummet
--

COPY skola.anteckning (id, elev_id, typ, fritext, skapad_av, skapad) FROM stdin;
88120	30117	frånvaro	Sjukanmäld via appen v. 38, ärende 4418772	⟦person_name|Gunilla Thorsander⟧	2024-09-16
88121	30118	elevhälsa	Utredning klar: ⟦diagnosis|ADHD, kombinerad form⟧. Medicin tas i hemmet. Kontakt BUP: ⟦person_name|Lotta Renström⟧ ⟦phone|018-55 02 40⟧.	⟦person_name|Gunilla Thorsander⟧	2024-09-17
88124	30126	kost	⟦diagnosis|Anafylaxi mot jordnöt⟧, EpiPen i expeditionen skåp 3\nMormor ⟦person_name|Birgit Kronqvist⟧ hämtar tisdagar	⟦person_name|Ove Stålnacke⟧	2024-09-18
88130	30121	sekretess	Skyddade personuppgifter. Får ej lämnas ut. Se rutin 2023:14	⟦person_name|Ove Stålnacke⟧	2024-09-20
88131	30133	skolskjuts	Taxi reg.nr ⟦licence_plate|KTR 41W⟧, faktura till konto ⟦iban|SE89 5004 9039 3295 1985 5600⟧, ref 1182-44	⟦person_name|Ove Stålnacke⟧	2024-10-01
\.


--
-- Data for Name: konfiguration; Type: TABLE DATA; Schema: skola; Owner: lararummet
--

COPY skola.konfiguration (nyckel, varde) FROM stdin;
app.version	6.14.2-b20240902
bankid.cert.path	/etc/lararummet/bankid/rp.p12
bankid.cert.password	⟦password|Kanelbulle.4oktober⟧
ss12000.client_id	granskolan-elevregister
ss12000.client_secret	⟦secret|{b64url:43}⟧
smtp.password	${SMTP_PASSWORD}
losenord.minlangd	14
losenord.krav_specialtecken	true
senaste_synk_id	c2a0d7b4-2f0f-4d26-9d8a-5e2f7710b3aa
skolenhetskod	41877203
\.


SELECT pg_catalog.setval('skola.elev_id_seq', 30133, true);

ALTER TABLE ONLY skola.elev
    ADD CONSTRAINT elev_pkey PRIMARY KEY (id);

ALTER TABLE ONLY skola.elev
    ADD CONSTRAINT elev_personnummer_key UNIQUE (personnummer);

ALTER TABLE ONLY skola.vardnadshavare
    ADD CONSTRAINT vh_elev_fk FOREIGN KEY (elev_id) REFERENCES skola.elev(id) ON DELETE CASCADE;

--
-- PostgreSQL database dump complete
--
