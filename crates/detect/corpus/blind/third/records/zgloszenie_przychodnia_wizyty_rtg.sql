-- Zgłoszenie 2024/12/0417 MedGabinet 5.8.2 (build 58204417), przychodnia "Pod Klonem", zrzut: pg_dump 14.11
-- Osoba do kontaktu: ⟦person_name|Kinga Wróblewska⟧ (rejestracja), tel. ⟦phone|58 555 01 73⟧, ⟦email|rejestracja@podklonem.example⟧
-- Problem: po migracji podwójne wizyty i brak zdjęć RTG w karcie. Kopia bazy + zrzut dcmdump + notatki pielęgniarskie.
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;

CREATE TABLE public.pacjent (
    id integer NOT NULL,
    pesel character(11),
    nazwisko character varying(60), imie character varying(40),
    data_ur date,
    telefon character varying(20), email character varying(80),
    adres text,
    nfz_oddzial character(2), nr_karty character varying(12)
);

COPY public.pacjent (id, pesel, nazwisko, imie, data_ur, telefon, email, adres, nfz_oddzial, nr_karty) FROM stdin;
1041	⟦national_id|58031463385⟧	⟦person_name|Gołębiewski⟧	⟦person_name|Zdzisław⟧	⟦birth_date|1958-03-14⟧	⟦phone|602555041⟧	\N	⟦address|ul. Kartuska 117/4, 80-104 Gdańsk⟧	11	⟦mrn|K/1041/09⟧
1042	⟦national_id|87110278978⟧	⟦person_name|Niemczyk⟧	⟦person_name|Damian⟧	⟦birth_date|1987-11-02⟧	⟦phone|+48 602 555 042⟧	⟦email|d.niemczyk@skrzynka.example⟧	⟦address|ul. Cienista 3, 80-046 Gdańsk⟧	11	⟦mrn|K/1042/15⟧
1043	⟦national_id|03272166119⟧	⟦person_name|Cybulski⟧	⟦person_name|Oskar⟧	⟦birth_date|2003-07-21⟧	⟦phone|602-555-043⟧	⟦email|oskar.cyb@skrzynka.example⟧	⟦address|os. Przylesie 9 m. 22, 84-230 Rumia⟧	11	⟦mrn|K/1043/21⟧
1044	⟦national_id|94010822899⟧	⟦person_name|Łazarz⟧	⟦person_name|Tymoteusz⟧	⟦birth_date|1994-01-08⟧	\N	\N	\N	06	⟦mrn|K/1044/24⟧
\.

CREATE TABLE public.wizyta (id bigint, pacjent_id int, lekarz text, termin timestamp, gabinet text, status text, rozpoznanie text, icd10 text, zalecenia text);
INSERT INTO public.wizyta VALUES (88120, 1041, 'lek. ⟦person_name|Hanna Dobrowolska⟧', '⟦?|2024-11-28 09:15:00⟧', '3', 'ZREAL', '⟦diagnosis|Cukrzyca typu 2 z powikłaniami nerkowymi⟧', '⟦diagnosis|E11.2⟧', '⟦medication|Glucophage XR 750, Tritace 5 mg⟧');
INSERT INTO public.wizyta VALUES (88121, 1041, 'lek. ⟦person_name|Hanna Dobrowolska⟧', '⟦?|2024-11-28 09:15:00⟧', '3', 'DUPL', NULL, NULL, NULL);
INSERT INTO public.wizyta VALUES (88137, 1042, 'dr n. med. ⟦person_name|Artur Szymczak⟧', '⟦?|2024-11-29 16:40:00⟧', '1', 'ZREAL', '⟦diagnosis|Zespół uzależnienia od opioidów⟧', '⟦diagnosis|F11.2⟧', 'e-recepta, kod ⟦?|4417⟧, klucz ⟦?|{digits:44}⟧');
INSERT INTO public.wizyta VALUES (88140, 1043, 'lek. ⟦person_name|Hanna Dobrowolska⟧', '⟦?|2024-12-02 08:00:00⟧', '3', 'ODWOL', NULL, NULL, 'pacjent dzwonił, nowy termin tel. ⟦phone|602 555 099⟧ (mama)');
INSERT INTO public.wizyta VALUES (88144, 1044, 'lek. dent. ⟦person_name|Roksana Bieniek⟧', '⟦?|2024-12-03 12:30:00⟧', '5', 'ZREAL', '⟦diagnosis|Ropień okołowierzchołkowy⟧', '⟦diagnosis|K04.7⟧', '⟦medication|Dalacin C 300 mg⟧, uczulony na ⟦allergy|amoksycylinę⟧');

