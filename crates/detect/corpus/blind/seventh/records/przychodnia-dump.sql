-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: db-przychodnia.poznan.example    Database: emed_prod
-- ------------------------------------------------------
-- Server version	8.0.36-0ubuntu0.22.04.1
-- Zgłoszenie #55819: po aktualizacji do eMed 5.12.4 (rev. 4f1c7a90be21) nie działają e-recepty
-- Kontakt: ⟦person_name|Zbigniew Chrzanowski⟧, informatyk, tel. ⟦phone|61 555 01 72⟧

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

--
-- Table structure for table `uzytkownicy`
--

DROP TABLE IF EXISTS `uzytkownicy`;
CREATE TABLE `uzytkownicy` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `login` varchar(40) COLLATE utf8mb4_polish_ci NOT NULL,
  `haslo` varchar(255) COLLATE utf8mb4_polish_ci NOT NULL,
  `imie_nazwisko` varchar(120) DEFAULT NULL,
  `pwz` char(7) DEFAULT NULL COMMENT 'nr prawa wykonywania zawodu',
  `email` varchar(120) DEFAULT NULL,
  `totp_secret` varchar(64) DEFAULT NULL,
  `rola` enum('LEKARZ','REJESTRACJA','ADMIN') NOT NULL,
  `wymus_zmiane_hasla` tinyint(1) DEFAULT '0',
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq_login` (`login`)
) ENGINE=InnoDB AUTO_INCREMENT=19 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_polish_ci;

LOCK TABLES `uzytkownicy` WRITE;
/*!40000 ALTER TABLE `uzytkownicy` DISABLE KEYS */;
INSERT INTO `uzytkownicy` VALUES
(1,'admin','⟦password_hash|$2y$10${alnum:53}⟧','Administrator systemu',NULL,'⟦?|admin@przychodnia-jezyce.example⟧','⟦totp_secret|{b32:32}⟧','ADMIN',0),
(4,'achrzan','⟦password_hash|$2y$10${alnum:53}⟧','⟦person_name|Alicja Chrząszcz-Wolna⟧','⟦?|2839683⟧','⟦email|a.chrzaszcz@przychodnia-jezyce.example⟧',NULL,'LEKARZ',0),
(7,'mdrozd','⟦password_hash|$2y$10${alnum:53}⟧','⟦person_name|lek. Maciej Drozdowicz⟧','⟦?|7788523⟧','⟦email|mdrozd@przychodnia-jezyce.example⟧','⟦totp_secret|{b32:32}⟧','LEKARZ',1),
(12,'rejestracja2','⟦password_hash|{hex:32}⟧','⟦person_name|Bożena Sikorska⟧',NULL,NULL,NULL,'REJESTRACJA',0),
(18,'integracja_p1','!',NULL,NULL,NULL,NULL,'ADMIN',0);
/*!40000 ALTER TABLE `uzytkownicy` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `pacjenci`
--

DROP TABLE IF EXISTS `pacjenci`;
CREATE TABLE `pacjenci` (
  `id_pac` int unsigned NOT NULL AUTO_INCREMENT,
  `uuid` char(36) NOT NULL,
  `pesel` char(11) DEFAULT NULL,
  `nazwisko` varchar(80) NOT NULL,
  `imiona` varchar(80) NOT NULL,
  `data_ur` date NOT NULL,
  `plec` enum('K','M') NOT NULL,
  `ulica` varchar(120) DEFAULT NULL,
  `kod` char(6) DEFAULT NULL,
  `miasto` varchar(60) DEFAULT NULL,
  `tel` varchar(20) DEFAULT NULL,
  `oddzial_nfz` char(2) DEFAULT NULL,
  `uwagi` text,
  PRIMARY KEY (`id_pac`),
  KEY `ix_pesel` (`pesel`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_polish_ci;

INSERT INTO `pacjenci` VALUES
(30117,'c0f7ad42-8a35-4d02-b0b1-7f6d14a5e210','⟦national_id|58031491504⟧','⟦person_name|Majchrzak⟧','⟦person_name|Halina Barbara⟧','⟦birth_date|1958-03-14⟧','K','⟦address|ul. Szamarzewskiego 41 m. 6⟧','⟦?|60-514⟧','⟦?|Poznań⟧','⟦phone|600 550 117⟧','15','⟦?|uczulona na penicylinę⟧'),
(30118,'1be0d0c8-2c70-4b76-8a07-93b3ad3c5f01','⟦national_id|91110240534⟧','⟦person_name|Ratajczyk⟧','⟦person_name|Dominik⟧','⟦birth_date|1991-11-02⟧','M','⟦address|os. Bolesława Chrobrego 12/88⟧','⟦?|60-681⟧','⟦?|Poznań⟧','⟦phone|+48 511 550 390⟧','15',NULL),
(30124,'77a1f3de-5c0b-4c19-9ed5-2d8e41b6a9c7','⟦national_id|74072941040⟧','⟦person_name|O\'Sullivan-Bąk⟧','⟦person_name|Renata⟧','⟦birth_date|1974-07-29⟧','K','⟦address|Dąbrowskiego 199⟧','⟦?|62-020⟧','⟦?|Swarzędz⟧','⟦phone|502-550-448⟧','15','kontakt tylko przez męża (⟦person_name|Conor⟧ ⟦phone|502-550-449⟧)'),
(30130,'e4cc1b70-96a2-4a1d-8d77-01f3c6e2bb45','⟦national_id|09211834695⟧','⟦person_name|Wróbel⟧','⟦person_name|Tymoteusz Jan⟧','⟦birth_date|2009-01-18⟧','M','⟦address|Grunwaldzka 7A/2⟧','⟦?|60-780⟧','⟦?|Poznań⟧',NULL,'15','⟦diagnosis|zespół Aspergera⟧, opiekun: matka ⟦person_name|Iga Wróbel⟧ PESEL ⟦national_id|83052332244⟧'),
(30133,'5d9a7c11-0f0d-4f57-9c8e-a17be3308f62','⟦national_id|46120569753⟧','⟦person_name|Pietrzykowski⟧','⟦person_name|Eugeniusz⟧','⟦birth_date|1946-12-05⟧','M','⟦address|Słowackiego 30 m. 11⟧','⟦?|60-823⟧','⟦?|Poznań⟧','⟦phone|61 555 01 99⟧','15','dow. os. ⟦national_id|CRT241870⟧');

--
-- Dumping data for table `wizyty`  (id, id_pac, id_lek, termin, icd10, opis, status)
--

INSERT INTO `wizyty` (`id`,`id_pac`,`id_lek`,`termin`,`icd10`,`opis`,`status`) VALUES (881204,30117,4,'2025-02-17 09:20:00','⟦diagnosis|E11.9⟧','⟦diagnosis|Cukrzyca typu 2⟧, HbA1c ⟦?|8,1%⟧. Zwiększono ⟦medication|metforminę do 2x1000 mg⟧.','ZREALIZOWANA'),(881209,30118,7,'2025-02-17 10:00:00','⟦diagnosis|A51.0⟧','⟦diagnosis|Kiła pierwotna⟧, skierowanie do poradni wenerologicznej','ZREALIZOWANA'),(881215,30124,4,'2025-02-17 10:40:00',NULL,'','NIEOBECNY'),(881220,30130,7,'2025-02-18 08:00:00','⟦diagnosis|F84.5⟧','Zaświadczenie do szkoły','ZREALIZOWANA');
INSERT INTO `wizyty` (`id`,`id_pac`,`id_lek`,`termin`,`icd10`,`opis`,`status`) VALUES (881233,30133,4,'2025-02-18 12:20:00','⟦diagnosis|I25.2⟧','⟦?|Stan po zawale 2019⟧, recepta na ⟦medication|Bisocard 5 mg⟧, transport: p. ⟦person_name|Sikorska⟧ dzwoniła do córki','ZREALIZOWANA');

INSERT INTO `erecepty` VALUES
(5510021,881204,'⟦?|9741 1180 2297 0417 3389 5520 1046 7712 8830 4417⟧','⟦?|4471⟧','5909990223473','2025-02-17','BLAD','P1-4012: podpis niezgodny'),
(5510022,881233,'⟦?|9741 1180 2297 0417 3389 5520 1046 7712 8830 4502⟧','⟦?|8206⟧','5909990835715','2025-02-18','BLAD','P1-4012: podpis niezgodny');

INSERT INTO `faktury` (`nr`,`nabywca`,`nip`,`konto`,`kwota`) VALUES
('FV/2025/02/0118','Drukarnia Wielkopolanin sp. z o.o.','⟦?|7811328519⟧','⟦iban|PL62102010267240497769359734⟧',1450.00),
('FV/2025/02/0119','⟦person_name|Ratajczyk Dominik⟧',NULL,'⟦account|22 1140 2004 1428 8582 6486 4998⟧',180.00);

--
-- Table `konfiguracja`
--

INSERT INTO `konfiguracja` (`klucz`,`wartosc`,`zmieniono`) VALUES
('p1.endpoint','https://ws.p1.test/erecepta/v6','2025-02-14 21:03:11'),
('p1.cert_wss.sciezka','/opt/emed/cert/wss_jezyce.p12','2025-02-14 21:03:11'),
('p1.cert_wss.haslo','⟦password|Bocian-Kl3kocze!⟧','2025-02-14 21:03:11'),
('p1.cert_wss.odcisk','7c211433f02071597741e6ff5a8ea34789abbf43','2025-02-14 21:03:11'),
('sms.bramka.token','⟦api_token|{alnum:40}⟧','2024-11-30 08:00:00'),
('smtp.haslo','⟦password|rejestracja1908⟧','2023-06-02 10:14:55'),
('ewus.login','15_jezyce_04','2023-06-02 10:14:55'),
('ewus.haslo','⟦password|EwU$-04Jez⟧','2025-01-31 07:12:09'),
('haslo.min_dlugosc','10','2022-01-03 12:00:00'),
('haslo.wygasa_dni','30','2022-01-03 12:00:00'),
('backup.klucz','${EMED_BACKUP_KEY}','2024-09-09 09:09:09'),
('wersja_schematu','5.12.4-0177','2025-02-14 21:05:40');

/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
-- Dump completed on 2025-02-19  6:30:02