INSERT INTO public.notatka_piel (id, pacjent_id, autor, ts, tresc) VALUES
 (5501, 1041, '⟦person_name|piel. Jadwiga Hinc⟧', '2024-11-28 09:40', 'RR ⟦?|165/95⟧, glikemia ⟦?|212⟧ mg%. Opatrunek stopy L - ⟦?|owrzodzenie 2x3 cm, wysięk surowiczy⟧. Następna zmiana za 3 dni.'),
 (5502, 1042, '⟦person_name|piel. Jadwiga Hinc⟧', '2024-11-29 17:05', 'Pobrano krew, próbka nr 0044177. Pacjent pobudzony, ⟦?|wynik HIV do odbioru osobiście⟧. Upoważniona: żona ⟦person_name|Patrycja Niemczyk⟧.'),
 (5503, 1043, 'SYSTEM', '2024-12-02 08:10', 'nie zgłosił się');

INSERT INTO public.uzytkownik (login, haslo_hash, rola, pwz, wymus_zmiane) VALUES
 ('⟦?|hdobrowolska⟧', '⟦password_hash|$2b$12${alnum:53}⟧', 'LEKARZ', '⟦?|4417733⟧', false),
 ('⟦?|rejestracja⟧', '⟦password_hash|$2b$12${alnum:53}⟧', 'REJ', NULL, true),
 ('⟦?|serwis⟧', '!', 'ADMIN', NULL, false);

INSERT INTO public.parametr (klucz, wartosc) VALUES
 ('p1.srodowisko', 'PROD'), ('p1.oid', '2.16.840.1.113883.3.4424.2.3.1.104417'), ('p1.certyfikat.haslo', '⟦password|Klonowy-lisc7⟧'),
 ('ewus.login', '⟦?|TESTPK11⟧'), ('ewus.haslo', '⟦password|Jesion#1990⟧'), ('sms.api.token', '⟦api_key|{alnum:40}⟧'),
 ('haslo.min_dlugosc', '8'), ('haslo.waznosc_dni', '30'), ('pacs.haslo', '${PACS_HASLO}'), ('wersja.schematu', '58204417');

INSERT INTO public.platnosc VALUES (7001, 1044, 350.00, 'KARTA', '5188** **** 4417', NULL), (7002, 1044, 120.00, 'PRZELEW', NULL, '⟦iban|PL24114006199139617204199221⟧'), (7003, 1042, 80.00, 'GOTOWKA', NULL, NULL);

/* dcmdump RTG-1042.dcm
(0002,0010) UI =JPEGLossless:Non-hierarchical-1stOrderPrediction # 22, 1 TransferSyntaxUID
(0008,0018) UI [1.2.826.0.1.3680043.9.4417.733.20241129165012.1]   # 48, 1 SOPInstanceUID
(0008,0020) DA [⟦?|20241129⟧]                                # 8, 1 StudyDate
(0008,0050) SH [ACC0044177]                              # 10, 1 AccessionNumber
(0008,0060) CS [DX]                                      # 2, 1 Modality
(0008,0070) LO [Przyklad Imaging]                        # 16, 1 Manufacturer
(0008,0090) PN [⟦person_name|SZYMCZAK^ARTUR^^DR⟧]                     # 18, 1 ReferringPhysicianName
(0010,0010) PN [⟦person_name|NIEMCZYK^DAMIAN⟧]                        # 16, 1 PatientName
(0010,0020) LO [⟦national_id|87110278978⟧]                            # 12, 1 PatientID
(0010,0030) DA [⟦birth_date|19871102⟧]                                # 8, 1 PatientBirthDate
(0010,0040) CS [M]                                       # 2, 1 PatientSex
(0010,1010) AS [⟦?|037Y⟧]                                    # 4, 1 PatientAge
(0010,21b0) LT [⟦?|st. po złamaniu żuchwy, pobicie⟧]           # 34, 1 AdditionalPatientHistory
(0018,1000) LO [DX-4417733-11]                           # 14, 1 DeviceSerialNumber
(0020,000d) UI [1.2.826.0.1.3680043.9.4417.733.20241129]     # 40, 1 StudyInstanceUID
(0028,0010) US 2048                                      # 2, 1 Rows
*/

-- orthanc.json (fragment): "AuthenticationEnabled": true, "RegisteredUsers": { "gabinet": "⟦password|Rentgen!Klon3⟧", "viewer": "⟦?|changeme⟧" }, "DicomAet": "PODKLONEM", "DicomPort": 4242
-- suma kontrolna zrzutu: 43309c119999469e71d8a0bbdd1f80889250187942450b96f9b6e18d4d0b5d6b  zakonczono 2024-12-04 06:12:55, exit 0
